// Cursors: "c17:4,q1:90" in base64url.
#include "live/cursor.h"

#include "core/secret.h"

#include <charconv>

namespace caritas::live {
namespace {

constexpr std::size_t kLongest = 8192;
constexpr std::size_t kMostStreams = 512;
constexpr std::string_view kKinds = "cqiturv";  // as StreamKind
static_assert(kKinds.size() == static_cast<std::size_t>(chat::kLastStreamKind) + 1);

bool read_number(std::string_view& text, std::uint64_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool read_char(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

std::optional<Cursor> Cursor::decode(std::string_view encoded) {
    if (encoded.empty() || encoded.size() > kLongest) return std::nullopt;
    const auto plain = from_base64url(encoded);
    if (!plain) return std::nullopt;
    Cursor cursor;
    std::string_view text = *plain;
    do {
        const std::size_t kind = text.empty() ? std::string_view::npos : kKinds.find(text.front());
        if (kind == std::string_view::npos || cursor.positions_.size() == kMostStreams) return std::nullopt;
        text.remove_prefix(1);
        chat::Stream stream{static_cast<chat::StreamKind>(kind), 0};
        std::uint64_t seq = 0;
        if (!read_number(text, stream.id) || !read_char(text, ':') || !read_number(text, seq)) return std::nullopt;
        cursor.set(stream, seq);
    } while (read_char(text, ','));
    if (!text.empty()) return std::nullopt;
    return cursor;
}

chat::Moves Cursor::moves() const {
    chat::Moves moves;
    moves.reserve(positions_.size());
    for (const auto& [stream, seq] : positions_) moves.push_back({stream, seq});
    return moves;
}

std::string Cursor::encode() const {
    return encode(moves());
}

std::string Cursor::encode(const chat::Moves& positions) {
    std::string text;
    for (const auto& [stream, seq] : positions) {
        if (!text.empty()) text += ',';
        text += kKinds[static_cast<std::size_t>(stream.kind)];
        text += std::to_string(stream.id) + ':' + std::to_string(seq);
    }
    return to_base64url(text);
}

std::optional<std::uint64_t> Cursor::find(chat::Stream stream) const {
    const auto found = positions_.find(stream);
    if (found == positions_.end()) return std::nullopt;
    return found->second;
}

}  // namespace caritas::live
