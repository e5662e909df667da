// Messages: written once per client id, read in the order of their sequence.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

#include <span>

namespace caritas::chat {

/// A chat in which somebody may write.
struct Addressee {
    Id id = 0;
    std::string public_id;
};

/// The chat of this session, if the session is alive and the chat is running; of a counselor's, if it is the counselor's own and the
/// session need not be touched. Nothing says only that it is to be looked at more closely.
std::optional<Addressee> addressee_of_seeker(db::Connection& db, std::string_view token_hash);
std::optional<Addressee> addressee_of_counselor(db::Connection& db, std::string_view token_hash, std::string_view public_id);

/// A message to write. `body` is opaque.
struct Draft {
    Id chat_id = 0;
    Role sender = Role::seeker;
    std::string client_id;  ///< 16 bytes
    std::string body;
};

struct Sent {
    Receipt receipt;
    std::optional<Move> move;  ///< nothing when it was a repeat
};

/// Takes the next sequences and stores the messages, all in one transaction, in the order given; a repeat gets the first receipt. Nothing
/// for one that the rules do not allow in its chat's present state. Whoever calls has found the chats through their own rights.
std::vector<std::optional<Sent>> send_together(db::Connection& db, std::span<const Draft> drafts);
std::optional<Sent> send(db::Connection& db, const Draft& draft);

/// The receipt of a message that is stored already.
std::optional<Receipt> find_receipt(db::Connection& db, const Draft& draft);

struct MessagePage {
    std::vector<Message> messages;
    bool more = false;  ///< others follow
};

/// A page is full when its bodies have this many bytes together, so that an answer has a bound whatever people write.
inline constexpr std::int64_t kPageBytes = 262'144;

/// Messages with after < seq <= upto, ascending, at most `most` and kPageBytes, but at least one if there is one and `most` is not 0.
MessagePage messages_between(db::Connection& db, Id chat_id, std::uint64_t after, std::uint64_t upto, std::size_t most);

}  // namespace caritas::chat
