// The SQL of messages.
#include "chat/message_store.h"

#include "chat/counselor_store.h"
#include "db/transaction.h"

namespace caritas::chat {
namespace {

std::string may_write(Role sender, const std::string& chat_id) {
    return " WHERE id = " + chat_id + " AND state IN (" + sql_states(Verb::send, sender) + ") AND open_until > NOW(3)";
}

// Values: how many messages a side may write, the bytes of this one, and how many all may have.
std::string has_room(Role sender) {
    const std::string side(name_of(sender));
    return side + "_messages < ? AND " + side + "_bytes + ? <= ?";
}

// Values: the bytes of this message, and those of has_room. MariaDB assigns from left to right, so last_message_seq gets the new last_seq.
std::string take_sequence(Role sender, const std::string& chat_id) {
    const std::string side(name_of(sender));
    return "UPDATE chats SET last_seq = LAST_INSERT_ID(last_seq + 1), last_message_seq = last_seq, " + side + "_messages = " + side +
           "_messages + 1, " + side + "_bytes = " + side + "_bytes + ?, moved_at = NOW(3)" + may_write(sender, chat_id) + " AND " +
           has_room(sender);
}

// A side is told of the limits when it has used nine tenths.
bool is_nearly_full(std::int64_t messages, std::int64_t bytes, const MessageLimits& limits) {
    return 10 * messages >= 9 * limits.messages || 10 * bytes >= 9 * limits.bytes;
}

// The steps of a message in one round trip. First whose chat it is, by a session that is alive and need not be touched
// (counselor_store.cpp; who is disabled has no open chat any more), as a query of its own: as a part of the UPDATE it costs MariaDB more
// than the whole UPDATE does.
std::string write_block(Role sender, const std::string& tables_of_session, const std::string& end) {
    const std::string side(name_of(sender));
    return "BEGIN NOT ATOMIC DECLARE this_id, messages_before, bytes_before BIGINT UNSIGNED; DECLARE this_name BINARY(16); "
           "SELECT c.id, c.public_id, c." +
           side + "_messages, c." + side + "_bytes INTO this_id, this_name, messages_before, bytes_before FROM " + tables_of_session +
           "; " + take_sequence(sender, "this_id") +
           "; IF ROW_COUNT() = 1 THEN INSERT INTO messages (chat_id, seq, sender, client_id, body, sent_at) "
           "VALUES (this_id, LAST_INSERT_ID(), ?, ?, ?, NOW(3)) RETURNING chat_id, seq, " CARITAS_MILLIS(
               "sent_at") ", this_name, messages_before, bytes_before; END IF; " +
           end + "END";
}
// A chat is open as long as its counselor may write.
std::string read_messages(const std::string& session) {
    return "SELECT m.seq, m.sender, m.client_id, m.body, " CARITAS_MILLIS("m.sent_at") ", c.public_id FROM " + session +
           " JOIN messages m ON m.chat_id = c.id WHERE s.token_hash = ? AND s.ended_reason IS NULL AND c.id = ? AND c.state IN (" +
           sql_states(Verb::send, Role::counselor) + ") AND c.open_until > NOW(3) AND m.seq > ? AND m.seq <= ?";
}

const std::string kSeekersChat = "seeker_sessions s JOIN chats c ON c.id = s.chat_id WHERE s.token_hash = ? AND s.ended_reason IS NULL";
const std::string kCounselorsChat =
    "counselor_sessions s JOIN chats c ON c.counselor_id = s.counselor_id WHERE s.token_hash = ? AND c.public_id = ? "
    "AND s.ended_reason IS NULL AND NOT s.limited AND s.acted_at > NOW(3) - INTERVAL 1 MINUTE";

struct Text {
    std::string_view client_id;
    std::string_view body;
    const MessageLimits& limits;
};

std::optional<Written> run(db::Connection& db, const Writer& writer, const Text& text, const std::string& as_seeker,
                           const std::string& as_counselor) {
    const auto& [client_id, body, limits] = text;
    const std::string_view sender = name_of(writer.role);
    const auto size = static_cast<std::int64_t>(body.size());
    const auto row = writer.role == Role::seeker
                         ? db.run_block(as_seeker, {writer.token_hash, size, limits.messages, size, limits.bytes, sender, client_id, body})
                         : db.run_block(as_counselor, {writer.token_hash, writer.public_id, size, limits.messages, size, limits.bytes,
                                                       sender, client_id, body});
    if (!row) return std::nullopt;
    const std::uint64_t seq = row->id(1);
    return Written{{{StreamKind::chat, row->id(0)}, seq},
                   row->text(3),
                   {seq, writer.role, std::string(client_id), std::string(body), row->time(2)},
                   is_nearly_full(row->number(4) + 1, row->number(5) + size, limits)};
}

constexpr const char* kInsert =
    "INSERT INTO messages (chat_id, seq, sender, client_id, body, sent_at) VALUES (?, ?, ?, ?, ?, NOW(3)) "
    "RETURNING " CARITAS_MILLIS("sent_at");
constexpr const char* kReceipt =
    "SELECT seq, " CARITAS_MILLIS("sent_at") " FROM messages WHERE chat_id = ? AND sender = ? AND client_id = ?";
constexpr const char* kBetween =
    "SELECT seq, sender, client_id, body, " CARITAS_MILLIS("sent_at") ", total FROM (SELECT seq, sender, client_id, body, sent_at, "
    "SUM(LENGTH(body)) OVER (ORDER BY seq) - LENGTH(body) AS bytes_before, COUNT(*) OVER () AS total FROM messages "
    "WHERE chat_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?) AS page WHERE bytes_before < ? ORDER BY seq";

std::optional<Sent> store(db::Connection& db, const Draft& draft, const MessageLimits& limits) {
    const std::string side(name_of(draft.sender));
    const auto size = static_cast<std::int64_t>(draft.body.size());
    return db::in_transaction(db, [&]() -> std::optional<Sent> {
        const db::Changed taken = db.change(take_sequence(draft.sender, "?"), {size, draft.chat_id, limits.messages, size, limits.bytes});
        if (taken.rows == 0) return std::nullopt;
        const std::uint64_t seq = taken.insert_id;
        const auto row = db.select_one(kInsert, {draft.chat_id, seq, side, draft.client_id, draft.body});
        const auto used = db.select_one("SELECT " + side + "_messages, " + side + "_bytes FROM chats WHERE id = ?", {draft.chat_id});
        return Sent{{seq, row->time(0), is_nearly_full(used->number(0), used->number(1), limits)},
                    Move{{StreamKind::chat, draft.chat_id}, seq}};
    });
}

}  // namespace

std::optional<Sent> send(db::Connection& db, const Draft& draft, const MessageLimits& limits) {
    try {
        if (auto sent = store(db, draft, limits)) return sent;
    } catch (const db::Duplicate&) {
        // The transaction is rolled back, the sequence with it; the first receipt follows.
    }
    if (const auto receipt = find_receipt(db, draft)) return Sent{*receipt, std::nullopt};
    return std::nullopt;
}

bool is_full(db::Connection& db, const Draft& draft, const MessageLimits& limits) {
    const std::string full =
        "SELECT EXISTS (SELECT 1 FROM chats" + may_write(draft.sender, "?") + " AND NOT (" + has_room(draft.sender) + "))";
    const auto size = static_cast<std::int64_t>(draft.body.size());
    return db.select_one(full, {draft.chat_id, limits.messages, size, limits.bytes})->flag(0);
}

std::optional<Written> write(db::Connection& db, const Writer& writer, std::string_view client_id, std::string_view body,
                             const MessageLimits& limits) {
    static const std::string as_seeker = write_block(Role::seeker, kSeekersChat, "");
    static const std::string as_counselor = write_block(Role::counselor, kCounselorsChat, "");
    return run(db, writer, {client_id, body, limits}, as_seeker, as_counselor);
}

std::optional<Written> write_alone(db::Connection& db, const Writer& writer, std::string_view client_id, std::string_view body,
                                   const MessageLimits& limits) {
    static const std::string as_seeker = write_block(Role::seeker, kSeekersChat, "COMMIT; ");
    static const std::string as_counselor = write_block(Role::counselor, kCounselorsChat, "COMMIT; ");
    try {
        return run(db, writer, {client_id, body, limits}, as_seeker, as_counselor);
    } catch (...) {
        db.rollback();
        throw;
    }
}

std::vector<Written> messages_for(db::Connection& db, Role reader, std::string_view token_hash, Id chat_id, std::uint64_t after,
                                  std::uint64_t upto) {
    static const std::string order = " ORDER BY m.seq";
    static const std::string by_seeker = read_messages("seeker_sessions s JOIN chats c ON c.id = s.chat_id") + order;
    static const std::string by_counselor = read_messages("counselor_sessions s JOIN chats c ON c.counselor_id = s.counselor_id") +
                                            " AND NOT s.limited AND s.acted_at > NOW(3) - INTERVAL " + std::to_string(kIdle.count()) +
                                            " HOUR" + order;
    std::vector<Written> messages;
    for (const db::Row& row : db.select(reader == Role::seeker ? by_seeker : by_counselor, {token_hash, chat_id, after, upto})) {
        const Role sender = role_named(row.text(1));
        const std::uint64_t seq = row.id(0);
        messages.push_back({{{StreamKind::chat, chat_id}, seq}, row.text(5), {seq, sender, row.text(2), row.text(3), row.time(4)}, false});
    }
    return messages;
}

std::optional<Receipt> find_receipt(db::Connection& db, const Draft& draft) {
    const auto row = db.select_one(kReceipt, {draft.chat_id, name_of(draft.sender), draft.client_id});
    if (!row) return std::nullopt;
    return Receipt{row->id(0), row->time(1), false};
}

MessagePage messages_between(db::Connection& db, Id chat_id, std::uint64_t after, std::uint64_t upto, std::size_t most) {
    MessagePage page;
    const db::Rows rows = db.select(kBetween, {chat_id, after, upto, static_cast<std::int64_t>(most), kPageBytes});
    for (const db::Row& row : rows) {
        const Role sender = role_named(row.text(1));
        page.messages.push_back({row.id(0), sender, row.text(2), row.text(3), row.time(4)});
    }
    page.more = !rows.empty() && rows.front().id(5) > rows.size();
    return page;
}

}  // namespace caritas::chat
