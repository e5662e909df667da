// The SQL of chats.
#include "chat/chat_store.h"

#include "chat/chat_row.h"
#include "chat/counselor_store.h"
#include "chat/retire.h"
#include "db/transaction.h"

namespace caritas::chat {
namespace {

const std::string kSession = "SELECT s.ended_reason, s.share, s.share_epoch, " + kChatColumns + " FROM seeker_sessions s JOIN (" +
                             kChatTables + ") ON c.id = s.chat_id WHERE s.";
const std::string kByToken = kSession + "token_hash = ?";
const std::string kByCall = kSession + "enqueue_hash = ?";
constexpr const char* kBareSession = "SELECT ended_reason FROM seeker_sessions WHERE token_hash = ?";

const std::string kCounselorColumns =
    kChatColumns +
    ", (SELECT COUNT(*) FROM messages u WHERE u.chat_id = c.id AND u.seq > c.counselor_read_seq AND u.sender = 'seeker')"
    ", m.seq, m.sender, m.body, " CARITAS_MILLIS("m.sent_at") ", m.client_id";
const std::string kCounselorTables = kChatTables + "LEFT JOIN messages m ON m.chat_id = c.id AND m.seq = c.last_message_seq ";

const std::string kOfCounselor = "SELECT " + kCounselorColumns + " FROM" + kCounselorTables +
                                 "WHERE c.counselor_id = ? AND c.state IN ('accepted', 'running', 'ended') AND c.readable_until > NOW(3) "
                                 "ORDER BY c.id DESC";
const std::string kOneById = "SELECT " + kCounselorColumns + " FROM" + kCounselorTables + "WHERE c.counselor_id = ? AND c.id = ?";
const std::string kOneByPublicId =
    "SELECT " + kCounselorColumns + " FROM" + kCounselorTables + "WHERE c.counselor_id = ? AND c.public_id = ?";

constexpr const char* kActive =
    "SELECT id, last_seq, " CARITAS_MILLIS("open_until") ", seeker_read_seq FROM chats WHERE counselor_id = ? AND state IN ('accepted', 'running') "
    "AND open_until > NOW(3)";

// LAST_INSERT_ID hands the position to the caller.
constexpr const char* kCounselorRead =
    "UPDATE chats SET counselor_read_seq = LAST_INSERT_ID(LEAST(?, last_seq)) WHERE id = ? AND counselor_id = ? "
    "AND counselor_read_seq < LEAST(?, last_seq)";
const std::string kSeekerRead =
    "UPDATE chats SET seeker_read_seq = LAST_INSERT_ID(LEAST(?, last_seq)) WHERE id = ? AND seeker_read_seq < LEAST(?, last_seq) "
    "AND state IN (" +
    sql_states(Verb::send, Role::seeker) + ") AND open_until > NOW(3)";

std::optional<Move> signal(StreamKind kind, Id chat_id, const db::Changed& changed) {
    if (changed.rows == 0) return std::nullopt;
    return Move{{kind, chat_id}, changed.insert_id};
}

CounselorChat read_counselor_chat(const db::Row& row) {
    CounselorChat entry;
    entry.chat = read_chat(row, 0);
    if (entry.chat.state == State::erased) return entry;  // nothing of what was said, whether or not the janitor has run
    entry.unread = row.number(kChatColumnCount);
    if (!row.is_null(kChatColumnCount + 1)) {
        Message last;
        last.seq = row.id(kChatColumnCount + 1);
        last.sender = role_named(row.text(kChatColumnCount + 2));
        last.body = row.text(kChatColumnCount + 3);
        last.sent_at = row.time(kChatColumnCount + 4);
        last.client_id = row.text(kChatColumnCount + 5);
        entry.last = std::move(last);
    }
    return entry;
}

std::optional<CounselorChat> read_optional(const std::optional<db::Row>& row) {
    if (!row) return std::nullopt;
    return read_counselor_chat(*row);
}

SeekerSession read_session(const db::Row& row) {
    return {row.maybe_text(0), read_share(row, 1), read_chat(row, 3)};
}

}  // namespace

std::optional<SeekerSession> find_seeker_session(db::Connection& db, std::string_view token_hash) {
    if (const auto row = db.select_one(kByToken, {token_hash})) return read_session(*row);
    // The chat's row is gone already, or the token is unknown.
    if (const auto row = db.select_one(kBareSession, {token_hash})) return SeekerSession{row->maybe_text(0), {}, std::nullopt};
    return std::nullopt;
}

std::optional<SeekerSession> find_enqueued(db::Connection& db, std::string_view enqueue_hash) {
    if (const auto row = db.select_one(kByCall, {enqueue_hash})) return read_session(*row);
    return std::nullopt;
}

void note_sign_out(db::Connection& db, Chat& chat) {
    chat.counselor_signed_out = chat.counselor_id && !chat.counselor_present && !is_signed_in(db, *chat.counselor_id);
}

std::optional<std::string> end_of(const SeekerSession& session) {
    if (session.ended_reason) return session.ended_reason;
    if (!session.chat) return "absent";
    const Chat& chat = *session.chat;
    const bool alive = chat.state == State::waiting || chat.state == State::accepted || chat.state == State::running;
    if (alive) return std::nullopt;
    return std::string(name_of(chat.ended_by.value_or(EndedBy::absent)));
}

std::vector<CounselorChat> chats_of_counselor(db::Connection& db, Id counselor_id) {
    std::vector<CounselorChat> chats;
    for (const db::Row& row : db.select(kOfCounselor, {counselor_id})) chats.push_back(read_counselor_chat(row));
    return chats;
}

std::optional<CounselorChat> chat_of_counselor(db::Connection& db, Id counselor_id, Id chat_id) {
    return read_optional(db.select_one(kOneById, {counselor_id, chat_id}));
}

std::optional<CounselorChat> chat_of_counselor(db::Connection& db, Id counselor_id, std::string_view public_id) {
    return read_optional(db.select_one(kOneByPublicId, {counselor_id, public_id}));
}

std::optional<std::string> public_id_of(db::Connection& db, Id chat_id) {
    const auto row = db.select_one("SELECT public_id FROM chats WHERE id = ?", {chat_id});
    return row ? row->maybe_text(0) : std::nullopt;
}

std::vector<ChatPosition> active_chats(db::Connection& db, Id counselor_id) {
    std::vector<ChatPosition> positions;
    for (const db::Row& row : db.select(kActive, {counselor_id})) positions.push_back({row.id(0), row.id(1), row.time(2), row.id(3)});
    return positions;
}

std::optional<Move> begin(db::Connection& db, Id chat_id) {
    static const std::string sql =
        "UPDATE chats SET state = 'running', began_at = NOW(3), last_seq = LAST_INSERT_ID(last_seq + 1), moved_at = NOW(3) "
        "WHERE id = ? AND state IN (" +
        sql_states(Verb::begin, Role::seeker) + ") AND open_until > NOW(3)";
    const db::Changed changed = db.change(sql, {chat_id});
    if (changed.rows == 0) return std::nullopt;
    return Move{{StreamKind::chat, chat_id}, changed.insert_id};
}

std::optional<Moves> end_by_seeker(db::Connection& db, Id chat_id, bool quick_exit, std::string_view session_reason) {
    static const std::string erase_unwritten =
        "UPDATE chats SET state = 'erased', ended_by = 'seeker', quick_exit = ?, ended_at = NOW(3), " CARITAS_NO_KEYS
        ", "
        "last_seq = LAST_INSERT_ID(last_seq + 1), moved_at = NOW(3) "
        "WHERE id = ? AND last_message_seq = 0 AND state IN (" +
        sql_states(Verb::erase, Role::seeker) + ") AND open_until > NOW(3)";
    static const std::string end =
        "UPDATE chats SET state = 'ended', ended_by = 'seeker', quick_exit = ?, ended_at = NOW(3), " CARITAS_NO_KEY_FOR_SEEKER
        ", "
        "last_seq = LAST_INSERT_ID(last_seq + 1), moved_at = NOW(3) "
        "WHERE id = ? AND state IN (" +
        sql_states(Verb::end, Role::seeker) + ") AND open_until > NOW(3)";
    return db::in_transaction(db, [&]() -> std::optional<Moves> {
        db::Changed changed = db.change(erase_unwritten, {quick_exit, chat_id});
        if (changed.rows == 1) {
            free_name(db, chat_id);
        } else {
            changed = db.change(end, {quick_exit, chat_id});
            if (changed.rows == 0) return std::nullopt;
        }
        end_seeker_session(db, chat_id, session_reason);
        return Moves{{{StreamKind::chat, chat_id}, changed.insert_id}};
    });
}

std::optional<Moves> end_by_counselor(db::Connection& db, Id chat_id, Id counselor_id) {
    static const std::string sql = "UPDATE chats SET state = 'ended', ended_by = 'counselor', ended_at = NOW(3), " CARITAS_NO_KEY_FOR_SEEKER
                                   ", "
                                   "last_seq = LAST_INSERT_ID(last_seq + 1), moved_at = NOW(3) "
                                   "WHERE id = ? AND counselor_id = ? AND state IN (" +
                                   sql_states(Verb::end, Role::counselor) + ") AND open_until > NOW(3)";
    return db::in_transaction(db, [&]() -> std::optional<Moves> {
        const db::Changed changed = db.change(sql, {chat_id, counselor_id});
        if (changed.rows == 0) return std::nullopt;
        end_seeker_session(db, chat_id, name_of(EndedBy::counselor));
        return Moves{{{StreamKind::chat, chat_id}, changed.insert_id}};
    });
}

std::optional<Move> counselor_read(db::Connection& db, Id chat_id, Id counselor_id, std::uint64_t seq) {
    return signal(StreamKind::read_counselor, chat_id, db.change(kCounselorRead, {seq, chat_id, counselor_id, seq}));
}

std::optional<Move> seeker_read(db::Connection& db, Id chat_id, std::uint64_t seq) {
    return signal(StreamKind::read_seeker, chat_id, db.change(kSeekerRead, {seq, chat_id, seq}));
}

}  // namespace caritas::chat
