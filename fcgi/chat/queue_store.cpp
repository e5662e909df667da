// The SQL of the queue.
#include "chat/queue_store.h"

#include "chat/chat_row.h"
#include "chat/counselor_store.h"
#include "chat/retire.h"
#include "chat/topic_store.h"
#include "core/secret.h"
#include "db/transaction.h"

namespace caritas::chat {
namespace {

// Locks are taken in the order counselor, chat, topic, name. A chat's state stands in the indexes of its foreign keys, so that changing it
// takes a shared lock on the topic, and two who hold one cannot both move the queue. Hence: lock the chat, move the queue, change the chat.

constexpr std::size_t kPublicIdBytes = 16;

// Lowest first; a number that another transaction is taking is waited for, not skipped, else two could disagree on "lowest".
constexpr const char* kTakeFree = "DELETE FROM free_names ORDER BY number LIMIT 1 RETURNING number";
constexpr const char* kTakeNew = "UPDATE name_counter SET next = LAST_INSERT_ID(next) + 1 WHERE id = 1";
constexpr const char* kJoin =
    "INSERT INTO chats (public_id, topic_id, name_number, seeker_public_key, place_until, enqueued_at, seeker_present_at, moved_at) "
    "VALUES (?, ?, ?, ?, NOW(3) + INTERVAL ? MINUTE, NOW(3), NOW(3), NOW(3))";
constexpr const char* kNewSession =
    "INSERT INTO seeker_sessions (token_hash, enqueue_hash, chat_id, share, share_epoch) VALUES (?, ?, ?, ?, ?)";
constexpr const char* kAddToken =
    "INSERT INTO seeker_sessions (token_hash, chat_id, ended_reason, ended_at, share, share_epoch) "
    "SELECT ?, chat_id, ended_reason, ended_at, share, share_epoch FROM seeker_sessions WHERE enqueue_hash = ? FOR UPDATE";
// An absent person keeps the place and is not counted before the others: nobody waits for a page that does not answer.
constexpr const char* kPosition =
    "SELECT COUNT(*) FROM chats WHERE topic_id = ? AND state = 'waiting' AND place_until > NOW(3) AND (id = ? OR (id < ? "
    "AND seeker_present AND seeker_present_at > NOW(3) - INTERVAL ? SECOND))";
constexpr const char* kLockOpen = "SELECT id FROM topics WHERE id = ? AND is_open FOR UPDATE";
constexpr const char* kWaiting = "SELECT COUNT(*) FROM chats WHERE topic_id = ? AND state = 'waiting' AND place_until > NOW(3)";
#define CARITAS_SILENT "state = 'waiting' AND seeker_present_at <= NOW(3) - INTERVAL ? SECOND"
constexpr const char* kLongestSilent =
    "SELECT id FROM chats WHERE " CARITAS_SILENT " AND topic_id = ? AND place_until > NOW(3) ORDER BY seeker_present_at, id LIMIT 1";
constexpr const char* kLockSilent = "SELECT id FROM chats WHERE id = ? AND " CARITAS_SILENT " FOR UPDATE SKIP LOCKED";
#define CARITAS_ONLINE(topic)                                                                                          \
    "EXISTS (SELECT 1 FROM counselor_topics ct JOIN counselors k ON k.id = ct.counselor_id WHERE ct.topic_id = " topic \
    " AND k.present AND NOT k.disabled AND k.present_at > NOW(3) - INTERVAL ? SECOND)"
constexpr const char* kOnline = "SELECT " CARITAS_ONLINE("?");
// One value: how long a sign of life counts.
#define CARITAS_PRESENT "(c.seeker_present AND c.seeker_present_at > NOW(3) - INTERVAL ? SECOND)"
#define CARITAS_REQUEST_COLUMNS \
    "c.id, c.public_id, c.name_number, c.topic_id, " CARITAS_MILLIS("c.enqueued_at") ", " CARITAS_MILLIS("c.place_until") ", " \
    "NOT " CARITAS_PRESENT ", c.seeker_public_key"
constexpr const char* kRequests = "SELECT " CARITAS_REQUEST_COLUMNS
                                  " FROM counselor_topics ct JOIN chats c ON c.topic_id = ct.topic_id AND c.state = 'waiting' "
                                  "WHERE ct.counselor_id = ? AND c.place_until > NOW(3) ORDER BY c.id";
constexpr const char* kQueue =
    "SELECT " CARITAS_REQUEST_COLUMNS ", " CARITAS_TOPIC_COLUMNS ", " CARITAS_ONLINE("t.id")
    " FROM topics t LEFT JOIN chats c ON c.topic_id = t.id AND c.state = 'waiting' AND c.place_until > NOW(3) WHERE t.id = ? ORDER BY c.id";
constexpr std::size_t kRequestColumns = 8;
constexpr const char* kWhyNot =
    "SELECT c.id, c.state, c.counselor_id FROM chats c JOIN counselor_topics ct ON ct.topic_id = c.topic_id "
    "WHERE ct.counselor_id = ? AND c.public_id = ?";
constexpr const char* kTakeOut = "UPDATE chats SET state = 'withdrawn', ended_by = ?, quick_exit = ?, ended_at = NOW(3), " CARITAS_NO_KEYS
                                 ", last_seq = LAST_INSERT_ID(last_seq + 1), moved_at = NOW(3) WHERE id = ?";
constexpr const char* kLockCounselor = "SELECT id FROM counselors WHERE id = ? AND NOT disabled AND public_key IS NOT NULL FOR UPDATE";

Request read_request(const db::Row& row) {
    return {row.id(0), row.text(1), row.number(2), row.id(3), row.time(4), row.time(5), row.flag(6), row.maybe_text(7).value_or("")};
}

std::int64_t take_name(db::Connection& db) {
    if (const auto row = db.select_one(kTakeFree)) return row->number(0);
    return static_cast<std::int64_t>(db.change(kTakeNew).insert_id);
}

struct Going {
    EndedBy by = EndedBy::seeker;
    bool quick_exit = false;
    std::string_view session_reason;
};

// A chat that waits, and that the caller's transaction has locked, leaves the queue.
Moves take_out(db::Connection& db, Id chat_id, Id topic_id, const Going& going) {
    const Move queue = move_queue(db, topic_id);
    const Move chat{{StreamKind::chat, chat_id}, db.change(kTakeOut, {name_of(going.by), going.quick_exit, chat_id}).insert_id};
    free_name(db, chat_id);
    end_seeker_session(db, chat_id, going.session_reason);
    return {chat, queue};
}

bool is_below(db::Connection& db, Id topic_id, std::int64_t most) {
    return db.select_one(kWaiting, {topic_id})->number(0) < most;
}

// Withdraws the place that has been silent for longest. Returns no moves if there is none, or if another transaction has locked its chat.
// The caller's transaction has locked the topic, so this must not wait for a chat (order of locks: chat, topic): it skips a locked one.
Moves make_room(db::Connection& db, Id topic_id) {
    const std::int64_t lasts = kPresenceLasts.count();
    const auto silent = db.select_one(kLongestSilent, {lasts, topic_id});
    if (!silent || !db.select_one(kLockSilent, {silent->id(0), lasts})) return {};
    return take_out(db, silent->id(0), topic_id, {EndedBy::absent, false, name_of(EndedBy::absent)});
}

Enqueued join(db::Connection& db, const Arrival& arrival) {
    return db::in_transaction(db, [&]() -> Enqueued {
        // The topic's row first: the insert below needs a shared lock on it, and two that hold one could not both move the queue.
        if (!db.select_one(kLockOpen, {arrival.topic_id})) return {EnqueueOutcome::closed, {}};
        Moves moves;
        if (!is_below(db, arrival.topic_id, arrival.most_waiting)) {
            moves = make_room(db, arrival.topic_id);
            if (moves.empty()) return {EnqueueOutcome::full, {}};
        }
        moves.push_back(move_queue(db, arrival.topic_id));
        const std::int64_t number = take_name(db);
        const std::string public_id = random_bytes(kPublicIdBytes);
        const Id chat_id = db.change(kJoin, {public_id, arrival.topic_id, number, arrival.public_key, arrival.patience.count()}).insert_id;
        db.change(kNewSession, {arrival.token_hash, arrival.enqueue_hash, chat_id, arrival.share.bytes, epoch_value(arrival.share)});
        return {EnqueueOutcome::joined, moves};
    });
}

// False if there is no session of this call yet.
bool add_token(db::Connection& db, const Arrival& arrival) {
    return db::in_transaction(db, [&] { return db.change(kAddToken, {arrival.token_hash, arrival.enqueue_hash}).rows == 1; });
}

Accepted why_not(db::Connection& db, Id counselor_id, std::string_view public_id) {
    const auto row = db.select_one(kWhyNot, {counselor_id, public_id});
    if (!row) return {AcceptOutcome::not_found, 0, {}};
    const State state = state_named(row->text(1));
    if (row->maybe_id(2) == counselor_id) return {AcceptOutcome::repeated, row->id(0), {}};
    if (row->maybe_id(2)) return {AcceptOutcome::taken, 0, {}};
    // Waiting, but its place ran out a moment ago: withdrawn for every call, the janitor will write it down.
    const bool gone = state == State::withdrawn || state == State::waiting;
    return {gone ? AcceptOutcome::withdrawn : AcceptOutcome::taken, 0, {}};
}

}  // namespace

Enqueued enqueue(db::Connection& db, const Arrival& arrival) {
    if (add_token(db, arrival)) return {EnqueueOutcome::repeated, {}};
    try {
        return join(db, arrival);
    } catch (const db::Duplicate&) {
        // The same call ran twice at the same time, and the other one won.
        add_token(db, arrival);
        return {EnqueueOutcome::repeated, {}};
    }
}

std::int64_t position(db::Connection& db, Id topic_id, Id chat_id) {
    return db.select_one(kPosition, {topic_id, chat_id, chat_id, std::int64_t{kPresenceLasts.count()}})->number(0);
}

bool counselors_online(db::Connection& db, Id topic_id) {
    return db.select_one(kOnline, {topic_id, std::int64_t{kPresenceLasts.count()}})->flag(0);
}

std::vector<Request> requests_for(db::Connection& db, Id counselor_id) {
    std::vector<Request> requests;
    for (const db::Row& row : db.select(kRequests, {std::int64_t{kPresenceLasts.count()}, counselor_id})) {
        requests.push_back(read_request(row));
    }
    return requests;
}

std::optional<Queue> read_queue(db::Connection& db, Id topic_id) {
    const std::int64_t lasts = kPresenceLasts.count();
    const db::Rows rows = db.select(kQueue, {lasts, lasts, topic_id});
    if (rows.empty()) return std::nullopt;
    Queue queue{read_topic(rows.front(), kRequestColumns), rows.front().flag(kRequestColumns + kTopicColumns), {}};
    for (const db::Row& row : rows) {
        if (!row.is_null(0)) queue.requests.push_back(read_request(row));  // NULL: nobody waits
    }
    return queue;
}

Accepted accept(db::Connection& db, const Acceptance& acceptance) {
    const Id counselor_id = acceptance.counselor_id;
    static const std::string states = sql_states(Verb::accept, Role::counselor);
    static const std::string lock =
        "SELECT id, topic_id, seeker_public_key FROM chats WHERE public_id = ? AND state IN (" + states +
        ") AND place_until > NOW(3) AND topic_id IN (SELECT topic_id FROM counselor_topics WHERE counselor_id = ?) "
        "FOR UPDATE";
    static const std::string take =
        "UPDATE chats SET state = 'accepted', counselor_id = ?, accepted_at = NOW(3), last_seq = LAST_INSERT_ID(last_seq + 1), "
        "moved_at = NOW(3), key_for_seeker = ?, key_for_counselor = ?, key_epoch = ?, "
        "counselor_public_key = (SELECT k.public_key FROM counselors k WHERE k.id = ?) WHERE id = ? AND state IN (" +
        states + ")";
    const auto won = db::in_transaction(db, [&]() -> std::optional<Accepted> {
        // Whoever disables this counselor has been here, or waits until the chat is one to end.
        if (!db.select_one(kLockCounselor, {counselor_id})) return Accepted{};
        const auto request = db.select_one(lock, {acceptance.public_id, counselor_id});
        if (!request) return std::nullopt;
        if (request->maybe_text(2) != acceptance.seeker_public_key) return Accepted{AcceptOutcome::key_changed, 0, {}};
        const Id chat_id = request->id(0);
        const Move queue = move_queue(db, request->id(1));
        const db::Changed taken = db.change(take, {counselor_id, acceptance.key_for_seeker, acceptance.key_for_counselor,
                                                   std::int64_t{acceptance.key_epoch}, counselor_id, chat_id});
        const Move chat{{StreamKind::chat, chat_id}, taken.insert_id};
        return Accepted{AcceptOutcome::accepted, chat_id, {chat, queue, move_inbox(db, counselor_id)}};
    });
    return won ? *won : why_not(db, counselor_id, acceptance.public_id);
}

std::optional<Moves> replace_seeker_key(db::Connection& db, Id chat_id, Id topic_id, std::string_view public_key) {
    static const std::string waits = " WHERE id = ? AND state IN (" + sql_states(Verb::withdraw, Role::seeker) + ")";
    static const std::string lock = "SELECT id FROM chats" + waits + " FOR UPDATE";
    static const std::string replace =
        "UPDATE chats SET seeker_public_key = ?, last_seq = LAST_INSERT_ID(last_seq + 1), moved_at = NOW(3)" + waits;
    return db::in_transaction(db, [&]() -> std::optional<Moves> {
        if (!db.select_one(lock, {chat_id})) return std::nullopt;
        const Move queue = move_queue(db, topic_id);  // counselors see the key with the request
        return Moves{{{StreamKind::chat, chat_id}, db.change(replace, {public_key, chat_id}).insert_id}, queue};
    });
}

std::optional<Moves> withdraw(db::Connection& db, Id chat_id, Id topic_id, bool quick_exit, std::string_view session_reason) {
    static const std::string lock =
        "SELECT id FROM chats WHERE id = ? AND state IN (" + sql_states(Verb::withdraw, Role::seeker) + ") FOR UPDATE";
    return db::in_transaction(db, [&]() -> std::optional<Moves> {
        if (!db.select_one(lock, {chat_id})) return std::nullopt;
        return take_out(db, chat_id, topic_id, {EndedBy::seeker, quick_exit, session_reason});
    });
}

Dismissed dismiss(db::Connection& db, Id counselor_id, std::string_view public_id) {
    static const std::string lock = "SELECT c.id, c.topic_id FROM chats c WHERE c.public_id = ? AND c.state IN (" +
                                    sql_states(Verb::withdraw, Role::counselor) +
                                    ") AND c.topic_id IN (SELECT topic_id FROM counselor_topics WHERE counselor_id = ?) "
                                    "AND NOT " CARITAS_PRESENT " FOR UPDATE";
    const auto moves = db::in_transaction(db, [&]() -> std::optional<Moves> {
        const auto request = db.select_one(lock, {public_id, counselor_id, std::int64_t{kPresenceLasts.count()}});
        if (!request) return std::nullopt;
        return take_out(db, request->id(0), request->id(1), {EndedBy::absent, false, name_of(EndedBy::absent)});
    });
    if (moves) return {DismissOutcome::dismissed, *moves};
    const auto row = db.select_one(kWhyNot, {counselor_id, public_id});
    if (!row) return {DismissOutcome::not_found, {}};
    switch (state_named(row->text(1))) {
        case State::waiting: return {DismissOutcome::present, {}};
        case State::withdrawn: return {DismissOutcome::dismissed, {}};
        default: return {DismissOutcome::taken, {}};
    }
}

}  // namespace caritas::chat
