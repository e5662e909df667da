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

    // Signals, told in passing; a lost one is no loss. Their id is the chat's.
    typing_seeker,     ///< the time of the last sign that the seeker types, in milliseconds since 1970
    typing_counselor,  ///< of the counselor
    read_seeker,       ///< chats.seeker_read_seq, which the next look finds as well
    read_counselor,    ///< chats.counselor_read_seq
};

inline constexpr StreamKind kLastStreamKind = StreamKind::read_counselor;

inline bool is_signal(StreamKind kind) {
    return kind >= StreamKind::typing_seeker;
}

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
        return std::hash<std::uint64_t>{}(stream.id * 8 + static_cast<std::uint64_t>(stream.kind));
    }
};

}  // namespace caritas::chat
