// 180 minutes and 48 hours by the database's clock: rows are aged by SQL, no janitor runs, and every call behaves as expired.
#include "admin/admin_store.h"
#include "chat/presence_store.h"
#include "store/bench.h"

namespace caritas::tests {
namespace {

using chat::EndedBy;
using chat::Role;
using chat::State;
using namespace std::chrono_literals;

class WindowsStoreTest : public StoreBench {
    CPPUNIT_TEST_SUITE(WindowsStoreTest);
    CPPUNIT_TEST(a_chat_is_open_just_before_180_minutes);
    CPPUNIT_TEST(a_chat_is_over_one_second_after_180_minutes);
    CPPUNIT_TEST(nobody_can_begin_after_180_minutes);
    CPPUNIT_TEST(a_chat_past_its_window_is_not_ended_by_anybody_else);
    CPPUNIT_TEST(a_history_is_readable_just_before_48_hours);
    CPPUNIT_TEST(a_history_is_gone_one_second_after_48_hours);
    CPPUNIT_TEST(a_chat_that_nobody_ended_is_gone_after_51_hours);
    CPPUNIT_TEST(a_place_is_kept_for_its_time);
    CPPUNIT_TEST(a_place_that_ran_out_counts_no_more);
    CPPUNIT_TEST(reads_the_times_of_the_database);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::chrono::seconds kBefore = 180min - 30s;
    static constexpr std::chrono::seconds kAfter = 180min + 1s;

    std::optional<chat::CounselorChat> annas(const Seeker& seeker) { return chat::chat_of_counselor(worker(), anna_, seeker.chat_id); }

    void a_chat_is_open_just_before_180_minutes() {
        const Seeker seeker = running();
        age(seeker, "accepted_at", kBefore);
        CPPUNIT_ASSERT(send(seeker, Role::seeker) && send(seeker, Role::counselor));
        CPPUNIT_ASSERT_EQUAL("alive"s, session_of(seeker));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, chat::active_chats(worker(), anna_).size());
        CPPUNIT_ASSERT(chat::end_by_counselor(worker(), seeker.chat_id, anna_));
    }

    void a_chat_is_over_one_second_after_180_minutes() {
        const Seeker seeker = running();
        CPPUNIT_ASSERT(send(seeker, Role::seeker));
        age(seeker, "accepted_at", kAfter);
        CPPUNIT_ASSERT(!send(seeker, Role::seeker) && !send(seeker, Role::counselor));
        CPPUNIT_ASSERT_EQUAL("window"s, session_of(seeker));
        CPPUNIT_ASSERT(annas(seeker)->chat.state == State::ended && annas(seeker)->chat.ended_by == EndedBy::window);
        CPPUNIT_ASSERT(annas(seeker)->chat.ended_at == *annas(seeker)->chat.accepted_at + 180min);
        CPPUNIT_ASSERT(chat::active_chats(worker(), anna_).empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, chat::chats_of_counselor(worker(), anna_).size());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, admin::list_topics(admin())[0].running);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM chats WHERE state = 'running'"));  // no janitor was here
    }

    void nobody_can_begin_after_180_minutes() {
        const Seeker seeker = accepted();
        age(seeker, "accepted_at", kAfter);
        CPPUNIT_ASSERT(!chat::begin(worker(), seeker.chat_id));
        CPPUNIT_ASSERT(look(seeker).state == State::ended);
    }

    void a_chat_past_its_window_is_not_ended_by_anybody_else() {
        const Seeker unwritten = accepted();
        const Seeker seeker = running();
        age(unwritten, "accepted_at", kAfter);
        age(seeker, "accepted_at", kAfter);
        for (const Seeker& each : {unwritten, seeker}) {
            CPPUNIT_ASSERT(!chat::end_by_seeker(worker(), each.chat_id, true, "seeker"));
            CPPUNIT_ASSERT(!chat::end_by_counselor(worker(), each.chat_id, anna_));
            admin::disable_counselor(admin(), "anna");
            CPPUNIT_ASSERT(look(each).ended_by == EndedBy::window && !look(each).quick_exit);
            CPPUNIT_ASSERT_EQUAL("window"s, session_of(each));
        }
    }

    void a_history_is_readable_just_before_48_hours() {
        const Seeker seeker = ended();
        age(seeker, "ended_at", 48h - 30s);
        CPPUNIT_ASSERT(annas(seeker)->chat.state == State::ended);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, chat::chats_of_counselor(worker(), anna_).size());
    }

    void a_history_is_gone_one_second_after_48_hours() {
        const Seeker seeker = ended();
        age(seeker, "ended_at", 48h + 1s);
        CPPUNIT_ASSERT(chat::chats_of_counselor(worker(), anna_).empty());
        CPPUNIT_ASSERT(annas(seeker)->chat.state == State::erased);
        CPPUNIT_ASSERT(chat::chat_of_counselor(worker(), anna_, seeker.public_id)->chat.state == State::erased);
        CPPUNIT_ASSERT(!send(seeker, Role::counselor));
    }

    void a_chat_that_nobody_ended_is_gone_after_51_hours() {
        const Seeker seeker = running();
        age(seeker, "accepted_at", 51h - 30s);
        CPPUNIT_ASSERT(annas(seeker)->chat.state == State::ended);
        age(seeker, "accepted_at", 31s);
        CPPUNIT_ASSERT(annas(seeker)->chat.state == State::erased);
        CPPUNIT_ASSERT(chat::chats_of_counselor(worker(), anna_).empty());
    }

    void a_place_is_kept_for_its_time() {
        const Seeker seeker = waiting();
        age(seeker, "place_until", 29min + 30s);
        CPPUNIT_ASSERT_EQUAL("alive"s, session_of(seeker));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, chat::requests_for(worker(), anna_).size());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, admin::list_topics(admin())[0].waiting);
    }

    void a_place_that_ran_out_counts_no_more() {
        const Seeker gone = waiting();
        const Seeker next = waiting();
        age(gone, "place_until", 30min + 1s);
        CPPUNIT_ASSERT(look(gone).state == State::withdrawn);
        CPPUNIT_ASSERT_EQUAL("absent"s, session_of(gone));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::position(worker(), topic_, next.chat_id));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, chat::requests_for(worker(), anna_).size());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, admin::list_topics(admin())[0].waiting);
    }

    // To the millisecond, and in UTC, whatever the server's own time zone is.
    void reads_the_times_of_the_database() {
        const Seeker seeker = running();
        change("UPDATE chats SET accepted_at = '2001-09-09 01:46:40.123' WHERE id = ?", {seeker.chat_id});
        CPPUNIT_ASSERT(look(seeker).accepted_at == Time(Millis(1'000'000'000'123)));
        CPPUNIT_ASSERT(look(seeker).now - look(seeker).enqueued_at < 1h);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WindowsStoreTest);

}  // namespace
}  // namespace caritas::tests
