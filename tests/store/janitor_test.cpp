// The janitor: each step, in small batches, twice at once, and afterwards nothing is left of a chat in any column of any table.
#include "chat/counselor_store.h"
#include "chat/retention_store.h"
#include "core/secret.h"
#include "store/bench.h"

#include <array>
#include <numeric>

namespace caritas::tests {
namespace {

using chat::Role;
using chat::State;
using namespace std::chrono_literals;

class JanitorTest : public StoreBench {
    CPPUNIT_TEST_SUITE(JanitorTest);
    CPPUNIT_TEST(ends_what_is_past_its_window);
    CPPUNIT_TEST(withdraws_who_is_absent);
    CPPUNIT_TEST(erases_after_48_hours_and_no_trace_remains);
    CPPUNIT_TEST(one_run_takes_a_forgotten_chat_to_nothing);
    CPPUNIT_TEST(an_unwritten_chat_stays_a_minute_so_that_pages_learn_of_it);
    CPPUNIT_TEST(a_withdrawn_request_leaves_its_reason_for_a_day);
    CPPUNIT_TEST(touches_nothing_that_is_alive);
    CPPUNIT_TEST(works_in_small_batches);
    CPPUNIT_TEST(removes_many_messages_in_batches);
    CPPUNIT_TEST(two_at_once_do_no_harm);
    CPPUNIT_TEST(marks_the_silent_as_gone);
    CPPUNIT_TEST(ends_idle_sessions_and_removes_dead_ones);
    CPPUNIT_TEST_SUITE_END();

    using Step = std::int64_t (*)(db::Connection&);
    // The steps of chat/tidy.cpp without its turn: what two nodes of a cluster may do at once.
    static constexpr std::array<Step, 10> kSteps{
        chat::end_past_window,        chat::withdraw_absent,           chat::erase_unreadable,    chat::remove_chunks_of_erased,
        chat::remove_files_of_erased, chat::remove_messages_of_erased, chat::remove_erased_chats, chat::mark_silent_as_gone,
        chat::end_idle_sessions,      chat::remove_dead_sessions};

    // How many rows each step handled.
    using Counts = std::array<std::int64_t, kSteps.size()>;
    static Counts count_all(db::Connection& db) {
        Counts counts{};
        for (std::size_t i = 0; i < kSteps.size(); ++i) {
            for (std::int64_t count = kSteps[i](db); count != 0; count = kSteps[i](db)) counts[i] += count;
        }
        return counts;
    }
    static std::int64_t run_all(db::Connection& db) {
        const Counts counts = count_all(db);
        return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    }

    // How many cells of the whole database hold this value.
    std::int64_t traces(const std::string& value) {
        std::int64_t found = 0;
        for (const db::Row& row : owner().select(
                 "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'caritas' AND DATA_TYPE IN "
                 "('binary', 'varbinary', 'varchar', 'char', 'text', 'blob')")) {
            found += count("SELECT COUNT(*) FROM " + row.text(0) + " WHERE CAST(" + row.text(1) + " AS BINARY) = ?", {value});
        }
        return found;
    }
    std::int64_t chats() { return count("SELECT COUNT(*) FROM chats"); }
    std::string state_of(const Seeker& seeker) {
        const auto row = worker().select_one("SELECT state FROM chats WHERE id = ?", {seeker.chat_id});
        return row ? row->text(0) : "no row";
    }

    void ends_what_is_past_its_window() {
        const Seeker seeker = running();
        const Seeker other = accepted();
        age(seeker, "accepted_at", 180min + 1s);
        const std::uint64_t before = look(seeker).last_seq;
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::end_past_window(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::end_past_window(janitor()));
        CPPUNIT_ASSERT_EQUAL("ended"s, state_of(seeker));
        CPPUNIT_ASSERT_EQUAL("accepted"s, state_of(other));
        CPPUNIT_ASSERT_EQUAL(before + 1, look(seeker).last_seq);
        CPPUNIT_ASSERT_EQUAL("window"s, session_of(seeker));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM chats WHERE ended_at = open_until AND ended_by = 'window'"));
        CPPUNIT_ASSERT(look(seeker).number.has_value());
    }

    void withdraws_who_is_absent() {
        const Seeker seeker = waiting();
        const Seeker stays = waiting();
        age(seeker, "place_until", 30min + 1s);
        const std::int64_t queue = count("SELECT CAST(queue_seq AS SIGNED) FROM topics");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::withdraw_absent(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::withdraw_absent(janitor()));
        CPPUNIT_ASSERT_EQUAL("withdrawn"s, state_of(seeker));
        CPPUNIT_ASSERT_EQUAL("waiting"s, state_of(stays));
        CPPUNIT_ASSERT_EQUAL(queue + 1, count("SELECT CAST(queue_seq AS SIGNED) FROM topics"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, look(waiting()).number.value());
    }

    void erases_after_48_hours_and_no_trace_remains() {
        const Seeker seeker = running();
        const std::string client_id = random_bytes(16);
        const std::string body = "what nobody else may ever read";
        CPPUNIT_ASSERT(chat::send(worker(), {seeker.chat_id, Role::seeker, client_id, body}));
        CPPUNIT_ASSERT(chat::end_by_counselor(worker(), seeker.chat_id, anna_));
        for (const std::string& value : {seeker.public_id, seeker.token_hash, client_id, body}) {
            CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, traces(value));
        }
        age(seeker, "ended_at", 48h + 1s);
        CPPUNIT_ASSERT(run_all(janitor()) >= 3);
        for (const std::string& value : {seeker.public_id, seeker.token_hash, client_id, body}) {
            CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, traces(value));
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0},
                             chats() + count("SELECT COUNT(*) FROM messages") + count("SELECT COUNT(*) FROM seeker_sessions"));
        CPPUNIT_ASSERT_EQUAL("unknown"s, session_of(seeker));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, look(waiting()).number.value());
    }

    void one_run_takes_a_forgotten_chat_to_nothing() {
        const Seeker seeker = running();
        CPPUNIT_ASSERT(send(seeker, Role::seeker));
        age(seeker, "accepted_at", 51h + 1s);  // no janitor for more than two days
        run_all(janitor());
        CPPUNIT_ASSERT_EQUAL("no row"s, state_of(seeker));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, traces(seeker.public_id) + traces(seeker.token_hash));
    }

    void an_unwritten_chat_stays_a_minute_so_that_pages_learn_of_it() {
        const Seeker seeker = erased();
        run_all(janitor());
        CPPUNIT_ASSERT_EQUAL("erased"s, state_of(seeker));
        age(seeker, "moved_at", 61s);
        run_all(janitor());
        CPPUNIT_ASSERT_EQUAL("no row"s, state_of(seeker));
        CPPUNIT_ASSERT_EQUAL("seeker"s, session_of(seeker));  // the page can still say why
    }

    void a_withdrawn_request_leaves_its_reason_for_a_day() {
        const Seeker seeker = withdrawn();
        age(seeker, "moved_at", 61s);
        run_all(janitor());
        CPPUNIT_ASSERT_EQUAL("no row"s, state_of(seeker));
        CPPUNIT_ASSERT_EQUAL("seeker"s, session_of(seeker));
        change("UPDATE seeker_sessions SET ended_at = ended_at - INTERVAL 24 HOUR - INTERVAL 1 SECOND");
        run_all(janitor());
        CPPUNIT_ASSERT_EQUAL("unknown"s, session_of(seeker));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, traces(seeker.token_hash));
    }

    void touches_nothing_that_is_alive() {
        const Seeker one = waiting();
        const Seeker two = running();
        const Seeker three = ended();
        age(two, "accepted_at", 180min - 30s);
        age(three, "ended_at", 48h - 30s);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, run_all(janitor()));
        CPPUNIT_ASSERT_EQUAL("waiting running ended"s, state_of(one) + " " + state_of(two) + " " + state_of(three));
    }

    // Fills the queue by SQL: one row each in chats and seeker_sessions.
    void make_chats(int many, const std::string& columns, const std::string& values) {
        change("INSERT INTO chats (public_id, topic_id, name_number, " + columns + ") SELECT UNHEX(MD5(seq)), ?, seq, " + values +
                   " FROM seq_1_to_" + std::to_string(many),
               {topic_});
        change(
            "INSERT INTO seeker_sessions (token_hash, enqueue_hash, chat_id) SELECT UNHEX(SHA2(id, 256)), UNHEX(SHA2(id, 256)), id FROM "
            "chats");
    }

    void works_in_small_batches() {
        make_chats(450, "place_until", "NOW(3) - INTERVAL 1 SECOND");
        CPPUNIT_ASSERT_EQUAL(chat::kBatch, chat::withdraw_absent(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{250}, count("SELECT COUNT(*) FROM chats WHERE state = 'waiting'"));
        CPPUNIT_ASSERT_EQUAL(chat::kBatch, chat::withdraw_absent(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{50}, chat::withdraw_absent(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{450}, count("SELECT COUNT(*) FROM free_names"));
        change("UPDATE chats SET moved_at = NOW(3) - INTERVAL 61 SECOND");
        CPPUNIT_ASSERT_EQUAL(chat::kBatch, chat::remove_erased_chats(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{250}, chats());
    }

    void removes_many_messages_in_batches() {
        const Seeker seeker = ended();
        change(
            "INSERT INTO messages (chat_id, seq, sender, client_id, body) SELECT ?, 100 + seq, 'seeker', UNHEX(MD5(seq)), 'x' FROM "
            "seq_1_to_2500",
            {seeker.chat_id});
        age(seeker, "ended_at", 48h + 1s);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::erase_unreadable(janitor()));
        CPPUNIT_ASSERT_EQUAL(chat::kMessageBatch, chat::remove_messages_of_erased(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::remove_erased_chats(janitor()));  // not before its messages
        run_all(janitor());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chats() + count("SELECT COUNT(*) FROM messages"));
    }

    void two_at_once_do_no_harm() {
        make_chats(120, "state, counselor_id, accepted_at, place_until",
                   "ELT(1 + seq % 3, 'waiting', 'running', 'accepted'), IF(seq % 3 = 0, NULL, " + std::to_string(anna_) +
                       "), IF(seq % 3 = 0, NULL, NOW(3) - INTERVAL 52 HOUR), NOW(3) - INTERVAL 1 SECOND");
        change(
            "INSERT INTO messages (chat_id, seq, sender, client_id, body) SELECT id, 1, 'seeker', public_id, 'x' FROM chats WHERE state = "
            "'running'");
        std::array<Counts, 3> runs{};
        at_once(
            3, [&](db::Connection& db, int i) { runs[static_cast<std::size_t>(i)] = count_all(db); }, User::janitor);
        const auto sum = [&](std::size_t step) { return runs[0][step] + runs[1][step] + runs[2][step]; };
        CPPUNIT_ASSERT_EQUAL(std::int64_t{80}, sum(0));  // each counted by one of them
        CPPUNIT_ASSERT_EQUAL(std::int64_t{40}, sum(1));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{80}, sum(2));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{40}, sum(5));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{80}, sum(6));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{120}, count("SELECT COUNT(*) FROM free_names"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{40}, chats());  // the withdrawn, for a minute
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM messages"));
    }

    void marks_the_silent_as_gone() {
        const Seeker silent = waiting();
        const Seeker heard = running();
        age(silent, "seeker_present_at", 101s);
        change("UPDATE counselors SET present = TRUE, present_at = NOW(3) - INTERVAL 101 SECOND");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, chat::mark_silent_as_gone(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::mark_silent_as_gone(janitor()));
        CPPUNIT_ASSERT(!look(silent).seeker_present && look(heard).seeker_present);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM counselors WHERE present"));
    }

    void ends_idle_sessions_and_removes_dead_ones() {
        const std::string idle = random_bytes(32);
        const std::string awake = random_bytes(32);
        start_session(anna_, idle);
        start_session(anna_, awake);
        change("UPDATE counselor_sessions SET acted_at = NOW(3) - INTERVAL 8 HOUR - INTERVAL 1 SECOND WHERE token_hash = ?", {idle});
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::end_idle_sessions(janitor()));
        CPPUNIT_ASSERT(chat::find_counselor_session(worker(), idle)->ended_reason == "idle");
        CPPUNIT_ASSERT(!chat::find_counselor_session(worker(), awake)->ended_reason);
        change("UPDATE counselor_sessions SET ended_at = ended_at - INTERVAL 24 HOUR + INTERVAL 30 SECOND WHERE token_hash = ?", {idle});
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::remove_dead_sessions(janitor()));
        change("UPDATE counselor_sessions SET ended_at = ended_at - INTERVAL 31 SECOND WHERE token_hash = ?", {idle});
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::remove_dead_sessions(janitor()));
        CPPUNIT_ASSERT(!chat::find_counselor_session(worker(), idle) && chat::find_counselor_session(worker(), awake));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JanitorTest);

}  // namespace
}  // namespace caritas::tests
