// When a key of an hour goes: with the last chat of that hour, or when its time is up.
#pragma once

#include "chat/epoch_keys.h"
#include "db/connection.h"

namespace caritas::chat {

/// An epoch whose hour is over has all its chats so long after it: nobody is still about to accept with its key.
inline constexpr std::chrono::minutes kEpochSettles{10};

/// Destroys the keys of the epochs that are overdue by `now`, without a look at the database. Returns how many.
std::int64_t destroy_overdue(const EpochKeys& keys, Time now);

/// Destroys the keys of the epochs that are settled by the database's clock and that no chat and no living session needs. Returns how many.
std::int64_t destroy_unneeded(db::Connection& db, const EpochKeys& keys);

}  // namespace caritas::chat
