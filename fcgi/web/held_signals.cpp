// What is held stands in the poll's ticket, with how far its page had come before.
#include "web/held_signals.h"

#include <algorithm>

namespace caritas::web {
namespace {

template <class Moves>
auto find(Moves& moves, chat::Stream stream) {
    return std::find_if(moves.begin(), moves.end(), [stream](const auto& move) { return move.stream == stream; });
}

bool is_signal(const chat::Move& move) {
    return chat::is_signal(move.stream.kind);
}

}  // namespace

bool hold_signals(live::Waiter& waiter, const chat::Moves& newer, Tick now) {
    Poll& poll = poll_of(waiter);
    if (newer.empty() || now >= poll.signals_due || !std::all_of(newer.begin(), newer.end(), is_signal)) return false;
    for (const chat::Move& move : newer) {
        const auto seen = find(waiter.seen, move.stream);
        const auto held = find(poll.held, move.stream);
        if (held == poll.held.end()) {
            poll.held.push_back({move.stream, move.seq, seen->seq});
        } else {
            held->seq = move.seq;
        }
        seen->seq = move.seq;
    }
    return true;
}

chat::Moves take_signals(live::Waiter& waiter, const chat::Moves& newer) {
    Poll& poll = poll_of(waiter);
    chat::Moves signals;
    for (const HeldSignal& held : poll.held) signals.push_back({held.stream, held.seq});
    poll.held.clear();
    for (const chat::Move& move : newer) {
        if (!is_signal(move)) continue;
        const auto known = find(signals, move.stream);
        if (known == signals.end()) {
            signals.push_back(move);
        } else {
            known->seq = move.seq;
        }
    }
    return signals;
}

void put_back_signals(live::Waiter& waiter) {
    Poll& poll = poll_of(waiter);
    for (const HeldSignal& held : poll.held) {
        const auto seen = find(waiter.seen, held.stream);
        if (seen != waiter.seen.end()) seen->seq = held.before;
    }
    poll.held.clear();
}

}  // namespace caritas::web
