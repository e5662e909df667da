// The SQL of the janitor. A step finds its rows by a plain read and changes them by their ids: only what is past its time is ever locked.
#include "chat/retention_store.h"

#include "chat/counselor_store.h"
#include "chat/device_store.h"
#include "chat/file_store.h"
#include "chat/presence_store.h"
#include "chat/retire.h"
#include "chat/topic_store.h"
#include "db/transaction.h"

namespace caritas::chat {
namespace {

// Ids as one parameter, "[1,2,3]": a statement for a whole batch, that looks up each row by its primary key.
#define CARITAS_LISTED "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) AS listed "
#define CARITAS_LISTED_CHATS CARITAS_LISTED "STRAIGHT_JOIN chats c ON c.id = listed.id "

// Past its 48 hours a chat goes at once, since pages forget by the clock. What was erased or withdrawn before stays a minute longer, so
// that every open page has been told.
#define CARITAS_REMOVABLE "state IN ('erased', 'withdrawn') AND (moved_at <= NOW(3) - INTERVAL 60 SECOND OR readable_until <= NOW(3)) "

// One connection at a time holds this name on a server; MariaDB takes it back when the connection dies. In a Galera cluster each node has
// names of its own: two janitors at once do no harm there either, since every change is a conditional statement.
constexpr const char* kTakeTurn = "SELECT GET_LOCK(LEFT(CONCAT('janitor.', DATABASE()), 64), 0)";
constexpr const char* kWaitLittle = "SET SESSION innodb_lock_wait_timeout = 1";

constexpr const char* kEndSessionsByWindow =
    "UPDATE " CARITAS_LISTED
    "STRAIGHT_JOIN seeker_sessions s ON s.chat_id = listed.id SET s.ended_reason = 'window', s.ended_at = NOW(3), s.share = NULL "
    "WHERE s.ended_reason IS NULL";
constexpr const char* kFreeNames = "INSERT INTO free_names (number) SELECT id FROM " CARITAS_LISTED;
constexpr const char* kRemoveSessions = "DELETE s FROM " CARITAS_LISTED "STRAIGHT_JOIN seeker_sessions s ON s.chat_id = listed.id";
constexpr const char* kFindRemovable = "SELECT id FROM chats FORCE INDEX (chats_readable) WHERE " CARITAS_REMOVABLE "LIMIT ?";
// The keys first, since a DELETE of a join knows no LIMIT.
constexpr const char* kRemoveMessages = "DELETE m FROM (SELECT k.chat_id, k.seq FROM " CARITAS_LISTED
                                        "STRAIGHT_JOIN messages k FORCE INDEX (PRIMARY) ON k.chat_id = listed.id LIMIT ?) AS some "
                                        "STRAIGHT_JOIN messages m ON m.chat_id = some.chat_id AND m.seq = some.seq";
constexpr const char* kRemoveChunks = "DELETE k FROM (SELECT j.chat_id, j.file_id, j.number FROM " CARITAS_LISTED
                                      "STRAIGHT_JOIN file_chunks j FORCE INDEX (PRIMARY) ON j.chat_id = listed.id LIMIT ?) AS some "
                                      "STRAIGHT_JOIN file_chunks k ON k.chat_id = some.chat_id AND k.file_id = some.file_id "
                                      "AND k.number = some.number";
constexpr const char* kRemoveFiles = "DELETE f FROM " CARITAS_LISTED
                                     "STRAIGHT_JOIN files f ON f.chat_id = listed.id "
                                     "WHERE (SELECT k.number FROM file_chunks k WHERE k.chat_id = f.chat_id AND k.file_id = f.file_id "
                                     "LIMIT 1) IS NULL";
// Not "NOT EXISTS": MariaDB may turn that into a scan of all messages, depending on its statistics.
constexpr const char* kLockEmpty = "SELECT c.id FROM " CARITAS_LISTED_CHATS "WHERE " CARITAS_REMOVABLE
                                   "AND (SELECT m.seq FROM messages m WHERE m.chat_id = c.id LIMIT 1) IS NULL "
                                   "AND (SELECT f.chat_id FROM files f WHERE f.chat_id = c.id LIMIT 1) IS NULL FOR UPDATE SKIP LOCKED";
constexpr const char* kRemoveChats = "DELETE c FROM " CARITAS_LISTED_CHATS "WHERE " CARITAS_REMOVABLE;

// A second each: more of them in one step, and it is not single rows that somebody holds.
constexpr int kMostConflicts = 3;

// The numbers in a column of the rows, as one parameter.
std::string list(const db::Rows& rows, std::size_t column = 0) {
    std::string text = "[";
    for (const db::Row& row : rows) {
        if (!row.is_null(column)) text += (text.size() > 1 ? "," : "") + std::to_string(row.number(column));
    }
    return text + "]";
}

// Runs `work(row)` in a transaction for each; counts those it changed. Who loses against somebody else is left out.
template <class Work>
std::int64_t each(db::Connection& db, const db::Rows& rows, Work&& work) {
    std::int64_t count = 0;
    int conflicts = 0;
    for (const db::Row& row : rows) {
        try {
            count += db::in_transaction(
                db, [&] { return std::int64_t{work(row)}; }, 1);
        } catch (const db::Conflict&) {
            if (++conflicts == kMostConflicts) break;
        }
    }
    return count;
}

// Runs `work(rows)` in one transaction; returns what it handled. Where a batch loses, its rows are tried one by one, so that a row that
// somebody else holds keeps back only itself.
template <class Work>
std::int64_t together(db::Connection& db, const db::Rows& rows, Work&& work) {
    if (rows.empty()) return 0;
    try {
        return db::in_transaction(
            db, [&] { return std::int64_t{work(rows)}; }, 1);
    } catch (const db::Conflict&) {
        return each(db, rows, [&](const db::Row& row) { return work(db::Rows{row}); });
    }
}

// Changes a batch of the rows that are due by one statement, or where it loses, one by one by their key, the token's hash.
std::int64_t change_due(db::Connection& db, const std::string& change, const std::string& table, const std::string& due) {
    try {
        return static_cast<std::int64_t>(db.change(change + " WHERE " + due + " LIMIT ?", {kBatch}).rows);
    } catch (const db::Conflict&) {
        const db::Rows rows = db.select("SELECT token_hash FROM " + table + " WHERE " + due + " LIMIT ?", {kBatch});
        return each(db, rows, [&](const db::Row& row) {
            return static_cast<std::int64_t>(db.change(change + " WHERE token_hash = ? AND " + due, {row.text(0)}).rows);
        });
    }
}

std::int64_t remove_sessions(db::Connection& db, const std::string& table, const std::string& due) {
    return change_due(db, "DELETE FROM " + table, table, due);
}

}  // namespace

bool take_turn(db::Connection& db) {
    if (db.select_one(kTakeTurn)->maybe_number(0) != 1) return false;
    db.change(kWaitLittle);
    return true;
}

std::int64_t end_past_window(db::Connection& db) {
    static const std::string due = "state IN (" + sql_states(Verb::end, Role::janitor) + ") AND open_until <= NOW(3) ";
    static const std::string find = "SELECT id FROM chats WHERE " + due + "ORDER BY open_until LIMIT ?";
    static const std::string lock = "SELECT c.id FROM " CARITAS_LISTED_CHATS "WHERE " + due + "FOR UPDATE SKIP LOCKED";
    static const std::string end = "UPDATE " CARITAS_LISTED_CHATS
                                   "SET c.state = 'ended', c.ended_by = 'window', c.ended_at = c.open_until, c.last_seq = c.last_seq + 1, "
                                   "c.moved_at = NOW(3), " CARITAS_NO_KEY_FOR_SEEKER " WHERE " +
                                   due;
    return together(db, db.select(find, {kBatch}), [&](const db::Rows& rows) -> std::int64_t {
        const db::Rows locked = db.select(lock, {list(rows)});
        if (locked.empty()) return 0;
        const std::string ids = list(locked);
        const auto ended = db.change(end, {ids}).rows;
        db.change(kEndSessionsByWindow, {ids});
        return static_cast<std::int64_t>(ended);
    });
}

std::int64_t withdraw_absent(db::Connection& db) {
    static const std::string due = "state IN (" + sql_states(Verb::withdraw, Role::janitor) + ") AND place_until <= NOW(3) ";
    static const std::string find = "SELECT id, topic_id FROM chats WHERE " + due + "ORDER BY place_until LIMIT ?";
    static const std::string lock = "SELECT id FROM chats WHERE id = ? AND " + due + "FOR UPDATE SKIP LOCKED";
    static const std::string withdraw =
        "UPDATE chats SET state = 'withdrawn', ended_by = 'absent', ended_at = NOW(3), last_seq = last_seq + 1, "
        "moved_at = NOW(3), " CARITAS_NO_KEYS " WHERE id = ? AND " +
        due;
    return each(db, db.select(find, {kBatch}), [&](const db::Row& row) {
        if (!db.select_one(lock, {row.id(0)})) return false;
        move_queue(db, row.id(1));  // before the chat's state and the name, as everybody does (queue_store.cpp)
        db.change(withdraw, {row.id(0)});
        free_name(db, row.id(0));
        end_seeker_session(db, row.id(0), name_of(EndedBy::absent));
        return true;
    });
}

std::int64_t mark_silent_as_gone(db::Connection& db) {
    const std::int64_t lasts = kPresenceLasts.count();
    const db::Rows seekers = db.select(
        "SELECT id FROM chats WHERE seeker_present AND seeker_present_at <= NOW(3) - INTERVAL ? SECOND "
        "AND state IN ('waiting', 'accepted', 'running') LIMIT ?",
        {lasts, kBatch});
    const db::Rows counselors =
        db.select("SELECT id FROM counselors WHERE present AND present_at <= NOW(3) - INTERVAL ? SECOND LIMIT ?", {lasts, kBatch});
    return each(db, seekers, [&](const db::Row& row) { return !seeker_gone(db, row.id(0), kPresenceLasts).empty(); }) +
           each(db, counselors, [&](const db::Row& row) {
               counselor_gone(db, row.id(0), kPresenceLasts);  // nobody may be watching: that counts as well
               return true;
           });
}

std::int64_t end_idle_sessions(db::Connection& db) {
    static const std::string due = "ended_reason IS NULL AND acted_at <= NOW(3) - INTERVAL " + std::to_string(kIdle.count()) + " HOUR";
    return change_due(db, "UPDATE counselor_sessions SET ended_reason = 'idle', ended_at = NOW(3), share = NULL", "counselor_sessions",
                      due);
}

std::int64_t erase_unreadable(db::Connection& db) {
    static const std::string due = "state IN (" + sql_states(Verb::erase, Role::janitor) + ") AND readable_until <= NOW(3) ";
    static const std::string find = "SELECT id FROM chats WHERE " + due + "ORDER BY readable_until LIMIT ?";
    static const std::string lock = "SELECT c.id, c.name_number FROM " CARITAS_LISTED_CHATS "WHERE " + due + "FOR UPDATE SKIP LOCKED";
    // The stream does not move: pages have forgotten by the clock, and a backlog of moved rows would be read by every worker's tail.
    static const std::string erase =
        "UPDATE " CARITAS_LISTED_CHATS "SET c.state = 'erased', c.name_number = NULL, " CARITAS_NO_KEYS " WHERE " + due;
    return together(db, db.select(find, {kBatch}), [&](const db::Rows& rows) -> std::int64_t {
        const db::Rows locked = db.select(lock, {list(rows)});
        if (locked.empty()) return 0;
        const std::string ids = list(locked);
        const auto erased = db.change(erase, {ids}).rows;
        db.change(kFreeNames, {list(locked, 1)});
        db.change(kRemoveSessions, {ids});
        return static_cast<std::int64_t>(erased);
    });
}

std::int64_t remove_chunks_of_erased(db::Connection& db) {
    return together(db, db.select(kFindRemovable, {kBatch}), [&](const db::Rows& rows) {
        return static_cast<std::int64_t>(db.change(kRemoveChunks, {list(rows), kChunkBatch}).rows);
    });
}

std::int64_t remove_files_of_erased(db::Connection& db) {
    return together(db, db.select(kFindRemovable, {kBatch}),
                    [&](const db::Rows& rows) { return static_cast<std::int64_t>(db.change(kRemoveFiles, {list(rows)}).rows); });
}

std::int64_t remove_broken_off_files(db::Connection& db) {
    static const std::string due = "NOT complete AND moved_at <= NOW(3) - INTERVAL " + std::to_string(kFileLasts.count()) + " MINUTE ";
    static const std::string find = "SELECT chat_id, file_id FROM files WHERE " + due + "LIMIT ?";
    static const std::string lock = "SELECT chat_id FROM files WHERE chat_id = ? AND file_id = ? AND " + due + "FOR UPDATE SKIP LOCKED";
    return each(db, db.select(find, {kBatch}), [&](const db::Row& row) {
        if (!db.select_one(lock, {row.id(0), row.text(1)})) return false;
        remove_file(db, row.id(0), row.text(1));
        return true;
    });
}

std::int64_t remove_messages_of_erased(db::Connection& db) {
    return together(db, db.select(kFindRemovable, {kBatch}), [&](const db::Rows& rows) {
        return static_cast<std::int64_t>(db.change(kRemoveMessages, {list(rows), kMessageBatch}).rows);
    });
}

std::int64_t remove_erased_chats(db::Connection& db) {
    return together(db, db.select(kFindRemovable, {kBatch}), [&](const db::Rows& rows) -> std::int64_t {
        const db::Rows locked = db.select(kLockEmpty, {list(rows)});
        if (locked.empty()) return 0;
        return static_cast<std::int64_t>(db.change(kRemoveChats, {list(locked)}).rows);
    });
}

std::int64_t remove_dead_sessions(db::Connection& db) {
    static const std::string dead = "ended_reason IS NOT NULL AND ended_at <= NOW(3) - INTERVAL 24 HOUR";
    const std::int64_t removed = remove_sessions(db, "seeker_sessions", dead) + remove_sessions(db, "counselor_sessions", dead);
    if (removed != 0) return removed;
    const std::string unused = "used_at <= NOW(3) - INTERVAL " + std::to_string(kDeviceLasts.count()) + " HOUR";
    if (const std::int64_t devices = remove_sessions(db, "known_devices", unused)) return devices;
    // A token that was added while its chat was going leads nowhere, and nobody ends it. The look passes over a day's sessions: once a run.
    return remove_sessions(db, "seeker_sessions", "chat_id IS NULL AND ended_reason IS NULL");
}

}  // namespace caritas::chat
