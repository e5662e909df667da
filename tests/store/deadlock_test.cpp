// What a deadlock rolls back is run again, also where a change of state is a single statement: nobody is told to try later.
#include "store/bench.h"

#include <thread>

namespace caritas::tests {
namespace {

class DeadlockTest : public StoreBench {
    CPPUNIT_TEST_SUITE(DeadlockTest);
    CPPUNIT_TEST(a_seeker_begins_though_a_deadlock_took_the_first_try);
    CPPUNIT_TEST(who_waits_for_a_row_too_long_is_told_at_once);
    CPPUNIT_TEST_SUITE_END();

    void wait_until_somebody_waits() {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (count("SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS "
                     "WHERE VARIABLE_NAME = 'INNODB_ROW_LOCK_CURRENT_WAITS'") == 0) {
            CPPUNIT_ASSERT_MESSAGE("nobody waits for a lock", std::chrono::steady_clock::now() < end);
            std::this_thread::yield();
        }
    }

    // "Jetzt chatten" changes the state, which stands in an index of the topic's foreign key: it holds the chat and wants the topic.
    // Whoever holds the topic and wants the chat closes the circle, and MariaDB ends the one that has written less.
    void a_seeker_begins_though_a_deadlock_took_the_first_try() {
        const Seeker seeker = accepted();
        owner().begin();
        owner().change("INSERT INTO free_names (number) SELECT seq FROM seq_1000_to_1500");
        owner().select("SELECT id FROM topics WHERE id = ? FOR UPDATE", {topic_});
        std::optional<chat::Move> begun;
        std::string trouble;
        std::thread page([&] {
            try {
                begun = chat::begin(worker(), seeker.chat_id);
            } catch (const db::Error& error) {
                trouble = error.what();
            }
        });
        wait_until_somebody_waits();
        owner().select("SELECT id FROM chats WHERE id = ? FOR UPDATE", {seeker.chat_id});
        owner().rollback();
        page.join();
        CPPUNIT_ASSERT_EQUAL(""s, trouble);
        CPPUNIT_ASSERT(begun && look(seeker).state == chat::State::running);
    }

    // Not five times as long: a thread of the worker stands still meanwhile.
    void who_waits_for_a_row_too_long_is_told_at_once() {
        const Seeker seeker = running();
        worker().change("SET SESSION innodb_lock_wait_timeout = 0");
        owner().begin();
        owner().select("SELECT id FROM chats WHERE id = ? FOR UPDATE", {seeker.chat_id});
        CPPUNIT_ASSERT_THROW(chat::end_by_counselor(worker(), seeker.chat_id, anna_), db::Locked);
        CPPUNIT_ASSERT_THROW(send(seeker, chat::Role::seeker), db::Locked);
        owner().rollback();
        CPPUNIT_ASSERT(send(seeker, chat::Role::seeker));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DeadlockTest);

}  // namespace
}  // namespace caritas::tests
