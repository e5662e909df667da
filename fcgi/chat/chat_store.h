// Chats as each side may see them: a lookup contains the rights of the caller.
#pragma once

#include "chat/epoch_keys.h"
#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// What a seeker's token leads to. `chat` is there as long as the row is, whatever its state.
struct SeekerSession {
    std::optional<std::string> ended_reason;
    SealedShare share;  ///< what the page seals its private key with between reloads
    std::optional<Chat> chat;
};

/// Returns nullopt if no session has this token.
std::optional<SeekerSession> find_seeker_session(db::Connection& db, std::string_view token_hash);

/// The session that the enqueue with this client id (given as its SHA-256) made. Returns nullopt if there is none.
std::optional<SeekerSession> find_enqueued(db::Connection& db, std::string_view enqueue_hash);

/// Sets chat.counselor_signed_out. Queries the database only if the counselor is not present.
void note_sign_out(db::Connection& db, Chat& chat);

/// Why this session is over now, e.g. "window". Returns nullopt while it is alive.
std::optional<std::string> end_of(const SeekerSession& session);

/// A chat in the counselor's list.
struct CounselorChat {
    Chat chat;
    std::int64_t unread = 0;
    std::optional<Message> last;
};

/// Everything this counselor accepted and may still read, newest first.
std::vector<CounselorChat> chats_of_counselor(db::Connection& db, Id counselor_id);

/// One of them; an erased one too, so that its page learns of it. Returns nullopt if it is not this counselor's.
std::optional<CounselorChat> chat_of_counselor(db::Connection& db, Id counselor_id, Id chat_id);
std::optional<CounselorChat> chat_of_counselor(db::Connection& db, Id counselor_id, std::string_view public_id);

/// The public id of a chat. Returns nullopt once its row is deleted.
std::optional<std::string> public_id_of(db::Connection& db, Id chat_id);

/// The stream position of a chat that can still change (accepted, running).
struct ChatPosition {
    Id id = 0;
    std::uint64_t last_seq = 0;
    Time open_until;
    std::uint64_t seeker_read_seq = 0;
};
std::vector<ChatPosition> active_chats(db::Connection& db, Id counselor_id);

/// The seeker pressed "Jetzt chatten". Returns nullopt if the rules do not allow it (see Verb::begin).
std::optional<Move> begin(db::Connection& db, Id chat_id);

/// The seeker ends an accepted or running chat; the session dies with it. A chat in which nothing was written is erased at once.
/// Returns nullopt if it is over already.
std::optional<Moves> end_by_seeker(db::Connection& db, Id chat_id, bool quick_exit, std::string_view session_reason);

/// Returns nullopt if it is over already, or not this counselor's.
std::optional<Moves> end_by_counselor(db::Connection& db, Id chat_id, Id counselor_id);

/// The counselor, or the seeker, has seen everything up to `seq`: the signal for the other side, nullopt if that is known already. No
/// stream that is kept in the database moves.
std::optional<Move> counselor_read(db::Connection& db, Id chat_id, Id counselor_id, std::uint64_t seq);
std::optional<Move> seeker_read(db::Connection& db, Id chat_id, std::uint64_t seq);

}  // namespace caritas::chat
