// Signals (typing, read) on their way out: the first is told at once, further ones together, at most one answer a kSignalsApart for each
// poll.
#pragma once

#include "web/poll.h"

namespace caritas::web {

/// Otherwise a person with many chats would be answered, and poll again, for every signal in each of them. A message takes held signals
/// along.
inline constexpr std::chrono::seconds kSignalsApart{1};

/// Whether `newer` is nothing but signals that come too soon after the last that were told. Then they are held: the waiter may be parked
/// until Poll::signals_due, and counts as having seen them.
bool hold_signals(live::Waiter& waiter, const chat::Moves& newer, Tick now);

/// The held signals and those in `newer`, the latest of each stream. Nothing is held afterwards.
chat::Moves take_signals(live::Waiter& waiter, const chat::Moves& newer);

/// Before an answer that does not contain the held signals: sets the waiter back to before them, so that its cursor is right.
void put_back_signals(live::Waiter& waiter);

}  // namespace caritas::web
