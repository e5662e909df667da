// Streams: what a person can wait on. Each has a sequence, taken under its row's lock, that only grows.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <vector>

namespace caritas::chat {

enum class StreamKind : std::uint8_t {
    chat,   ///< chats.last_seq: messages, state, presence
    queue,  ///< topics.queue_seq: who waits, open or closed, whether a counselor is there
    inbox,  ///< counselors.inbox_seq: chats that came or went, rights, sessions
};

struct Stream {
    StreamKind kind = StreamKind::chat;
    std::uint64_t id = 0;

    friend auto operator<=>(const Stream&, const Stream&) = default;
};

/// A stream that moved, and to where.
struct Move {
    Stream stream;
    std::uint64_t seq = 0;
};

/// What a transaction moved; whoever wrote tells the waiting after the commit.
using Moves = std::vector<Move>;

struct StreamHash {
    std::size_t operator()(const Stream& stream) const noexcept {
        return std::hash<std::uint64_t>{}(stream.id * 4 + static_cast<std::uint64_t>(stream.kind));
    }
};

}  // namespace caritas::chat
