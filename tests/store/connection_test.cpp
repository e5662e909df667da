// Connections: settings, kinds of errors, transactions that run again, and a pool that replaces what was lost.
#include "db/pool.h"
#include "db/transaction.h"
#include "store/bench.h"

#include <array>
#include <barrier>
#include <thread>

namespace caritas::tests {
namespace {

class ConnectionTest : public StoreBench {
    CPPUNIT_TEST_SUITE(ConnectionTest);
    CPPUNIT_TEST(speaks_utc_and_read_committed);
    CPPUNIT_TEST(brings_back_what_went_in);
    CPPUNIT_TEST(is_strict_about_values);
    CPPUNIT_TEST(goes_on_after_a_failed_statement);
    CPPUNIT_TEST(rolls_back_what_was_not_committed);
    CPPUNIT_TEST(a_transaction_that_begins_by_itself_shows_nothing_before_its_commit);
    CPPUNIT_TEST(a_transaction_that_begins_by_itself_is_rolled_back);
    CPPUNIT_TEST(runs_again_after_a_deadlock);
    CPPUNIT_TEST(notices_a_lost_connection);
    CPPUNIT_TEST(the_pool_lends_one_connection_at_a_time);
    CPPUNIT_TEST(the_pool_replaces_a_lost_connection);
    CPPUNIT_TEST(a_server_that_is_away_is_unavailable);
    CPPUNIT_TEST_SUITE_END();

    void speaks_utc_and_read_committed() {
        const auto row = worker().select_one("SELECT @@time_zone, @@tx_isolation, @@character_set_client");
        CPPUNIT_ASSERT_EQUAL("+00:00 READ-COMMITTED utf8mb4"s, row->text(0) + " " + row->text(1) + " " + row->text(2));
    }

    void brings_back_what_went_in() {
        const std::string bytes = "\0\xFF'\"😀"s;
        const auto row =
            worker().select_one("SELECT ?, ?, ?, ?, CAST(? AS SIGNED)", {bytes, nullptr, "", std::string(100'000, 'x'), INT64_MIN});
        CPPUNIT_ASSERT(row->text(0) == bytes && row->is_null(1) && row->text(2).empty() && row->text(3).size() == 100'000);
        CPPUNIT_ASSERT_EQUAL(INT64_MIN, row->number(4));
        CPPUNIT_ASSERT(worker().select("SELECT id FROM topics WHERE slug = ?", {"' OR '1'='1"}).empty());
    }

    void is_strict_about_values() {
        CPPUNIT_ASSERT_THROW(change("UPDATE topics SET slug = ?", {std::string(65, 'x')}), db::Error);
        CPPUNIT_ASSERT_THROW(change("UPDATE topics SET address = 'ihr'"), db::Error);
        CPPUNIT_ASSERT_THROW(worker().select("SELECT ?"), std::logic_error);
    }

    // The same statement on the same connection: a double once hung here for ever.
    void goes_on_after_a_failed_statement() {
        constexpr const char* kInsert = "INSERT INTO free_names (number) VALUES (?) RETURNING number";
        CPPUNIT_ASSERT_EQUAL(std::int64_t{7}, worker().select_one(kInsert, {7})->number(0));
        for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_THROW(worker().select_one(kInsert, {7}), db::Duplicate);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{8}, worker().select_one(kInsert, {8})->number(0));
        CPPUNIT_ASSERT(!worker().lost());
    }

    void rolls_back_what_was_not_committed() {
        {
            const db::Transaction transaction(worker());
            worker().change("INSERT INTO free_names (number) VALUES (1)");
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM free_names"));
        CPPUNIT_ASSERT_THROW(db::in_transaction(worker(),
                                                [this] {
                                                    worker().change("INSERT INTO free_names (number) VALUES (1)");
                                                    throw std::runtime_error("in the middle");
                                                }),
                             std::runtime_error);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM free_names"));
    }

    std::unique_ptr<db::Connection> connect_by_itself() {
        const DatabaseConfig& database = config_of(User::worker).database;
        return std::make_unique<db::Connection>(database, read_password(database), db::Begin::by_itself);
    }
    std::int64_t free_names() { return count("SELECT COUNT(*) FROM free_names"); }

    void a_transaction_that_begins_by_itself_shows_nothing_before_its_commit() {
        const auto db = connect_by_itself();
        for (const std::int64_t round : {1, 2}) {
            db->begin();
            db->change("INSERT INTO free_names (number) VALUES (?)", {round});
            db->change("INSERT INTO free_names (number) VALUES (?)", {round + 10});
            CPPUNIT_ASSERT_EQUAL(2 * (round - 1), free_names());
            db->commit();
            CPPUNIT_ASSERT_EQUAL(2 * round, free_names());
        }
    }

    void a_transaction_that_begins_by_itself_is_rolled_back() {
        const auto db = connect_by_itself();
        {
            const db::Transaction transaction(*db);
            db->change("INSERT INTO free_names (number) VALUES (1)");
        }
        db::in_transaction(*db, [&] { db->change("INSERT INTO free_names (number) VALUES (2)"); });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, free_names());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, count("SELECT number FROM free_names"));
        db->change("INSERT INTO free_names (number) VALUES (3)");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, free_names());
    }

    // Two take two rows in opposite order, each holding its first before asking for its second: one loses and runs again.
    void runs_again_after_a_deadlock() {
        const std::array<chat::Id, 2> topics{topic_, add_topic("other")};
        std::barrier both_hold_one(2);
        std::array<int, 2> runs{};
        at_once(2, [&](db::Connection& db, int i) {
            const auto me = static_cast<std::size_t>(i);
            db::in_transaction(db, [&] {
                db.change("UPDATE topics SET queue_seq = queue_seq + 1 WHERE id = ?", {topics[me]});
                if (++runs[me] == 1) both_hold_one.arrive_and_wait();
                db.change("UPDATE topics SET queue_seq = queue_seq + 1 WHERE id = ?", {topics[1 - me]});
            });
        });
        CPPUNIT_ASSERT_EQUAL(3, runs[0] + runs[1]);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{4}, count("SELECT CAST(SUM(queue_seq) AS SIGNED) FROM topics"));
    }

    // A user may end connections of its own.
    void end_connection(db::Connection& db) {
        const std::int64_t id = db.select_one("SELECT CONNECTION_ID()")->number(0);
        worker().change("KILL CONNECTION " + std::to_string(id));
    }

    void notices_a_lost_connection() {
        const auto other = connect(User::worker);
        CPPUNIT_ASSERT(other->ping() && !other->lost());
        end_connection(*other);
        CPPUNIT_ASSERT_THROW(other->select("SELECT 1"), db::Unavailable);
        CPPUNIT_ASSERT(other->lost() && !other->ping());
    }

    void the_pool_lends_one_connection_at_a_time() {
        const DatabaseConfig& database = config_of(User::worker).database;
        db::Pool pool(database, read_password(database), 1);
        std::optional<db::Pool::Lease> first(pool.lease());
        const std::int64_t id = (*first)->select_one("SELECT CONNECTION_ID()")->number(0);
        std::int64_t second = 0;
        std::thread waiter([&] { second = pool.lease()->select_one("SELECT CONNECTION_ID()")->number(0); });
        first.reset();
        waiter.join();
        CPPUNIT_ASSERT_EQUAL(id, second);
    }

    void the_pool_replaces_a_lost_connection() {
        const DatabaseConfig& database = config_of(User::worker).database;
        db::Pool pool(database, read_password(database), 1);
        {
            const auto lease = pool.lease();
            end_connection(*lease);
            CPPUNIT_ASSERT_THROW(lease->select("SELECT 1"), db::Unavailable);
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, pool.lease()->select_one("SELECT 1")->number(0));
    }

    void a_server_that_is_away_is_unavailable() {
        DatabaseConfig database = config_of(User::worker).database;
        CPPUNIT_ASSERT_THROW(db::Connection(database, "wrong password"), db::Unavailable);
        database.socket += ".nowhere";
        db::Pool pool(database, "", 1);
        for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_THROW(pool.lease(), db::Unavailable);  // the place comes back each time
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConnectionTest);

}  // namespace
}  // namespace caritas::tests
