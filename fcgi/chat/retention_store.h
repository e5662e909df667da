// What the janitor does: each step takes a small batch, and every row is changed by a condition of its own, so that two janitors at once
// do no harm. Limits are enforced by every read anyway (lifecycle.h); this makes the tables follow.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// How many rows one batch handles.
inline constexpr std::int64_t kBatch = 200;

/// Each returns how many it handled; 0 means done.
std::int64_t end_past_window(db::Connection& db);   ///< accepted over 180 minutes ago → ended by the window
std::int64_t withdraw_absent(db::Connection& db);   ///< the place is not held any more → withdrawn
std::int64_t erase_unreadable(db::Connection& db);  ///< ended over 48 hours ago → erased, name free
std::int64_t remove_messages_of_erased(db::Connection& db);
std::int64_t remove_erased_chats(db::Connection& db);  ///< rows of erased and withdrawn chats that have no messages left
std::int64_t mark_silent_as_gone(db::Connection& db);  ///< presence flags that a dead worker left behind
std::int64_t end_idle_sessions(db::Connection& db);
std::int64_t remove_dead_sessions(db::Connection& db);  ///< 24 hours after their end, of both kinds

}  // namespace caritas::chat
