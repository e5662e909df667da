// Browsers in which a counselor has signed in before.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// How many browsers are remembered of one counselor: those that were used last.
inline constexpr std::int64_t kMostDevices = 20;
/// A browser is forgotten when nobody has signed in there for this long.
inline constexpr std::chrono::hours kDeviceLasts{180 * 24};

bool is_known_device(db::Connection& db, std::string_view token_hash);

/// Records a successful sign-in in this browser, and forgets the counselor's oldest browsers above kMostDevices. Two statements, no
/// transaction.
void remember_device(db::Connection& db, Id counselor_id, std::string_view token_hash);

/// The key of challenges and of false salts, the same in all workers. Throws std::runtime_error if the table is empty.
std::string installation_secret(db::Connection& db);

}  // namespace caritas::chat
