// Polls as the desk keeps them between two calls, and messages as the store gives them, made of a few words.
#pragma once

#include "unit/expect.h"
#include "web/poll.h"

#include <memory>

namespace caritas::tests {

inline constexpr chat::Stream kChatOne{chat::StreamKind::chat, 1};
inline constexpr chat::Stream kChatTwo{chat::StreamKind::chat, 2};
inline constexpr chat::Stream kQueueOne{chat::StreamKind::queue, 1};
inline constexpr chat::Stream kInboxOne{chat::StreamKind::inbox, 1};

/// A waiter without a connection. `person` says whether it is a seeker (a chat) or a counselor (an inbox).
inline live::Waiter make_waiter(chat::Stream person, chat::Moves seen, std::string token_hash = "token") {
    auto poll = std::make_unique<web::Poll>();
    poll->person = person;
    poll->token_hash = std::move(token_hash);
    live::Waiter waiter;
    waiter.seen = std::move(seen);
    waiter.ticket = std::move(poll);
    return waiter;
}

inline std::shared_ptr<const chat::Written> make_written(chat::Stream stream, std::uint64_t seq, std::string body = "text") {
    auto written = std::make_shared<chat::Written>();
    written->move = {stream, seq};
    written->public_id = std::string(16, static_cast<char>(stream.id));
    written->message = {seq, chat::Role::seeker, std::string(16, 'c'), std::move(body), Time{}};
    return written;
}

}  // namespace caritas::tests
