// The SQL of messages.
#include "chat/message_store.h"

#include "db/transaction.h"

namespace caritas::chat {
namespace {

// MariaDB assigns from left to right, so last_message_seq gets the new last_seq.
std::string take_sequence(Role sender) {
    return "UPDATE chats SET last_seq = LAST_INSERT_ID(last_seq + 1), last_message_seq = last_seq, moved_at = NOW(3) "
           "WHERE id = ? AND state IN (" +
           sql_states(Verb::send, sender) + ") AND open_until > NOW(3)";
}

// Whose chat it is, by a session that is alive and need not be touched (counselor_store.cpp). Who is disabled has no open chat any more.
// A query of its own: as a part of the UPDATE it costs MariaDB more than the whole UPDATE does.
constexpr const char* kOfSeeker =
    "SELECT c.id, c.public_id FROM seeker_sessions s JOIN chats c ON c.id = s.chat_id WHERE s.token_hash = ? AND s.ended_reason IS NULL";
constexpr const char* kOfCounselor =
    "SELECT c.id, c.public_id FROM counselor_sessions s JOIN chats c ON c.counselor_id = s.counselor_id WHERE s.token_hash = ? "
    "AND c.public_id = ? AND s.ended_reason IS NULL AND s.acted_at > NOW(3) - INTERVAL 1 MINUTE";

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

std::optional<Receipt> insert(db::Connection& db, const Draft& draft) {
    static const std::string by_seeker = take_sequence(Role::seeker);
    static const std::string by_counselor = take_sequence(Role::counselor);
    const db::Changed taken = db.change(draft.sender == Role::seeker ? by_seeker : by_counselor, {draft.chat_id});
    if (taken.rows == 0) return std::nullopt;
    const std::uint64_t seq = taken.insert_id;
    const auto row = db.select_one(kInsert, {draft.chat_id, seq, sender_name(draft.sender), draft.client_id, draft.body});
    return Receipt{seq, row->time(0)};
}

std::optional<Sent> store(db::Connection& db, const Draft& draft) {
    return db::in_transaction(db, [&]() -> std::optional<Sent> {
        const auto receipt = insert(db, draft);
        if (!receipt) return std::nullopt;
        return Sent{*receipt, Move{{StreamKind::chat, draft.chat_id}, receipt->seq}};
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
    const auto chat = writer.role == Role::seeker ? db.select_one(kOfSeeker, {writer.token_hash})
                                                  : db.select_one(kOfCounselor, {writer.token_hash, writer.public_id});
    if (!chat) return std::nullopt;
    const Id id = chat->id(0);
    const auto receipt = insert(db, {id, writer.role, client_id, body});
    if (!receipt) return std::nullopt;
    return Written{{{StreamKind::chat, id}, receipt->seq},
                   chat->text(1),
                   {receipt->seq, writer.role, std::string(client_id), std::string(body), receipt->sent_at}};
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
