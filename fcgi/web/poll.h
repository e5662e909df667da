// A long poll while it waits, and how it looks again.
#pragma once

#include "live/parking_lot.h"
#include "web/call.h"

namespace caritas::web {

/// A signal that waits to be told; `before`: how far the page had come.
struct HeldSignal {
    chat::Stream stream;
    std::uint64_t seq = 0;
    std::uint64_t before = 0;
};

/// What is kept of a poll: who it is, not the request. 8,000 of them are to cost little.
struct Poll final : live::Ticket {
    chat::Stream person;     ///< presence counts by it: a seeker's chat, a counselor's inbox
    std::string token_hash;  ///< of the session
    Language language = Language::german;
    std::optional<Time> look_again;
    std::optional<QueueView> queue;
    std::uint64_t looked_at = 0;  ///< the lot's generation before the last look at the database
    Tick signals_due;             ///< no signal is told before that, see held_signals.h
    std::vector<HeldSignal> held;
    Tick answer_by;  ///< "nothing new" is due then, counted from the poll that looked in full

    [[nodiscard]] bool is_counselors() const { return person.kind == chat::StreamKind::inbox; }
};

/// The waiter's ticket, which is always a Poll.
inline Poll& poll_of(const live::Waiter& waiter) {
    return static_cast<Poll&>(*waiter.ticket);
}

/// The call that the page would make now, from where it stands.
Request request_of(const live::Waiter& waiter);

/// Whether a call is a long poll, of whichever role.
bool is_poll(const Request& request);

}  // namespace caritas::web
