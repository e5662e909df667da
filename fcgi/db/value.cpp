// Reading cells, with a bug noticed where it is made.
#include "db/value.h"

#include <stdexcept>

namespace caritas::db {

std::int64_t Row::number(std::size_t i) const {
    const auto* value = std::get_if<std::int64_t>(&cells_.at(i));
    if (value == nullptr) throw std::logic_error("column " + std::to_string(i) + " holds no number");
    return *value;
}

const std::string& Row::text(std::size_t i) const {
    const auto* value = std::get_if<std::string>(&cells_.at(i));
    if (value == nullptr) throw std::logic_error("column " + std::to_string(i) + " holds no text");
    return *value;
}

std::optional<std::int64_t> Row::maybe_number(std::size_t i) const {
    if (is_null(i)) return std::nullopt;
    return number(i);
}

std::optional<std::uint64_t> Row::maybe_id(std::size_t i) const {
    if (is_null(i)) return std::nullopt;
    return id(i);
}

std::optional<std::string> Row::maybe_text(std::size_t i) const {
    if (is_null(i)) return std::nullopt;
    return text(i);
}

std::optional<Time> Row::maybe_time(std::size_t i) const {
    if (is_null(i)) return std::nullopt;
    return time(i);
}

}  // namespace caritas::db
