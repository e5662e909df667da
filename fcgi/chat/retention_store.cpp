// The SQL of the janitor.
#include "chat/retention_store.h"

#include "chat/counselor_store.h"
#include "chat/presence_store.h"
#include "chat/retire.h"
#include "chat/topic_store.h"
#include "db/transaction.h"

namespace caritas::chat {
namespace {

constexpr std::int64_t kDeleteBatch = 1000;

// Runs `work` for every id of the batch, each in a transaction of its own; counts those it changed.
template <class Work>
std::int64_t each(db::Connection& db, const db::Rows& rows, Work&& work) {
    std::int64_t count = 0;
    for (const db::Row& row : rows) {
        if (db::in_transaction(db, [&] { return work(row); })) ++count;
    }
    return count;
}

}  // namespace

std::int64_t end_past_window(db::Connection& db) {
    static const std::string states = sql_states(Verb::end, Role::janitor);
    static const std::string find =
        "SELECT id FROM chats WHERE state IN (" + states + ") AND open_until <= NOW(3) ORDER BY open_until LIMIT ?";
    static const std::string end =
        "UPDATE chats SET state = 'ended', ended_by = 'window', ended_at = open_until, last_seq = last_seq + 1, moved_at = NOW(3) "
        "WHERE id = ? AND state IN (" +
        states + ") AND open_until <= NOW(3)";
    return each(db, db.select(find, {kBatch}), [&](const db::Row& row) {
        if (db.change(end, {row.id(0)}).rows == 0) return false;
        end_seeker_session(db, row.id(0), name_of(EndedBy::window));
        return true;
    });
}

std::int64_t withdraw_absent(db::Connection& db) {
    static const std::string states = sql_states(Verb::withdraw, Role::janitor);
    static const std::string find =
        "SELECT id, topic_id FROM chats WHERE state IN (" + states + ") AND place_until <= NOW(3) ORDER BY place_until LIMIT ?";
    static const std::string lock = "SELECT id FROM chats WHERE id = ? AND state IN (" + states + ") AND place_until <= NOW(3) FOR UPDATE";
    static const std::string withdraw =
        "UPDATE chats SET state = 'withdrawn', ended_by = 'absent', ended_at = NOW(3), last_seq = last_seq + 1, moved_at = NOW(3) "
        "WHERE id = ? AND state IN (" +
        states + ") AND place_until <= NOW(3)";
    return each(db, db.select(find, {kBatch}), [&](const db::Row& row) {
        if (!db.select_one(lock, {row.id(0)})) return false;
        move_queue(db, row.id(1));  // before the chat's state and the name, as everybody does (queue_store.cpp)
        db.change(withdraw, {row.id(0)});
        free_name(db, row.id(0));
        end_seeker_session(db, row.id(0), name_of(EndedBy::absent));
        return true;
    });
}

std::int64_t erase_unreadable(db::Connection& db) {
    static const std::string states = sql_states(Verb::erase, Role::janitor);
    static const std::string find =
        "SELECT id FROM chats WHERE state IN (" + states + ") AND readable_until <= NOW(3) ORDER BY readable_until LIMIT ?";
    static const std::string erase =
        "UPDATE chats SET state = 'erased', last_seq = last_seq + 1, moved_at = NOW(3) "
        "WHERE id = ? AND state IN (" +
        states + ") AND readable_until <= NOW(3)";
    return each(db, db.select(find, {kBatch}), [&](const db::Row& row) {
        if (db.change(erase, {row.id(0)}).rows == 0) return false;
        free_name(db, row.id(0));
        db.change("DELETE FROM seeker_sessions WHERE chat_id = ?", {row.id(0)});
        return true;
    });
}

std::int64_t remove_messages_of_erased(db::Connection& db) {
    const auto chat = db.select_one(
        "SELECT c.id FROM chats c WHERE c.state IN ('erased', 'withdrawn') "
        "AND EXISTS (SELECT 1 FROM messages m WHERE m.chat_id = c.id) LIMIT 1");
    if (!chat) return 0;
    return static_cast<std::int64_t>(
        db.change("DELETE FROM messages WHERE chat_id = ? ORDER BY seq LIMIT ?", {chat->id(0), kDeleteBatch}).rows);
}

std::int64_t remove_erased_chats(db::Connection& db) {
    // Past its 48 hours a chat goes at once, since pages forget by the clock. What was erased or withdrawn before stays a minute longer, so
    // that every open page has been told.
    return static_cast<std::int64_t>(
        db.change("DELETE FROM chats WHERE state IN ('erased', 'withdrawn') AND (moved_at <= NOW(3) - INTERVAL ? SECOND "
                  "OR readable_until <= NOW(3)) AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.chat_id = chats.id) LIMIT ?",
                  {60, kBatch})
            .rows);
}

std::int64_t mark_silent_as_gone(db::Connection& db) {
    const std::int64_t lasts = kPresenceLasts.count();
    std::int64_t count = 0;
    for (const db::Row& row : db.select("SELECT id FROM chats WHERE seeker_present AND seeker_present_at <= NOW(3) - INTERVAL ? SECOND "
                                        "AND state IN ('waiting', 'accepted', 'running') LIMIT ?",
                                        {lasts, kBatch})) {
        if (!seeker_gone(db, row.id(0), kPresenceLasts).empty()) ++count;
    }
    for (const db::Row& row :
         db.select("SELECT id FROM counselors WHERE present AND present_at <= NOW(3) - INTERVAL ? SECOND LIMIT ?", {lasts, kBatch})) {
        counselor_gone(db, row.id(0), kPresenceLasts);
        ++count;
    }
    return count;
}

std::int64_t end_idle_sessions(db::Connection& db) {
    return static_cast<std::int64_t>(db.change("UPDATE counselor_sessions SET ended_reason = 'idle', ended_at = NOW(3) "
                                               "WHERE ended_reason IS NULL AND acted_at <= NOW(3) - INTERVAL ? HOUR LIMIT ?",
                                               {std::int64_t{kIdle.count()}, kBatch})
                                         .rows);
}

std::int64_t remove_dead_sessions(db::Connection& db) {
    const auto seekers =
        db.change("DELETE FROM seeker_sessions WHERE ended_reason IS NOT NULL AND ended_at <= NOW(3) - INTERVAL 24 HOUR LIMIT ?", {kBatch})
            .rows;
    const auto counselors =
        db.change("DELETE FROM counselor_sessions WHERE ended_reason IS NOT NULL AND ended_at <= NOW(3) - INTERVAL 24 HOUR LIMIT ?",
                  {kBatch})
            .rows;
    // A token that was added while its chat was going leads nowhere, and nobody ends it.
    const auto lost = db.change("DELETE FROM seeker_sessions WHERE chat_id IS NULL AND ended_reason IS NULL LIMIT ?", {kBatch}).rows;
    return static_cast<std::int64_t>(seekers + counselors + lost);
}

}  // namespace caritas::chat
