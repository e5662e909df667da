// Messages: written once per client id, read in the order of their sequence.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// What one side may write in a chat.
struct MessageLimits {
    std::int64_t messages = 3000;
    std::int64_t bytes = std::int64_t{4} << 20U;  ///< of all bodies together
};

/// A message to write. `body` is opaque.
struct Draft {
    Id chat_id = 0;
    Role sender = Role::seeker;
    std::string_view client_id;  ///< 16 bytes
    std::string_view body;
};

struct Sent {
    Receipt receipt;
    std::optional<Move> move;  ///< nullopt if it was a repeat
};

/// Takes the next sequence and stores the message in one transaction; a repeat gets the first receipt. Returns nullopt if the
/// rules do not allow it in the chat's present state, or the chat is full. The caller has found the chat through its own rights.
std::optional<Sent> send(db::Connection& db, const Draft& draft, const MessageLimits& limits = {});

/// Whether the limits alone keep this message out: the rules would allow it.
bool is_full(db::Connection& db, const Draft& draft, const MessageLimits& limits);

/// Who writes: a session, and for a counselor which chat.
struct Writer {
    Role role = Role::seeker;
    std::string_view token_hash;
    std::string_view public_id;  ///< of the chat; a seeker's session has but one
};

struct Written {
    Move move;
    std::string public_id;  ///< of the chat
    Message message;
    bool nearly_full = false;  ///< see Receipt
};

/// Finds the session's chat, takes the next sequence and stores the message, in the caller's transaction. Returns nullopt if the session is
/// dead or must be touched, the rules do not allow it, or the chat is full: the whole way of a call then tells which. Throws Duplicate for
/// a repeat; the caller must then roll back. On a connection of Begin::by_itself, throws Locked if another transaction holds the chat.
std::optional<Written> write(db::Connection& db, const Writer& writer, std::string_view client_id, std::string_view body,
                             const MessageLimits& limits = {});

/// The same in a transaction of its own and a single round trip, on a connection of Begin::by_itself. It has rolled back when it throws.
std::optional<Written> write_alone(db::Connection& db, const Writer& writer, std::string_view client_id, std::string_view body,
                                   const MessageLimits& limits = {});

/// The receipt of a message that is stored already.
std::optional<Receipt> find_receipt(db::Connection& db, const Draft& draft);

/// The messages with after < seq <= upto that were written in this open chat, for a session that may read it: its rights are part of the
/// query. Returns no messages if the session or the chat is over.
std::vector<Written> messages_for(db::Connection& db, Role reader, std::string_view token_hash, Id chat_id, std::uint64_t after,
                                  std::uint64_t upto);

struct MessagePage {
    std::vector<Message> messages;
    bool more = false;  ///< others follow
};

/// A page is full when its bodies have this many bytes together, so that an answer has a bound whatever people write.
inline constexpr std::int64_t kPageBytes = 262'144;

/// Messages with after < seq <= upto, ascending, at most `most` and kPageBytes, but at least one if there is one and `most` is not 0.
MessagePage messages_between(db::Connection& db, Id chat_id, std::uint64_t after, std::uint64_t upto, std::size_t most);

}  // namespace caritas::chat
