// The SQL of messages.
#include "chat/message_store.h"

#include "db/transaction.h"

namespace caritas::chat {
namespace {

// MariaDB assigns from left to right, so last_message_seq gets the new last_seq.
std::string take_sequence(Role sender, const std::string& of) {
    return "UPDATE chats SET last_seq = LAST_INSERT_ID(last_seq + 1), last_message_seq = last_seq, moved_at = NOW(3) WHERE " + of +
           " AND state IN (" + sql_states(Verb::send, sender) + ") AND open_until > NOW(3)";
}

// A session that need not be touched, see counselor_store.cpp. The sequence was taken by the statement before.
const std::string kOfSeeker = "id = (SELECT s.chat_id FROM seeker_sessions s WHERE s.token_hash = ? AND s.ended_reason IS NULL)";
const std::string kOfCounselor =
    "counselor_id = (SELECT k.id FROM counselor_sessions s JOIN counselors k ON k.id = s.counselor_id WHERE s.token_hash = ? "
    "AND s.ended_reason IS NULL AND s.acted_at > NOW(3) - INTERVAL 1 MINUTE AND NOT k.disabled) AND public_id = ?";
#define CARITAS_WRITE(sender, chat)                                                                                 \
    "INSERT INTO messages (chat_id, seq, sender, client_id, body, sent_at) SELECT c.id, LAST_INSERT_ID(), '" sender \
    "', ?, ?, NOW(3) FROM " chat                                                                                    \
    " RETURNING chat_id, seq, " CARITAS_MILLIS("sent_at") ", (SELECT p.public_id FROM chats p WHERE p.id = chat_id)"
constexpr const char* kWriteAsSeeker = CARITAS_WRITE("seeker", "seeker_sessions s JOIN chats c ON c.id = s.chat_id WHERE s.token_hash = ?");
constexpr const char* kWriteAsCounselor = CARITAS_WRITE("counselor", "chats c WHERE c.public_id = ?");

constexpr const char* kInsert =
    "INSERT INTO messages (chat_id, seq, sender, client_id, body, sent_at) VALUES (?, ?, ?, ?, ?, NOW(3)) "
    "RETURNING " CARITAS_MILLIS("sent_at");
constexpr const char* kReceipt =
    "SELECT seq, " CARITAS_MILLIS("sent_at") " FROM messages WHERE chat_id = ? AND sender = ? AND client_id = ?";
constexpr const char* kBetween =
    "SELECT seq, sender, client_id, body, " CARITAS_MILLIS("sent_at") ", total FROM (SELECT seq, sender, client_id, body, sent_at, "
    "SUM(LENGTH(body)) OVER (ORDER BY seq) - LENGTH(body) AS bytes_before, COUNT(*) OVER () AS total FROM messages "
    "WHERE chat_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?) AS page WHERE bytes_before < ? ORDER BY seq";

const char* sender_name(Role sender) {
    return sender == Role::seeker ? "seeker" : "counselor";
}

std::optional<Sent> store(db::Connection& db, const Draft& draft) {
    static const std::string by_seeker = take_sequence(Role::seeker, "id = ?");
    static const std::string by_counselor = take_sequence(Role::counselor, "id = ?");
    return db::in_transaction(db, [&]() -> std::optional<Sent> {
        const db::Changed taken = db.change(draft.sender == Role::seeker ? by_seeker : by_counselor, {draft.chat_id});
        if (taken.rows == 0) return std::nullopt;
        const std::uint64_t seq = taken.insert_id;
        const auto row = db.select_one(kInsert, {draft.chat_id, seq, sender_name(draft.sender), draft.client_id, draft.body});
        return Sent{{seq, row->time(0)}, Move{{StreamKind::chat, draft.chat_id}, seq}};
    });
}

}  // namespace

std::optional<Sent> send(db::Connection& db, const Draft& draft) {
    try {
        if (auto sent = store(db, draft)) return sent;
    } catch (const db::Duplicate&) {
        // The transaction is rolled back, the sequence with it; the first receipt follows.
    }
    if (const auto receipt = find_receipt(db, draft)) return Sent{*receipt, std::nullopt};
    return std::nullopt;
}

std::optional<Written> write(db::Connection& db, const Writer& writer, std::string_view client_id, std::string_view body) {
    static const std::string by_seeker = take_sequence(Role::seeker, kOfSeeker);
    static const std::string by_counselor = take_sequence(Role::counselor, kOfCounselor);
    const bool is_seeker = writer.role == Role::seeker;
    const db::Changed taken =
        is_seeker ? db.change(by_seeker, {writer.token_hash}) : db.change(by_counselor, {writer.token_hash, writer.public_id});
    if (taken.rows == 0) return std::nullopt;
    const auto row =
        db.select_one(is_seeker ? kWriteAsSeeker : kWriteAsCounselor, {client_id, body, is_seeker ? writer.token_hash : writer.public_id});
    const std::uint64_t seq = row->id(1);
    return Written{
        {{StreamKind::chat, row->id(0)}, seq}, row->text(3), {seq, writer.role, std::string(client_id), std::string(body), row->time(2)}};
}

std::optional<Receipt> find_receipt(db::Connection& db, const Draft& draft) {
    const auto row = db.select_one(kReceipt, {draft.chat_id, sender_name(draft.sender), draft.client_id});
    if (!row) return std::nullopt;
    return Receipt{row->id(0), row->time(1)};
}

MessagePage messages_between(db::Connection& db, Id chat_id, std::uint64_t after, std::uint64_t upto, std::size_t most) {
    MessagePage page;
    const db::Rows rows = db.select(kBetween, {chat_id, after, upto, static_cast<std::int64_t>(most), kPageBytes});
    for (const db::Row& row : rows) {
        const Role sender = row.text(1) == "seeker" ? Role::seeker : Role::counselor;
        page.messages.push_back({row.id(0), sender, row.text(2), row.text(3), row.time(4)});
    }
    page.more = !rows.empty() && rows.front().id(5) > rows.size();
    return page;
}

}  // namespace caritas::chat
