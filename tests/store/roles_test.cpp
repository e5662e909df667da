// The least rights of each role, tried as that role's own user; and what the schema says about itself.
#include "store/bench.h"

#include <mysqld_error.h>

namespace caritas::tests {
namespace {

class RolesTest : public StoreBench {
    CPPUNIT_TEST_SUITE(RolesTest);
    CPPUNIT_TEST(the_worker_cannot_erase);
    CPPUNIT_TEST(the_worker_cannot_make_topics_and_people);
    CPPUNIT_TEST(the_janitor_reads_neither_texts_nor_passwords);
    CPPUNIT_TEST(the_janitor_makes_nothing);
    CPPUNIT_TEST(the_admin_reads_no_message_and_no_token);
    CPPUNIT_TEST(the_admin_cannot_take_part_in_chats);
    CPPUNIT_TEST(nobody_but_the_migration_changes_tables);
    CPPUNIT_TEST(nobody_sees_other_databases);
    CPPUNIT_TEST(every_table_says_how_long_a_row_lives);
    CPPUNIT_TEST(no_column_can_hold_an_address);
    CPPUNIT_TEST_SUITE_END();

    // "refused" for a missing right on a table, a column or the database; anything else is named.
    static std::string outcome(db::Connection& db, const std::string& sql) {
        try {
            if (sql.starts_with("SELECT")) {
                db.select(sql);
            } else {
                db.change(sql);
            }
            return "done";
        } catch (const db::Error& error) {
            const unsigned number = error.number();
            const bool refused = number == ER_TABLEACCESS_DENIED_ERROR || number == ER_COLUMNACCESS_DENIED_ERROR ||
                                 number == ER_DBACCESS_DENIED_ERROR || number == ER_SPECIFIC_ACCESS_DENIED_ERROR;
            return refused ? "refused" : error.what();
        }
    }

    static void expect_refused(db::Connection& db, std::initializer_list<const char*> statements) {
        for (const char* sql : statements) CPPUNIT_ASSERT_EQUAL_MESSAGE(sql, "refused"s, outcome(db, sql));
    }

    void the_worker_cannot_erase() {
        expect_refused(worker(), {"DELETE FROM chats", "DELETE FROM messages", "DELETE FROM seeker_sessions",
                                  "DELETE FROM counselor_sessions", "TRUNCATE TABLE messages", "UPDATE messages SET body = 'x'"});
        CPPUNIT_ASSERT_EQUAL("done"s, outcome(worker(), "SELECT body FROM messages"));
    }

    void the_worker_cannot_make_topics_and_people() {
        expect_refused(
            worker(),
            {"INSERT INTO topics (slug, name_de, name_en, team_name_de, team_name_en) VALUES ('x', 'x', 'x', 'x', 'x')",
             "DELETE FROM topics", "UPDATE topics SET is_open = FALSE", "UPDATE topics SET online_counselling_url = 'https://evil.example'",
             "INSERT INTO counselors (login, password_hash) VALUES ('x', 'x')", "UPDATE counselors SET disabled = FALSE",
             "UPDATE counselors SET login = 'x'", "UPDATE counselors SET display_name = 'x'", "DELETE FROM counselors",
             "INSERT INTO counselor_topics (counselor_id, topic_id) VALUES (1, 1)", "DELETE FROM counselor_topics",
             "INSERT INTO free_names (number) SELECT 1 FROM schema_migrations", "DELETE FROM name_counter"});
    }

    void the_janitor_reads_neither_texts_nor_passwords() {
        expect_refused(janitor(), {"SELECT body FROM messages", "SELECT * FROM messages", "SELECT client_id FROM messages",
                                   "SELECT sender FROM messages", "SELECT password_hash FROM counselors", "SELECT * FROM counselors",
                                   "SELECT login FROM counselors", "SELECT chat_id FROM messages WHERE body LIKE 'a%'",
                                   "DELETE FROM messages WHERE body LIKE 'a%'", "SELECT id FROM counselors ORDER BY password_hash"});
        CPPUNIT_ASSERT_EQUAL("done"s, outcome(janitor(), "SELECT chat_id, seq FROM messages"));
        CPPUNIT_ASSERT_EQUAL("done"s, outcome(janitor(), "SELECT id, present FROM counselors"));
    }

    void the_janitor_makes_nothing() {
        expect_refused(janitor(), {"INSERT INTO chats (public_id, topic_id) VALUES ('x', 1)", "UPDATE messages SET seq = 1",
                                   "INSERT INTO seeker_sessions (token_hash, enqueue_hash) VALUES ('x', 'x')",
                                   "INSERT INTO counselor_sessions (token_hash, counselor_id) VALUES ('x', 1)", "DELETE FROM counselors",
                                   "UPDATE counselors SET password_hash = 'x'", "UPDATE counselors SET disabled = FALSE",
                                   "DELETE FROM topics", "UPDATE topics SET is_open = TRUE", "UPDATE name_counter SET next = 1"});
    }

    void the_admin_reads_no_message_and_no_token() {
        expect_refused(
            admin(), {"SELECT body FROM messages", "SELECT COUNT(*) FROM messages", "SELECT 1 FROM messages", "DELETE FROM messages",
                      "SELECT token_hash FROM seeker_sessions", "SELECT enqueue_hash FROM seeker_sessions", "SELECT * FROM seeker_sessions",
                      "SELECT token_hash FROM counselor_sessions", "SELECT * FROM counselor_sessions"});
    }

    void the_admin_cannot_take_part_in_chats() {
        expect_refused(
            admin(),
            {"INSERT INTO counselor_sessions (token_hash, counselor_id) VALUES ('x', 1)", "UPDATE counselor_sessions SET token_hash = 'x'",
             "UPDATE seeker_sessions SET token_hash = 'x'", "INSERT INTO seeker_sessions (token_hash, enqueue_hash) VALUES ('x', 'x')",
             "INSERT INTO chats (public_id, topic_id) VALUES ('x', 1)", "UPDATE chats SET counselor_id = 1",
             "UPDATE chats SET accepted_at = NOW(3)", "DELETE FROM chats", "INSERT INTO messages (chat_id, seq) VALUES (1, 1)"});
    }

    void nobody_but_the_migration_changes_tables() {
        for (db::Connection* db : {&worker(), &janitor(), &admin()}) {
            expect_refused(*db, {"CREATE TABLE x (id INT)", "DROP TABLE messages", "ALTER TABLE topics ADD COLUMN x INT",
                                 "CREATE INDEX x ON topics (slug)", "GRANT SELECT ON caritas.messages TO caritas_admin",
                                 "UPDATE schema_migrations SET name = 'x'"});
        }
    }

    void nobody_sees_other_databases() {
        for (db::Connection* db : {&worker(), &janitor(), &admin(), &owner()}) {
            expect_refused(*db, {"SELECT * FROM mysql.global_priv", "CREATE DATABASE x", "SELECT * FROM mysql.innodb_table_stats"});
        }
    }

    void every_table_says_how_long_a_row_lives() {
        const auto tables = owner().select(
            "SELECT TABLE_NAME, TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'caritas' AND TABLE_TYPE = 'BASE TABLE'");
        CPPUNIT_ASSERT(tables.size() >= 9);
        for (const db::Row& table : tables) {
            const std::string& comment = table.text(1);
            const bool says = comment.find("Lives ") != std::string::npos || comment.find("lives ") != std::string::npos ||
                              comment.find(": until ") != std::string::npos;
            CPPUNIT_ASSERT_MESSAGE(table.text(0) + ": " + comment, says);
        }
    }

    void no_column_can_hold_an_address() {
        const auto columns = owner().select(
            "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'caritas' AND "
            "(DATA_TYPE LIKE 'inet%' OR COLUMN_NAME REGEXP '(^|_)(ip|addr|agent|referrer|email|phone)(_|$)')");
        CPPUNIT_ASSERT_MESSAGE(columns.empty() ? ""s : columns[0].text(0) + "." + columns[0].text(1), columns.empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RolesTest);

}  // namespace
}  // namespace caritas::tests
