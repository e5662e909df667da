// How far a client has come in each stream it watches, as the opaque text of the parameter "after".
#pragma once

#include "chat/stream.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace caritas::live {

/// A cursor says only where to go on, never what may be seen: rights come from the session, so a foreign or old cursor does no harm.
class Cursor {
public:
    /// Returns nullopt if the text was not made by encode().
    static std::optional<Cursor> decode(std::string_view text);
    [[nodiscard]] std::string encode() const;
    static std::string encode(const chat::Moves& positions);

    void set(chat::Stream stream, std::uint64_t seq) { positions_[stream] = seq; }
    /// Returns nullopt if the client has not seen this stream yet.
    [[nodiscard]] std::optional<std::uint64_t> find(chat::Stream stream) const;
    [[nodiscard]] const std::map<chat::Stream, std::uint64_t>& positions() const { return positions_; }
    [[nodiscard]] chat::Moves moves() const;

private:
    std::map<chat::Stream, std::uint64_t> positions_;
};

}  // namespace caritas::live
