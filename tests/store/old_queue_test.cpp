// A queue that did not move may have been read long ago: what time alone changes in it must not be taken from that reading.
#include "chat/presence_store.h"
#include "core/secret.h"
#include "store/bench.h"
#include "unit/poll_bench.h"
#include "web/news.h"

namespace caritas::tests {
namespace {

using namespace std::chrono_literals;

class OldQueueTest : public StoreBench {
    CPPUNIT_TEST_SUITE(OldQueueTest);
    CPPUNIT_TEST(who_renewed_the_place_stays_in_the_list_when_another_queue_moves);
    CPPUNIT_TEST_SUITE_END();

    // A sign of life renews the place without a move of the queue.
    void who_renewed_the_place_stays_in_the_list_when_another_queue_moves() {
        const DatabaseConfig& database = config_of(User::worker).database;
        db::Pool pool(database, read_password(database), 1);
        web::QueueBoard board(pool);
        const chat::Id other = add_topic("other");
        const Seeker patient = waiting();
        const chat::Moves queues{{{chat::StreamKind::queue, topic_}, 1}, {{chat::StreamKind::queue, other}, 0}};
        live::Waiter waiter = make_waiter({chat::StreamKind::inbox, anna_}, queues);
        age(patient, "place_until", 29min);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, board.at_least(topic_, 1, look(patient).now)->requests.size());
        CPPUNIT_ASSERT(chat::seeker_seen(worker(), look(patient), true, 30min).empty());
        waiting(other);
        const Time later = look(patient).now + 5min;
        const auto news = web::queue_news(waiter, board, {{{chat::StreamKind::queue, other}, 1}}, later);
        CPPUNIT_ASSERT(news.answer.has_value());
        const Json::Value& requests = news.answer->body["requests"];
        CPPUNIT_ASSERT_EQUAL_MESSAGE("who waits, by the old reading", 2U, requests.size());
        CPPUNIT_ASSERT_EQUAL(to_hex(patient.public_id), requests[0]["id"].asString());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(OldQueueTest);

}  // namespace
}  // namespace caritas::tests
