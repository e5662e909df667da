// What every end of a chat has in common: the seeker's session dies, the name becomes free, keys go. Inside the caller's transaction.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

// Keys go in the statement that ends or erases a chat: once ended, the seeker's; once erased or withdrawn, all of them.
#define CARITAS_NO_KEY_FOR_SEEKER "key_for_seeker = NULL"
#define CARITAS_NO_KEYS \
    CARITAS_NO_KEY_FOR_SEEKER ", key_for_counselor = NULL, seeker_public_key = NULL, counselor_public_key = NULL, key_epoch = NULL"

/// The session keeps its reason for a day, so that the page can say why; it leads nowhere any more.
void end_seeker_session(db::Connection& db, Id chat_id, std::string_view reason);

/// Gives the number in "Ratsuchende_r N" back.
void free_name(db::Connection& db, Id chat_id);

}  // namespace caritas::chat
