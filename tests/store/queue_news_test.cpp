// News of the queue, read once for all: whose view changed is answered, whose view is as it was waits on, and nobody is told an old queue.
#include "admin/admin_store.h"
#include "chat/counselor_store.h"
#include "chat/presence_store.h"
#include "core/secret.h"
#include "store/bench.h"
#include "unit/poll_bench.h"
#include "web/news.h"

namespace caritas::tests {
namespace {

using namespace std::chrono_literals;

constexpr Time kNow{std::chrono::hours(1)};

class QueueNewsTest : public StoreBench {
    CPPUNIT_TEST_SUITE(QueueNewsTest);
    CPPUNIT_TEST(reads_who_waits_with_the_sequence_of_the_queue);
    CPPUNIT_TEST(reads_whether_a_counselor_is_there);
    CPPUNIT_TEST(reads_an_empty_queue_and_no_topic);
    CPPUNIT_TEST(a_view_that_did_not_change_is_no_answer);
    CPPUNIT_TEST(a_new_place_is_told);
    CPPUNIT_TEST(who_went_away_is_not_counted_before_the_others);
    CPPUNIT_TEST(a_topic_that_closes_is_told);
    CPPUNIT_TEST(a_counselor_who_comes_is_told);
    CPPUNIT_TEST(whose_view_is_not_known_looks_anew);
    CPPUNIT_TEST(who_waits_no_more_looks_anew);
    CPPUNIT_TEST(any_other_move_is_looked_at_anew);
    CPPUNIT_TEST(a_counselor_gets_the_list_of_all_topics_oldest_first);
    CPPUNIT_TEST(a_counselor_is_told_who_went_away);
    CPPUNIT_TEST(a_move_that_is_newer_than_the_reading_is_read);
    CPPUNIT_TEST(what_was_read_already_is_not_read_again);
    CPPUNIT_TEST(an_old_reading_is_read_again);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override {
        StoreBench::setUp();
        const DatabaseConfig& database = config_of(User::worker).database;
        pool_ = std::make_unique<db::Pool>(database, read_password(database), 1);
        board_ = std::make_unique<web::QueueBoard>(*pool_);
    }
    void tearDown() override {
        board_.reset();
        pool_.reset();
        StoreBench::tearDown();
    }

private:
    chat::Stream queue(chat::Id topic = 0) const { return {chat::StreamKind::queue, topic == 0 ? topic_ : topic}; }
    std::uint64_t queue_seq(chat::Id topic = 0) {
        return static_cast<std::uint64_t>(count("SELECT queue_seq FROM topics WHERE id = ?", {queue(topic).id}));
    }
    chat::Moves moved(chat::Id topic = 0) { return {{queue(topic), queue_seq(topic)}}; }

    // A poll of this seeker that was told how the queue looks now.
    live::Waiter waiter_of(const Seeker& seeker) {
        const chat::Chat chat = look(seeker);
        live::Waiter waiter = make_waiter({chat::StreamKind::chat, chat.id}, {{{chat::StreamKind::chat, chat.id}, chat.last_seq}});
        waiter.seen.push_back({queue(), queue_seq()});
        web::poll_of(waiter).queue =
            web::QueueView{chat::position(worker(), topic_, chat.id), chat.topic.open, chat::counselors_online(worker(), topic_)};
        return waiter;
    }
    live::Waiter waiter_of_anna(std::initializer_list<chat::Id> topics) {
        const chat::Stream inbox{chat::StreamKind::inbox, anna_};
        live::Waiter waiter = make_waiter(inbox, {{inbox, 1}});
        for (const chat::Id topic : topics) waiter.seen.push_back({queue(topic), queue_seq(topic)});
        return waiter;
    }
    Time now() { return look(clock_).now; }
    web::QueueNews news(live::Waiter& waiter, const chat::Moves& newer) { return web::queue_news(waiter, *board_, newer, now()); }
    web::QueueNews news(live::Waiter& waiter) { return news(waiter, moved()); }

    // The answer is the queue as this seeker sees it, and nothing else.
    void expect_view(const web::QueueNews& news, int position, bool open, bool online) {
        CPPUNIT_ASSERT(news.known && news.answer);
        CPPUNIT_ASSERT(news.answer->body.getMemberNames() == std::vector<std::string>({"queue"}));
        const Json::Value& view = news.answer->body["queue"];
        CPPUNIT_ASSERT_EQUAL(position, view["position"].asInt());
        CPPUNIT_ASSERT(view["topicOpen"] == open && view["counselorsOnline"] == online);
    }
    static std::string ids(const Json::Value& requests) {
        std::string all;
        for (const Json::Value& request : requests) all += request["id"].asString() + (request["away"].asBool() ? " away " : " ");
        return all;
    }
    void anna_comes() {
        const std::string token_hash = random_bytes(32);
        start_session(anna_, token_hash);
        CPPUNIT_ASSERT(!chat::counselor_seen(worker(), chat::find_counselor_session(worker(), token_hash)->counselor).empty());
    }
    void withdraw(const Seeker& seeker) { CPPUNIT_ASSERT(chat::withdraw(worker(), seeker.chat_id, topic_, false, "seeker")); }

    void reads_who_waits_with_the_sequence_of_the_queue() {
        const Seeker one = waiting();
        const Seeker two = waiting();
        const Seeker gone = waiting();
        withdraw(gone);
        const Seeker late = waiting();
        age(late, "place_until", 30min + 1s);
        accepted();
        const auto queue = chat::read_queue(worker(), topic_);
        CPPUNIT_ASSERT(queue && queue->topic.slug == "topic" && queue->topic.open && queue->topic.queue_seq == queue_seq());
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, queue->requests.size());
        CPPUNIT_ASSERT(queue->requests[0].id == one.chat_id && queue->requests[0].public_id == one.public_id);
        CPPUNIT_ASSERT(queue->requests[1].id == two.chat_id && !queue->requests[1].away);
        CPPUNIT_ASSERT(queue->requests[0].place_until == look(one).place_until);
        chat::seeker_gone(worker(), two.chat_id, 0ms);
        CPPUNIT_ASSERT(chat::read_queue(worker(), topic_)->requests[1].away);
    }

    void reads_whether_a_counselor_is_there() {
        const chat::Id other = add_topic("other");
        CPPUNIT_ASSERT(!chat::read_queue(worker(), topic_)->counselors_online);
        anna_comes();
        CPPUNIT_ASSERT(chat::read_queue(worker(), topic_)->counselors_online);
        CPPUNIT_ASSERT(!chat::read_queue(worker(), other)->counselors_online);
        waiting();
        CPPUNIT_ASSERT(chat::read_queue(worker(), topic_)->counselors_online);
        change("UPDATE counselors SET present_at = NOW(3) - INTERVAL 101 SECOND");
        CPPUNIT_ASSERT(!chat::read_queue(worker(), topic_)->counselors_online);
        change("UPDATE counselors SET present_at = NOW(3), disabled = TRUE");
        CPPUNIT_ASSERT(!chat::read_queue(worker(), topic_)->counselors_online);
    }

    void reads_an_empty_queue_and_no_topic() {
        const auto queue = chat::read_queue(worker(), topic_);
        CPPUNIT_ASSERT(queue && queue->requests.empty() && queue->topic.id == topic_);
        CPPUNIT_ASSERT(!chat::read_queue(worker(), topic_ + 1'000'000));
        CPPUNIT_ASSERT(!board_->at_least(topic_ + 1'000'000, 0, kNow));
    }

    void a_view_that_did_not_change_is_no_answer() {
        clock_ = waiting();
        live::Waiter waiter = waiter_of(clock_);
        const Seeker behind = waiting();
        chat::seeker_gone(worker(), behind.chat_id, 0ms);
        const web::QueueNews behind_came = news(waiter);
        CPPUNIT_ASSERT(behind_came.known && !behind_came.answer);
        CPPUNIT_ASSERT_EQUAL(queue_seq(), waiter.seen.back().seq);
        withdraw(behind);
        CPPUNIT_ASSERT(news(waiter).known && !news(waiter).answer);
    }

    void a_new_place_is_told() {
        const Seeker first = waiting();
        const Seeker second = waiting();
        clock_ = waiting();
        live::Waiter waiter = waiter_of(clock_);
        withdraw(first);
        expect_view(news(waiter), 2, true, false);
        CPPUNIT_ASSERT_EQUAL(queue_seq(), waiter.seen.back().seq);
        CPPUNIT_ASSERT(!news(waiter).answer);
        // A place that ran out is none, though nobody wrote that down yet, and it was still kept when the queue was read.
        waiting();
        age(second, "place_until", 29min);
        expect_view(web::queue_news(waiter, *board_, moved(), now() + 2min), 1, true, false);
    }

    void who_went_away_is_not_counted_before_the_others() {
        const Seeker first = waiting();
        clock_ = waiting();
        live::Waiter waiter = waiter_of(clock_);
        chat::seeker_gone(worker(), first.chat_id, 0ms);
        expect_view(news(waiter), 1, true, false);
        chat::seeker_seen(worker(), look(first), true, 30min);
        expect_view(news(waiter), 2, true, false);
        // One who is away and asks all the same stands where they stood.
        live::Waiter of_first = waiter_of(first);
        const Seeker behind = waiting();
        chat::seeker_gone(worker(), first.chat_id, 0ms);
        CPPUNIT_ASSERT(news(of_first).known && web::poll_of(of_first).queue->position == 1);
        withdraw(behind);
    }

    void a_topic_that_closes_is_told() {
        clock_ = waiting();
        live::Waiter waiter = waiter_of(clock_);
        admin::set_topic_open(admin(), "topic", false);
        expect_view(news(waiter), 1, false, false);
    }

    void a_counselor_who_comes_is_told() {
        clock_ = waiting();
        live::Waiter waiter = waiter_of(clock_);
        anna_comes();
        expect_view(news(waiter), 1, true, true);
        chat::counselor_gone(worker(), anna_);
        expect_view(news(waiter), 1, true, false);
    }

    void whose_view_is_not_known_looks_anew() {
        clock_ = waiting();
        live::Waiter waiter = waiter_of(clock_);
        web::poll_of(waiter).queue.reset();
        waiting();
        CPPUNIT_ASSERT(!news(waiter).known);
    }

    void who_waits_no_more_looks_anew() {
        clock_ = waiting();
        live::Waiter waiter = waiter_of(clock_);
        CPPUNIT_ASSERT(accept_request(worker(), anna_, clock_.public_id).outcome == chat::AcceptOutcome::accepted);
        CPPUNIT_ASSERT(!news(waiter).known);
    }

    void any_other_move_is_looked_at_anew() {
        clock_ = waiting();
        live::Waiter waiter = waiter_of(clock_);
        live::Waiter annas = waiter_of_anna({topic_});
        waiting();
        const chat::Stream chat = waiter.seen.front().stream;
        CPPUNIT_ASSERT(!news(waiter, {}).known);
        CPPUNIT_ASSERT(!news(waiter, {{chat, 99}}).known && !news(waiter, {{chat, 99}, moved().front()}).known);
        CPPUNIT_ASSERT(!news(annas, {moved().front(), {annas.seen.front().stream, 2}}).known);
        CPPUNIT_ASSERT(news(annas).known);
    }

    void a_counselor_gets_the_list_of_all_topics_oldest_first() {
        const chat::Id other = add_topic("other");
        clock_ = waiting();
        const Seeker second = waiting(other);
        live::Waiter waiter = waiter_of_anna({topic_, other});
        const Seeker third = waiting();
        const web::QueueNews queues = news(waiter);
        CPPUNIT_ASSERT(queues.known && queues.answer);
        CPPUNIT_ASSERT(queues.answer->body.getMemberNames() == std::vector<std::string>({"requests"}));
        const Json::Value& requests = queues.answer->body["requests"];
        CPPUNIT_ASSERT_EQUAL(to_hex(clock_.public_id) + " " + to_hex(second.public_id) + " " + to_hex(third.public_id) + " ",
                             ids(requests));
        CPPUNIT_ASSERT(requests[0]["topic"]["slug"] == "topic" && requests[1]["topic"]["slug"] == "other");
        CPPUNIT_ASSERT(waiter.seen[1].seq == queue_seq() && waiter.seen[2].seq == queue_seq(other));
    }

    void a_counselor_is_told_who_went_away() {
        clock_ = waiting();
        const Seeker second = waiting();
        live::Waiter waiter = waiter_of_anna({topic_});
        chat::seeker_gone(worker(), second.chat_id, 0ms);
        CPPUNIT_ASSERT_EQUAL(to_hex(clock_.public_id) + " " + to_hex(second.public_id) + " away ",
                             ids(news(waiter).answer->body["requests"]));
        withdraw(second);
        CPPUNIT_ASSERT_EQUAL(to_hex(clock_.public_id) + " ", ids(news(waiter).answer->body["requests"]));
    }

    void a_move_that_is_newer_than_the_reading_is_read() {
        clock_ = waiting();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, board_->at_least(topic_, queue_seq(), kNow)->requests.size());
        waiting();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, board_->at_least(topic_, queue_seq(), kNow)->requests.size());
    }

    void what_was_read_already_is_not_read_again() {
        clock_ = waiting();
        const auto first = board_->at_least(topic_, queue_seq(), kNow);
        CPPUNIT_ASSERT(first == board_->at_least(topic_, queue_seq(), kNow) && first == board_->at_least(topic_, 0, kNow));
        // With no connection to read by, whoever needs nothing newer gets what there is.
        const auto only = pool_->lease();
        CPPUNIT_ASSERT(first == board_->at_least(topic_, queue_seq(), kNow));
    }

    void an_old_reading_is_read_again() {
        clock_ = waiting();
        const auto first = board_->at_least(topic_, 0, kNow);
        CPPUNIT_ASSERT(first == board_->at_least(topic_, 0, kNow + std::chrono::milliseconds(4999)));
        CPPUNIT_ASSERT(first != board_->at_least(topic_, 0, kNow + std::chrono::seconds(5)));
    }

    std::unique_ptr<db::Pool> pool_;
    std::unique_ptr<web::QueueBoard> board_;
    Seeker clock_;  ///< whoever waits first: also the test's look at the database's clock
};

CPPUNIT_TEST_SUITE_REGISTRATION(QueueNewsTest);

}  // namespace
}  // namespace caritas::tests
