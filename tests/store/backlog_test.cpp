// The janitor with much to do: batches, turns, rows that somebody else holds, a run that is cut off, its pace and its time.
#include "chat/retention_store.h"
#include "chat/tidy.h"
#include "store/bench.h"

#include <map>
#include <sstream>
#include <thread>

namespace caritas::tests {
namespace {

using chat::Role;
using namespace std::chrono_literals;

constexpr int kChats = 450;  // more than two batches
constexpr int kLines = 12;   // more than a batch of messages in a batch of chats

class BacklogTest : public StoreBench {
    CPPUNIT_TEST_SUITE(BacklogTest);
    CPPUNIT_TEST(one_run_erases_a_backlog_and_touches_no_running_chat);
    CPPUNIT_TEST(the_erased_give_their_names_back_and_move_no_stream);
    CPPUNIT_TEST(one_long_chat_goes_in_bounded_batches);
    CPPUNIT_TEST(only_one_works_at_a_time);
    CPPUNIT_TEST(a_run_that_is_cut_off_is_finished_by_the_next);
    CPPUNIT_TEST(a_held_chat_keeps_back_only_itself);
    CPPUNIT_TEST(a_held_message_or_session_keeps_back_only_its_chat);
    CPPUNIT_TEST(a_held_request_or_presence_keeps_back_only_itself);
    CPPUNIT_TEST(locks_nothing_of_a_running_chat);
    CPPUNIT_TEST(stops_in_time_after_what_people_see);
    CPPUNIT_TEST(rests_as_long_as_a_batch_took);
    CPPUNIT_TEST_SUITE_END();

    using Counts = std::map<std::string, std::int64_t>;

    static Counts counts_of(const std::string& report) {
        Counts counts;
        std::istringstream words(report);
        for (std::string word; words >> word;) {
            const auto equals = word.find('=');
            counts[word.substr(0, equals)] = std::stoll(word.substr(equals + 1));
        }
        return counts;
    }
    static Counts run(db::Connection& db, const chat::Pace& pace = {}) {
        const auto report = chat::tidy(db, pace);
        CPPUNIT_ASSERT_MESSAGE("another run is at work", report.has_value());
        return counts_of(*report);
    }

    // Ended chats that are past their 48 hours, with names, lines and sessions.
    void make_backlog(int chats = kChats, int lines = kLines) {
        const std::string many = " FROM seq_1_to_" + std::to_string(chats);
        change("UPDATE name_counter SET next = next + 100000");
        change(
            "INSERT INTO chats (public_id, topic_id, counselor_id, name_number, state, ended_by, accepted_at, ended_at, moved_at) "
            "SELECT UNHEX(MD5(seq)), ?, ?, 1000 + seq, 'ended', 'seeker', NOW(3) - INTERVAL 50 HOUR, NOW(3) - INTERVAL 49 HOUR, "
            "NOW(3) - INTERVAL 49 HOUR" +
                many,
            {topic_, anna_});
        change(
            "INSERT INTO messages (chat_id, seq, sender, client_id, body) SELECT c.id, s.seq, 'seeker', UNHEX(MD5(CONCAT(c.id, '-', "
            "s.seq))), 'x' FROM chats c JOIN seq_1_to_" +
            std::to_string(lines) + " s WHERE c.state = 'ended'");
        change(
            "INSERT INTO seeker_sessions (token_hash, chat_id, ended_reason, ended_at) SELECT UNHEX(SHA2(id, 256)), id, 'seeker', NOW(3) "
            "FROM chats WHERE state = 'ended'");
    }
    std::int64_t rows(const std::string& table) { return count("SELECT COUNT(*) FROM " + table); }
    std::int64_t first_of_backlog() { return count("SELECT CAST(MIN(id) AS SIGNED) FROM chats WHERE state = 'ended'"); }

    void assert_nothing_left() {
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, rows("messages") + rows("seeker_sessions") + rows("chats"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{kChats}, rows("free_names"));
    }

    void one_run_erases_a_backlog_and_touches_no_running_chat() {
        const Seeker one = running();
        const Seeker two = waiting();
        CPPUNIT_ASSERT(send(one, Role::seeker));
        const std::string all =
            "SELECT MD5(GROUP_CONCAT(CONCAT_WS('|', id, HEX(public_id), name_number, state, last_seq, moved_at, "
            "seeker_present_at) ORDER BY id)) FROM chats WHERE id IN (?, ?)";
        const auto before = owner().select_one(all, {one.chat_id, two.chat_id})->text(0);
        make_backlog();
        const Counts expected{{"ended_by_window", 0},
                              {"withdrawn", 0},
                              {"erased", kChats},
                              {"chunks_removed", 0},
                              {"files_removed", 0},
                              {"files_broken_off", 0},
                              {"messages_removed", kChats * kLines},
                              {"chats_removed", kChats},
                              {"absent", 0},
                              {"idle_sessions", 0},
                              {"sessions_removed", 0}};
        CPPUNIT_ASSERT(expected == run(janitor()));
        CPPUNIT_ASSERT_EQUAL(before, owner().select_one(all, {one.chat_id, two.chat_id})->text(0));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1 + 2 + 2}, rows("messages") + rows("seeker_sessions") + rows("chats"));
        CPPUNIT_ASSERT_EQUAL("alive alive"s, session_of(one) + " " + session_of(two));
        CPPUNIT_ASSERT(send(one, Role::counselor));
    }

    void the_erased_give_their_names_back_and_move_no_stream() {
        make_backlog();
        change("UPDATE chats SET name_number = NULL WHERE name_number = 1001");
        CPPUNIT_ASSERT_EQUAL(chat::kBatch, chat::erase_unreadable(janitor()));
        CPPUNIT_ASSERT_EQUAL(chat::kBatch, count("SELECT COUNT(*) FROM chats WHERE state = 'erased' AND name_number IS NULL"));
        CPPUNIT_ASSERT_EQUAL(chat::kBatch - 1, rows("free_names"));
        CPPUNIT_ASSERT_EQUAL(kChats - chat::kBatch, rows("seeker_sessions"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM free_names f JOIN chats c ON c.name_number = f.number"));
        // A backlog that moved would be read by the tail of every worker, each time.
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM chats WHERE moved_at > NOW(3) - INTERVAL 1 HOUR"));
    }

    void one_long_chat_goes_in_bounded_batches() {
        make_backlog(1, 2 * static_cast<int>(chat::kMessageBatch) + 1);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::erase_unreadable(janitor()));
        for (const std::int64_t expected : {chat::kMessageBatch, chat::kMessageBatch, std::int64_t{1}, std::int64_t{0}}) {
            CPPUNIT_ASSERT_EQUAL(expected, chat::remove_messages_of_erased(janitor()));
            CPPUNIT_ASSERT(expected < 2 || chat::remove_erased_chats(janitor()) == 0);
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::remove_erased_chats(janitor()));
    }

    void only_one_works_at_a_time() {
        make_backlog();
        auto other = connect(User::janitor);
        CPPUNIT_ASSERT(chat::take_turn(*other));
        CPPUNIT_ASSERT(!chat::tidy(janitor(), {}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{kChats}, rows("chats"));
        other.reset();  // its connection dies, and with it its turn
        while (!chat::take_turn(janitor())) std::this_thread::yield();
        run(janitor());
        assert_nothing_left();
    }

    // The connection is cut before every batch in turn, as kill -9 would: what it had not committed is rolled back.
    void a_run_that_is_cut_off_is_finished_by_the_next() {
        struct Cut {};
        make_backlog();
        for (int batches = 1; batches <= 8; ++batches) {
            chat::Pace cut;
            cut.rest = [left = batches](auto) mutable {
                if (--left == 0) throw Cut();
            };
            auto doomed = connect(User::janitor);
            while (!chat::take_turn(*doomed)) std::this_thread::yield();
            try {
                chat::tidy(*doomed, cut);
            } catch (const Cut&) {
            }
        }
        while (!chat::take_turn(janitor())) std::this_thread::yield();
        run(janitor());
        assert_nothing_left();
    }

    void hold(const std::string& lock) {
        owner().begin();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, owner().select(lock + " FOR UPDATE").size());
    }
    // Of the backlog one chat is left, in that state, and the next run takes it.
    void assert_left_only(const std::string& state, std::int64_t lines) {
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, rows("chats"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM chats WHERE state = '" + state + "'"));
        CPPUNIT_ASSERT_EQUAL(lines, rows("messages"));
        owner().rollback();
        run(janitor());
        assert_nothing_left();
    }

    void a_held_chat_keeps_back_only_itself() {
        make_backlog();
        hold("SELECT id FROM chats WHERE id = " + std::to_string(first_of_backlog()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{kChats - 1}, run(janitor())["erased"]);
        assert_left_only("ended", kLines);
    }

    void a_held_message_or_session_keeps_back_only_its_chat() {
        make_backlog();
        hold("SELECT seq FROM messages WHERE seq = 5 AND chat_id = " + std::to_string(first_of_backlog()));
        const Counts counts = run(janitor());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{kChats}, counts.at("erased"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{kChats - 1}, counts.at("chats_removed"));
        assert_left_only("erased", kLines);
        change("DELETE FROM free_names");
        make_backlog();
        hold("SELECT chat_id FROM seeker_sessions WHERE chat_id = " + std::to_string(first_of_backlog()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{kChats - 1}, run(janitor())["erased"]);
        assert_left_only("ended", kLines);
    }

    void a_held_request_or_presence_keeps_back_only_itself() {
        const Seeker held = waiting();
        const Seeker other = waiting();
        const Seeker silent = running();
        for (const Seeker& seeker : {held, other}) age(seeker, "place_until", 31min);
        for (const Seeker& seeker : {held, silent}) age(seeker, "seeker_present_at", 101s);
        hold("SELECT id FROM chats WHERE id = " + std::to_string(held.chat_id));
        Counts counts = run(janitor());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, counts["withdrawn"]);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, counts["absent"]);
        owner().rollback();
        counts = run(janitor());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, counts["withdrawn"]);
    }

    // Everything of the running chats is held, as if each were written to all the time: the janitor never waits for any of it, hence locks
    // none of it either.
    void locks_nothing_of_a_running_chat() {
        make_backlog();
        for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT(send(running(), Role::seeker));
        owner().begin();
        const std::string held =
            "SELECT c.id FROM chats c JOIN messages m ON m.chat_id = c.id JOIN seeker_sessions s ON s.chat_id = c.id "
            "WHERE c.state = 'running' FOR UPDATE";
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, owner().select(held).size());
        const std::int64_t before = lock_waits();
        CPPUNIT_ASSERT_EQUAL(std::int64_t{kChats}, run(janitor())["chats_removed"]);
        CPPUNIT_ASSERT_EQUAL(before, lock_waits());
        owner().rollback();
        CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, rows("chats"));
    }
    std::int64_t lock_waits() {
        return count(
            "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'INNODB_ROW_LOCK_WAITS'");
    }

    // A clock that stands still but for a second a batch.
    static chat::Pace a_second_a_batch(std::chrono::seconds budget) {
        auto now = std::make_shared<chat::Pace::Clock::time_point>();
        return {[now] { return *now; }, [now](auto) { *now += 1s; }, budget};
    }

    void stops_in_time_after_what_people_see() {
        make_backlog();
        const Seeker past = running();
        const Seeker silent = running();
        const Seeker absent = waiting();
        age(past, "accepted_at", 181min);
        age(silent, "seeker_present_at", 101s);
        age(absent, "place_until", 31min);
        Counts counts = run(janitor(), a_second_a_batch(1s));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, counts["ended_by_window"] + counts["withdrawn"] + counts["absent"]);
        CPPUNIT_ASSERT_EQUAL(chat::kBatch, counts["erased"]);  // one batch in any case
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, counts["unfinished"]);
        counts = run(janitor(), a_second_a_batch(1min));
        CPPUNIT_ASSERT_EQUAL(kChats - chat::kBatch, counts["erased"]);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, counts.count("unfinished"));
    }

    void rests_as_long_as_a_batch_took() {
        make_backlog();
        auto now = std::make_shared<chat::Pace::Clock::time_point>();
        std::vector<std::chrono::nanoseconds> rests;
        run(janitor(), {[now] { return *now += 1ms; }, [&](auto took) { rests.push_back(took); }, 50s});
        CPPUNIT_ASSERT(rests.size() >= 3 + 3 + 3);
        for (const auto rest : rests) CPPUNIT_ASSERT(rest == 1ms);
        const auto began = std::chrono::steady_clock::now();
        chat::gentle().rest(20ms);
        CPPUNIT_ASSERT(std::chrono::steady_clock::now() - began >= 20ms);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BacklogTest);

}  // namespace
}  // namespace caritas::tests
