// Signals (typing, read) on their way out: told at once, and then together, at most once in a moment for each poll.
#pragma once

#include "web/poll.h"

namespace caritas::web {

/// A person with many chats would else be answered, and ask again, for every sign in each of them. A message takes what is held along.
inline constexpr std::chrono::seconds kSignalsApart{1};

/// Whether `newer` is nothing but signals that come too soon after the last that were told. Then they are held: the waiter may be parked
/// until Poll::signals_due, and counts as having seen them.
bool hold_signals(live::Waiter& waiter, const chat::Moves& newer, Tick now);

/// What is held and what came now, of each stream the latest. They are held no longer.
chat::Moves take_signals(live::Waiter& waiter, const chat::Moves& newer);

/// The waiter has not seen what is held: for an answer that does not tell it, so that its cursor says so.
void put_back_signals(live::Waiter& waiter);

}  // namespace caritas::web
