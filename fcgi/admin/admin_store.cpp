// The SQL of the admin command.
#include "admin/admin_store.h"

#include "chat/counselor_store.h"
#include "chat/retire.h"
#include "chat/topic_store.h"
#include "db/transaction.h"

namespace caritas::admin {
namespace {

using chat::Id;

Id topic_id(db::Connection& db, const std::string& slug) {
    const auto row = db.select_one("SELECT id FROM topics WHERE slug = ?", {slug});
    if (!row) throw AdminError("There is no topic \"" + slug + "\".");
    return row->id(0);
}

Id counselor_id(db::Connection& db, const std::string& login) {
    const auto row = db.select_one("SELECT id FROM counselors WHERE login = ?", {login});
    if (!row) throw AdminError("There is no counselor \"" + login + "\".");
    return row->id(0);
}

void end_sessions(db::Connection& db, Id counselor, const char* reason) {
    db.change(
        "UPDATE counselor_sessions SET ended_reason = ?, ended_at = NOW(3), share = NULL WHERE counselor_id = ? AND ended_reason IS NULL",
        {reason, counselor});
    db.change("DELETE FROM known_devices WHERE counselor_id = ?", {counselor});
}

// Every chat that this counselor has open ends, and its seeker is told.
void end_chats(db::Connection& db, Id counselor) {
    static const std::string states = chat::sql_states(chat::Verb::end, chat::Role::admin);
    static const std::string find = "SELECT id FROM chats WHERE counselor_id = ? AND state IN (" + states + ") ORDER BY id";
    static const std::string end =
        "UPDATE chats SET state = 'ended', ended_by = 'admin', ended_at = NOW(3), last_seq = last_seq + 1, "
        "moved_at = NOW(3), " CARITAS_NO_KEY_FOR_SEEKER " WHERE id = ? AND state IN (" +
        states + ") AND open_until > NOW(3)";
    for (const db::Row& row : db.select(find, {counselor})) {
        if (db.change(end, {row.id(0)}).rows == 1) chat::end_seeker_session(db, row.id(0), chat::name_of(chat::EndedBy::admin));
    }
}

void move_queues(db::Connection& db, Id counselor) {
    for (const chat::Topic& topic : chat::topics_of_counselor(db, counselor)) chat::move_queue(db, topic.id);
}

}  // namespace

void add_topic(db::Connection& db, const NewTopic& topic) {
    try {
        db.change(
            "INSERT INTO topics (slug, name_de, name_en, summary_de, summary_en, address, team_name_de, team_name_en, "
            "online_counselling_url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {topic.slug, topic.name_de, topic.name_en, topic.summary_de, topic.summary_en, topic.address, topic.team_name_de,
             topic.team_name_en, topic.online_counselling_url});
    } catch (const db::Duplicate&) {
        throw AdminError("There is a topic \"" + topic.slug + "\" already.");
    }
}

void change_topic(db::Connection& db, const std::string& slug, const TopicChange& change) {
    db::in_transaction(db, [&] {
        const Id topic = topic_id(db, slug);
        db.change(
            "UPDATE topics SET name_de = COALESCE(?, name_de), name_en = COALESCE(?, name_en), summary_de = COALESCE(?, summary_de), "
            "summary_en = COALESCE(?, summary_en), address = COALESCE(?, address), team_name_de = COALESCE(?, team_name_de), "
            "team_name_en = COALESCE(?, team_name_en), online_counselling_url = NULLIF(COALESCE(?, online_counselling_url), '') WHERE id = "
            "?",
            {change.name_de, change.name_en, change.summary_de, change.summary_en, change.address, change.team_name_de, change.team_name_en,
             change.online_counselling_url, topic});
        chat::move_queue(db, topic);
    });
}

void set_topic_open(db::Connection& db, const std::string& slug, bool open) {
    db::in_transaction(db, [&] {
        const Id topic = topic_id(db, slug);
        db.change("UPDATE topics SET is_open = ? WHERE id = ?", {open, topic});
        chat::move_queue(db, topic);
    });
}

std::vector<TopicLine> list_topics(db::Connection& db) {
    std::vector<TopicLine> lines;
    for (const db::Row& row : db.select(
             "SELECT t.slug, t.name_de, t.address, t.is_open, "
             "(SELECT COUNT(*) FROM chats c WHERE c.topic_id = t.id AND c.state = 'waiting' AND c.place_until > NOW(3)), "
             "(SELECT COUNT(*) FROM chats c WHERE c.topic_id = t.id AND c.state IN ('accepted', 'running') AND c.open_until > NOW(3)) "
             "FROM topics t ORDER BY t.slug")) {
        lines.push_back({row.text(0), row.text(1), row.text(2), row.flag(3), row.number(4), row.number(5)});
    }
    return lines;
}

void add_counselor(db::Connection& db, const std::string& login, const std::optional<std::string>& display_name,
                   const InitialPassword& password, const std::vector<std::string>& topics) {
    try {
        db::in_transaction(db, [&] {
            const Id counselor =
                db.change(
                      "INSERT INTO counselors (login, display_name, password_hash, password_salt, password_rounds) VALUES (?, ?, ?, ?, ?)",
                      {login, display_name, password.hash, password.salt, std::int64_t{password.rounds}})
                    .insert_id;
            for (const std::string& slug : topics) {
                db.change("INSERT INTO counselor_topics (counselor_id, topic_id) VALUES (?, ?)", {counselor, topic_id(db, slug)});
            }
        });
    } catch (const db::Duplicate&) {
        throw AdminError("There is a counselor \"" + login + "\" already, or a topic is named twice.");
    }
}

void set_display_name(db::Connection& db, const std::string& login, const std::optional<std::string>& display_name) {
    db::in_transaction(db, [&] {
        const Id counselor = counselor_id(db, login);
        db.change("UPDATE counselors SET display_name = ? WHERE id = ?", {display_name, counselor});
        chat::move_inbox(db, counselor);
    });
}

void set_password(db::Connection& db, const std::string& login, const InitialPassword& password) {
    db::in_transaction(db, [&] {
        const Id counselor = counselor_id(db, login);
        db.change(
            "UPDATE counselors SET password_hash = ?, password_salt = ?, password_rounds = ?, password_is_initial = TRUE, public_key = "
            "NULL, "
            "sealed_private_key = NULL WHERE id = ?",
            {password.hash, password.salt, std::int64_t{password.rounds}, counselor});
        end_sessions(db, counselor, "password_changed");
        chat::move_inbox(db, counselor);
    });
}

void disable_counselor(db::Connection& db, const std::string& login) {
    db::in_transaction(db, [&] {
        const Id counselor = counselor_id(db, login);
        db.change("UPDATE counselors SET disabled = TRUE, present = FALSE WHERE id = ?", {counselor});
        end_sessions(db, counselor, "disabled");
        end_chats(db, counselor);
        chat::move_inbox(db, counselor);
        move_queues(db, counselor);
    });
}

void enable_counselor(db::Connection& db, const std::string& login) {
    db.change("UPDATE counselors SET disabled = FALSE WHERE id = ?", {counselor_id(db, login)});
}

void assign(db::Connection& db, const std::string& login, const std::string& slug) {
    db::in_transaction(db, [&] {
        const Id counselor = counselor_id(db, login);
        const Id topic = topic_id(db, slug);
        db.change("INSERT IGNORE INTO counselor_topics (counselor_id, topic_id) VALUES (?, ?)", {counselor, topic});
        chat::move_inbox(db, counselor);
        chat::move_queue(db, topic);
    });
}

void unassign(db::Connection& db, const std::string& login, const std::string& slug) {
    db::in_transaction(db, [&] {
        const Id counselor = counselor_id(db, login);
        const Id topic = topic_id(db, slug);
        db.change("DELETE FROM counselor_topics WHERE counselor_id = ? AND topic_id = ?", {counselor, topic});
        chat::move_inbox(db, counselor);
        chat::move_queue(db, topic);
    });
}

std::vector<CounselorLine> list_counselors(db::Connection& db) {
    std::vector<CounselorLine> lines;
    for (const db::Row& row : db.select(
             "SELECT k.login, COALESCE(k.display_name, ''), k.disabled, COALESCE(GROUP_CONCAT(t.slug ORDER BY t.slug SEPARATOR ' '), '') "
             "FROM counselors k LEFT JOIN counselor_topics ct ON ct.counselor_id = k.id LEFT JOIN topics t ON t.id = ct.topic_id "
             "GROUP BY k.id ORDER BY k.login")) {
        lines.push_back({row.text(0), row.text(1), row.flag(2), row.text(3)});
    }
    return lines;
}

std::int64_t count_migrations(db::Connection& db) {
    return db.select_one("SELECT COUNT(*) FROM schema_migrations")->number(0);
}

}  // namespace caritas::admin
