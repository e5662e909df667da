// What the janitor does: each step takes a batch, and every row is changed by a condition of its own, so that two janitors at once do no
// harm. Limits are enforced by every read anyway (lifecycle.h); this makes the tables follow.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// How many rows one batch handles; a batch is one transaction where nothing else is said. Its locks last for some ten milliseconds: a
/// chat that changes its state holds its topic (queue_store.cpp), and who joins that queue waits.
inline constexpr std::int64_t kBatch = 200;
/// Messages: what 200 chats of ordinary length hold, and no more of a long one than is quickly done.
inline constexpr std::int64_t kMessageBatch = 2000;
/// Chunks of documents, of 256 KiB each.
inline constexpr std::int64_t kChunkBatch = 20;
/// A document without a new chunk for so long was broken off.
inline constexpr std::chrono::minutes kFileLasts{5};

/// Makes this connection the only janitor at work, until it closes; false if another one is. The janitor also waits for others' locks for
/// a second only: what it does not get is left for the next run.
bool take_turn(db::Connection& db);

/// Each returns how many rows it handled; 0 means done. What somebody else holds locked, or won, is left for a later batch or the next
/// run, and no Conflict is thrown.
std::int64_t end_past_window(db::Connection& db);            ///< accepted over 180 minutes ago → ended by the window
std::int64_t withdraw_absent(db::Connection& db);            ///< the place is not held any more → withdrawn; one transaction each
std::int64_t mark_silent_as_gone(db::Connection& db);        ///< presence flags that a dead worker left behind; one transaction each
std::int64_t end_idle_sessions(db::Connection& db);          ///< of counselors
std::int64_t erase_unreadable(db::Connection& db);           ///< ended over 48 hours ago → erased, name free, seeker's sessions gone
std::int64_t remove_chunks_of_erased(db::Connection& db);    ///< of the chats whose rows go next
std::int64_t remove_files_of_erased(db::Connection& db);     ///< once their chunks are gone
std::int64_t remove_broken_off_files(db::Connection& db);    ///< with their chunks; one transaction each
std::int64_t remove_messages_of_erased(db::Connection& db);  ///< of the chats whose rows go next
std::int64_t remove_erased_chats(db::Connection& db);        ///< rows of erased and withdrawn chats that have no messages and files left
std::int64_t remove_dead_sessions(db::Connection& db);       ///< 24 hours after their end, of both kinds; and browsers that nobody uses

}  // namespace caritas::chat
