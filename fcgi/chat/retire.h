// What every end of a chat has in common: the seeker's session dies, the name becomes free. Inside the caller's transaction.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// The session keeps its reason for a day, so that the page can say why; it leads nowhere any more.
void end_seeker_session(db::Connection& db, Id chat_id, std::string_view reason);

/// Gives the number in "Ratsuchende_r N" back.
void free_name(db::Connection& db, Id chat_id);

}  // namespace caritas::chat
