// Browsers in which a counselor has signed in before.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// So many of one counselor are remembered, the ones used last.
inline constexpr std::int64_t kMostDevices = 20;
/// One that is not used for so long is forgotten.
inline constexpr std::chrono::hours kDeviceLasts{180 * 24};

bool is_known_device(db::Connection& db, std::string_view token_hash);

/// A successful sign-in there: remembers the browser, or that it was used again.
void remember_device(db::Connection& db, Id counselor_id, std::string_view token_hash);

/// What challenges and false salts are made with; the same in all workers.
std::string installation_secret(db::Connection& db);

}  // namespace caritas::chat
