// The SQL of messages.
#include "chat/message_store.h"

#include "db/transaction.h"

#include <array>
#include <map>
#include <stdexcept>

namespace caritas::chat {
namespace {

// Each is prepared once for these numbers of chats; a list is filled up with its last one.
constexpr std::array<std::size_t, 3> kListSizes{4, 16, 64};

std::string lock_chats(std::size_t count) {
    std::string list = "?";
    for (std::size_t i = 1; i < count; ++i) list += ", ?";
    return "SELECT id, state, COALESCE(open_until > NOW(3), FALSE), last_seq, " CARITAS_MILLIS("NOW(3)") " FROM chats WHERE id IN (" +
           list + ") ORDER BY id FOR UPDATE";
}

constexpr const char* kInsert =
    "INSERT INTO messages (chat_id, seq, sender, client_id, body, sent_at) VALUES (?, ?, ?, ?, ?, FROM_UNIXTIME(? / 1000))";
constexpr const char* kInsertOne =
    "INSERT INTO messages (chat_id, seq, sender, client_id, body, sent_at) VALUES (?, ?, ?, ?, ?, NOW(3)) "
    "RETURNING " CARITAS_MILLIS("sent_at");
constexpr const char* kMove = "UPDATE chats SET last_seq = ?, last_message_seq = ?, moved_at = NOW(3) WHERE id = ?";
const std::string kOfSeeker =
    "SELECT c.id, c.public_id FROM seeker_sessions s JOIN chats c ON c.id = s.chat_id "
    "WHERE s.token_hash = ? AND s.ended_reason IS NULL AND c.state IN (" +
    sql_states(Verb::send, Role::seeker) + ") AND c.open_until > NOW(3)";
const std::string kOfCounselor =
    "SELECT c.id, c.public_id FROM counselor_sessions s JOIN counselors k ON k.id = s.counselor_id JOIN chats c ON c.counselor_id = k.id "
    "WHERE s.token_hash = ? AND c.public_id = ? AND s.ended_reason IS NULL AND s.acted_at > NOW(3) - INTERVAL 1 MINUTE AND NOT k.disabled "
    "AND c.state IN (" +
    sql_states(Verb::send, Role::counselor) + ") AND c.open_until > NOW(3)";
constexpr const char* kReceipt =
    "SELECT seq, " CARITAS_MILLIS("sent_at") " FROM messages WHERE chat_id = ? AND sender = ? AND client_id = ?";
constexpr const char* kBetween =
    "SELECT seq, sender, client_id, body, " CARITAS_MILLIS("sent_at") ", total FROM (SELECT seq, sender, client_id, body, sent_at, "
    "SUM(LENGTH(body)) OVER (ORDER BY seq) - LENGTH(body) AS bytes_before, COUNT(*) OVER () AS total FROM messages "
    "WHERE chat_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?) AS page WHERE bytes_before < ? ORDER BY seq";

const char* sender_name(Role sender) {
    return sender == Role::seeker ? "seeker" : "counselor";
}

// A chat as its row says under our lock, and what is written to it now.
struct Locked {
    bool open = false;
    State state = State::waiting;
    std::uint64_t last_seq = 0;
    std::uint64_t last_message_seq = 0;  // 0: nothing of ours
    Time now;
};

std::map<Id, Locked> lock(db::Connection& db, std::span<const Draft> drafts) {
    static const auto statements = [] {
        std::map<std::size_t, std::string> texts;
        for (const std::size_t size : kListSizes) texts.emplace(size, lock_chats(size));
        return texts;
    }();
    std::map<Id, Locked> chats;
    for (const Draft& draft : drafts) chats.try_emplace(draft.chat_id);
    std::vector<db::Value> ids;
    for (const auto& [id, chat] : chats) ids.emplace_back(id);
    const auto statement = statements.lower_bound(ids.size());
    if (statement == statements.end()) throw std::invalid_argument("too many messages at once");
    ids.resize(statement->first, ids.back());
    for (const db::Row& row : db.select(statement->second, ids)) {
        chats[row.id(0)] = {row.flag(2), state_named(row.text(1)), row.id(3), 0, row.time(4)};
    }
    return chats;
}

// MariaDB assigns from left to right, so last_message_seq gets the new last_seq.
std::string take_sequence(Role sender) {
    return "UPDATE chats SET last_seq = LAST_INSERT_ID(last_seq + 1), last_message_seq = last_seq, moved_at = NOW(3) "
           "WHERE id = ? AND state IN (" +
           sql_states(Verb::send, sender) + ") AND open_until > NOW(3)";
}

// One message needs a statement less than a batch of one would.
std::optional<Sent> store_one(db::Connection& db, const Draft& draft) {
    static const std::string by_seeker = take_sequence(Role::seeker);
    static const std::string by_counselor = take_sequence(Role::counselor);
    const db::Changed taken = db.change(draft.sender == Role::seeker ? by_seeker : by_counselor, {draft.chat_id});
    if (taken.rows == 0) return std::nullopt;
    const std::uint64_t seq = taken.insert_id;
    const auto row = db.select_one(kInsertOne, {draft.chat_id, seq, sender_name(draft.sender), draft.client_id, draft.body});
    return Sent{{seq, row->time(0)}, Move{{StreamKind::chat, draft.chat_id}, seq}};
}

std::vector<std::optional<Sent>> store(db::Connection& db, std::span<const Draft> drafts) {
    if (drafts.size() == 1) return {store_one(db, drafts.front())};
    std::map<Id, Locked> chats = lock(db, drafts);
    std::vector<std::optional<Sent>> all;
    std::vector<std::vector<db::Value>> messages;
    for (const Draft& draft : drafts) {
        Locked& chat = chats[draft.chat_id];
        if (!chat.open || !may(Verb::send, draft.sender, chat.state)) {
            all.emplace_back();
            continue;
        }
        const std::uint64_t seq = chat.last_message_seq = ++chat.last_seq;
        messages.push_back(
            {draft.chat_id, seq, sender_name(draft.sender), draft.client_id, draft.body, chat.now.time_since_epoch().count()});
        all.push_back(Sent{{seq, chat.now}, Move{{StreamKind::chat, draft.chat_id}, seq}});
    }
    std::vector<std::vector<db::Value>> moves;
    for (const auto& [id, chat] : chats) {
        if (chat.last_message_seq != 0) moves.push_back({chat.last_seq, chat.last_message_seq, id});
    }
    db.change_many(kInsert, messages);
    db.change_many(kMove, moves);
    return all;
}

std::optional<Addressee> read_addressee(const std::optional<db::Row>& row) {
    if (!row) return std::nullopt;
    return Addressee{row->id(0), row->text(1)};
}

}  // namespace

std::optional<Addressee> addressee_of_seeker(db::Connection& db, std::string_view token_hash) {
    return read_addressee(db.select_one(kOfSeeker, {token_hash}));
}

std::optional<Addressee> addressee_of_counselor(db::Connection& db, std::string_view token_hash, std::string_view public_id) {
    return read_addressee(db.select_one(kOfCounselor, {token_hash, public_id}));
}

std::vector<std::optional<Sent>> send_together(db::Connection& db, std::span<const Draft> drafts) {
    std::vector<std::optional<Sent>> all;
    try {
        all = db::in_transaction(db, [&] { return store(db, drafts); });
    } catch (const db::Duplicate&) {
        // One of them is a repeat: nothing is stored, no sequence taken. Alone, each finds its own way.
        if (drafts.size() == 1) {
            all.emplace_back();
        } else {
            for (const Draft& draft : drafts) all.push_back(send(db, draft));
        }
    }
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        if (all[i]) continue;
        const auto receipt = db::in_transaction(db, [&] { return find_receipt(db, drafts[i]); });
        if (receipt) all[i] = Sent{*receipt, std::nullopt};
    }
    return all;
}

std::optional<Sent> send(db::Connection& db, const Draft& draft) {
    return send_together(db, {&draft, 1}).front();
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
