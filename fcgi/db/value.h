// What goes into a statement and what comes out of it.
#pragma once

#include "core/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace caritas::db {

/// A parameter: NULL, a whole number, or bytes (text and binary alike). Views must outlive the call.
class Value {
public:
    Value(std::nullptr_t) {}
    Value(bool flag) : content_(static_cast<std::int64_t>(flag)) {}
    Value(int number) : content_(static_cast<std::int64_t>(number)) {}
    Value(std::int64_t number) : content_(number) {}
    Value(std::uint64_t number) : content_(static_cast<std::int64_t>(number)) {}
    Value(std::string_view bytes) : content_(bytes) {}
    Value(const std::string& bytes) : content_(std::string_view(bytes)) {}
    Value(const char* text) : content_(std::string_view(text)) {}
    template <class T>
    Value(const std::optional<T>& maybe) {
        if (maybe) *this = Value(*maybe);
    }

    [[nodiscard]] const std::int64_t* number() const { return std::get_if<std::int64_t>(&content_); }
    [[nodiscard]] const std::string_view* bytes() const { return std::get_if<std::string_view>(&content_); }

private:
    std::variant<std::monostate, std::int64_t, std::string_view> content_;
};

/// One row of a result, read by position from 0. Reading NULL as a number or text is a bug and throws std::logic_error.
class Row {
public:
    using Cell = std::variant<std::monostate, std::int64_t, std::string>;
    explicit Row(std::vector<Cell> cells) : cells_(std::move(cells)) {}

    [[nodiscard]] bool is_null(std::size_t i) const { return std::holds_alternative<std::monostate>(cells_.at(i)); }
    [[nodiscard]] std::int64_t number(std::size_t i) const;
    [[nodiscard]] std::uint64_t id(std::size_t i) const { return static_cast<std::uint64_t>(number(i)); }
    [[nodiscard]] bool flag(std::size_t i) const { return number(i) != 0; }
    [[nodiscard]] const std::string& text(std::size_t i) const;
    /// A column made with CARITAS_MILLIS("…").
    [[nodiscard]] Time time(std::size_t i) const { return Time(Millis(number(i))); }

    [[nodiscard]] std::optional<std::int64_t> maybe_number(std::size_t i) const;
    [[nodiscard]] std::optional<std::uint64_t> maybe_id(std::size_t i) const;
    [[nodiscard]] std::optional<std::string> maybe_text(std::size_t i) const;
    [[nodiscard]] std::optional<Time> maybe_time(std::size_t i) const;

private:
    std::vector<Cell> cells_;
};

using Rows = std::vector<Row>;

/// What a change did.
struct Changed {
    std::uint64_t rows = 0;       ///< rows found (CLIENT_FOUND_ROWS), whether or not a value differed
    std::uint64_t insert_id = 0;  ///< AUTO_INCREMENT or LAST_INSERT_ID(expression)
};

/// The SQL of a DATETIME(3) column as milliseconds since 1970; connections run in UTC.
#define CARITAS_MILLIS(column) "CAST(UNIX_TIMESTAMP(" column ") * 1000 AS SIGNED)"

}  // namespace caritas::db
