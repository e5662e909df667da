// The queue of a topic has a bound, exact whoever comes at once; at the bound silent places make room for people who are there.
#include "chat/presence_store.h"
#include "core/secret.h"
#include "store/bench.h"

#include <atomic>

namespace caritas::tests {
namespace {

using chat::EnqueueOutcome;

class FullQueueTest : public StoreBench {
    CPPUNIT_TEST_SUITE(FullQueueTest);
    CPPUNIT_TEST(takes_so_many_and_no_more);
    CPPUNIT_TEST(is_exact_when_many_come_at_once);
    CPPUNIT_TEST(a_repeat_finds_its_place_in_a_full_queue);
    CPPUNIT_TEST(the_longest_silent_makes_room);
    CPPUNIT_TEST(who_left_a_moment_ago_keeps_the_place);
    CPPUNIT_TEST(a_place_that_somebody_is_changing_is_left_alone);
    CPPUNIT_TEST_SUITE_END();

    static constexpr std::int64_t kMost = 3;

    static chat::Enqueued join(db::Connection& db, chat::Id topic, std::string_view client = {}) {
        const std::string enqueue_hash = client.empty() ? random_bytes(32) : std::string(client);
        return chat::enqueue(db, {topic, enqueue_hash, random_bytes(32), kSeekerKey, std::chrono::minutes(30), kMost});
    }
    EnqueueOutcome join() { return join(worker(), topic_).outcome; }
    void silence(const Seeker& seeker, int seconds) { age(seeker, "seeker_present_at", std::chrono::seconds(seconds)); }
    std::int64_t waiting_now() { return count("SELECT COUNT(*) FROM chats WHERE state = 'waiting'"); }

    void takes_so_many_and_no_more() {
        const chat::Id other = add_topic("other");
        for (int i = 0; i < kMost; ++i) CPPUNIT_ASSERT(join() == EnqueueOutcome::joined);
        const std::int64_t seq = count("SELECT CAST(queue_seq AS SIGNED) FROM topics WHERE id = ?", {topic_});
        CPPUNIT_ASSERT(join() == EnqueueOutcome::full);
        CPPUNIT_ASSERT_EQUAL(kMost, count("SELECT COUNT(*) FROM seeker_sessions"));
        CPPUNIT_ASSERT_EQUAL(seq, count("SELECT CAST(queue_seq AS SIGNED) FROM topics WHERE id = ?", {topic_}));
        CPPUNIT_ASSERT(join(worker(), other).outcome == EnqueueOutcome::joined);
        change("UPDATE chats SET place_until = NOW(3) WHERE topic_id = ? ORDER BY id LIMIT 1", {topic_});
        CPPUNIT_ASSERT(join() == EnqueueOutcome::joined);
    }

    void is_exact_when_many_come_at_once() {
        std::atomic<int> joined{0};
        at_once(8, [&](db::Connection& db, int) {
            for (int i = 0; i < 3; ++i) joined += join(db, topic_).outcome == EnqueueOutcome::joined ? 1 : 0;
        });
        CPPUNIT_ASSERT(joined == kMost && waiting_now() == kMost);
    }

    void a_repeat_finds_its_place_in_a_full_queue() {
        const std::string client = random_bytes(32);
        CPPUNIT_ASSERT(join(worker(), topic_, client).outcome == EnqueueOutcome::joined);
        for (int i = 1; i < kMost; ++i) CPPUNIT_ASSERT(join() == EnqueueOutcome::joined);
        CPPUNIT_ASSERT(join() == EnqueueOutcome::full);
        CPPUNIT_ASSERT(join(worker(), topic_, client).outcome == EnqueueOutcome::repeated);
    }

    void the_longest_silent_makes_room() {
        const Seeker there = waiting();
        const Seeker silent = waiting();
        const Seeker longest = waiting();
        silence(silent, 101);
        silence(longest, 102);
        const auto enqueued = join(worker(), topic_);
        CPPUNIT_ASSERT(enqueued.outcome == EnqueueOutcome::joined && enqueued.moves.size() > 1);
        CPPUNIT_ASSERT_EQUAL("absent alive alive"s, session_of(longest) + " " + session_of(silent) + " " + session_of(there));
        CPPUNIT_ASSERT(join() == EnqueueOutcome::joined && join() == EnqueueOutcome::full);
        CPPUNIT_ASSERT_EQUAL("absent alive"s, session_of(silent) + " " + session_of(there));
    }

    void who_left_a_moment_ago_keeps_the_place() {
        const Seeker left = waiting();
        for (int i = 1; i < kMost; ++i) waiting();
        chat::seeker_left(worker(), left.chat_id, std::chrono::seconds(120));
        CPPUNIT_ASSERT(join() == EnqueueOutcome::full);
    }

    // Nobody waits in a circle: that transaction may want the topic next.
    void a_place_that_somebody_is_changing_is_left_alone() {
        const Seeker silent = waiting();
        for (int i = 1; i < kMost; ++i) waiting();
        silence(silent, 101);
        owner().begin();
        owner().select("SELECT id FROM chats WHERE id = ? FOR UPDATE", {silent.chat_id});
        CPPUNIT_ASSERT(join() == EnqueueOutcome::full);
        owner().rollback();
        CPPUNIT_ASSERT(join() == EnqueueOutcome::joined);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FullQueueTest);

}  // namespace
}  // namespace caritas::tests
