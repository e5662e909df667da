// The parking lot: who is woken, who expires, who is gone, who is turned away.
#include "unit/lot_bench.h"

namespace caritas::tests {
namespace {

using live::ParkingLot;
using live::Reason;
using namespace std::chrono_literals;

class LotTest : public LotBench {
    CPPUNIT_TEST_SUITE(LotTest);
    CPPUNIT_TEST(wakes_whose_stream_moved_and_nobody_else);
    CPPUNIT_TEST(wakes_everybody_who_watches_a_stream);
    CPPUNIT_TEST(wakes_once_for_two_moves);
    CPPUNIT_TEST(a_move_told_twice_wakes_nobody);
    CPPUNIT_TEST(a_move_between_look_and_park_wakes_at_once);
    CPPUNIT_TEST(a_move_that_the_look_saw_wakes_nobody);
    CPPUNIT_TEST(forgets_old_moves_on_the_safe_side);
    CPPUNIT_TEST(tells_which_streams_are_further);
    CPPUNIT_TEST(gives_the_waiters_of_one_stream_to_who_has_news_at_hand);
    CPPUNIT_TEST(leaves_at_the_deadline_earliest_first);
    CPPUNIT_TEST(notices_that_a_browser_is_gone);
    CPPUNIT_TEST(does_not_take_bytes_for_a_going_away);
    CPPUNIT_TEST(turns_away_when_it_is_full);
    CPPUNIT_TEST(sends_everybody_away_when_it_closes);
    CPPUNIT_TEST(turns_away_once_it_is_closed);
    CPPUNIT_TEST_SUITE_END();

    // Destroyed before the leavers, which it calls.
    ParkingLot lot_{3, into(leavers_)};

    void wakes_whose_stream_moved_and_nobody_else() {
        const auto first = park(lot_, 1, {{kChat, 0}}, lot_.generation());
        const auto second = park(lot_, 2, {{kQueue, 0}}, lot_.generation());
        lot_.wake({{kChat, 5}});
        const Left left = leavers_.next();
        CPPUNIT_ASSERT_EQUAL(1, left.request_id);
        CPPUNIT_ASSERT(left.reason == Reason::moved && left.connection);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lot_.parked());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, leavers_.count());
    }

    void wakes_everybody_who_watches_a_stream() {
        const auto first = park(lot_, 1, {{kChat, 0}, {kQueue, 0}}, lot_.generation());
        const auto second = park(lot_, 2, {{kQueue, 0}}, lot_.generation());
        lot_.wake({{kQueue, 1}});
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, leavers_.count());
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, lot_.parked());
    }

    void wakes_once_for_two_moves() {
        const auto first = park(lot_, 1, {{kChat, 0}, {kQueue, 0}}, lot_.generation());
        lot_.wake({{kChat, 1}, {kQueue, 1}, {kChat, 2}});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, leavers_.count());
    }

    void a_move_told_twice_wakes_nobody() {
        lot_.wake({{kChat, 5}});
        const auto first = park(lot_, 1, {{kChat, 5}}, lot_.generation());
        lot_.wake({{kChat, 5}});
        lot_.wake({{kChat, 4}});
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, leavers_.count());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lot_.parked());
        lot_.wake({{kChat, 6}});
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, leavers_.count());
    }

    void a_move_between_look_and_park_wakes_at_once() {
        const std::uint64_t looked_at = lot_.generation();
        lot_.wake({{kChat, 5}});
        const auto first = park(lot_, 1, {{kQueue, 0}, {kChat, 4}}, looked_at);
        CPPUNIT_ASSERT(!refused_);
        CPPUNIT_ASSERT(leavers_.next().reason == Reason::moved);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, lot_.parked());
    }

    void a_move_that_the_look_saw_wakes_nobody() {
        const std::uint64_t looked_at = lot_.generation();
        lot_.wake({{kChat, 5}, {kQueue, 1}});
        const auto first = park(lot_, 1, {{kChat, 5}}, looked_at);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lot_.parked());
    }

    // The memory of moves is bounded; whoever looked before it was emptied looks again rather than waits in vain.
    void forgets_old_moves_on_the_safe_side() {
        const std::uint64_t looked_at = lot_.generation();
        lot_.wake({{kChat, 5}});
        chat::Moves many;
        for (std::uint64_t id = 1; id <= 65'536; ++id) many.push_back({{chat::StreamKind::inbox, id}, 1});
        lot_.wake(many);
        const auto first = park(lot_, 1, {{kChat, 0}}, looked_at);
        CPPUNIT_ASSERT(leavers_.next().reason == Reason::moved);
        const auto second = park(lot_, 2, {{kChat, 0}}, lot_.generation());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lot_.parked());
        CPPUNIT_ASSERT(!lot_.newer({{kChat, 0}}, looked_at) && lot_.newer({{kChat, 0}}, lot_.generation()));
    }

    void tells_which_streams_are_further() {
        lot_.wake({{kChat, 5}, {kQueue, 7}});
        const auto newer = lot_.newer({{kChat, 5}, {kQueue, 6}}, lot_.generation());
        CPPUNIT_ASSERT(newer && newer->size() == 1);
        CPPUNIT_ASSERT(newer->front().stream == kQueue && newer->front().seq == 7);
    }

    void gives_the_waiters_of_one_stream_to_who_has_news_at_hand() {
        const auto first = park(lot_, 1, {{kChat, 0}, {kQueue, 0}}, lot_.generation());
        const auto second = park(lot_, 2, {{kQueue, 0}}, lot_.generation());
        const auto taken = lot_.take({kChat, 1});
        CPPUNIT_ASSERT(taken.size() == 1 && taken.front().request_id == 1 && taken.front().connection);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, leavers_.count());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lot_.parked());
        CPPUNIT_ASSERT(lot_.take({kQueue, 0}).empty() && lot_.take({kChat, 1}).empty());
        // Taken, it is out of every index.
        lot_.wake({{kQueue, 1}});
        CPPUNIT_ASSERT_EQUAL(2, leavers_.next().request_id);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, leavers_.count());
    }

    void leaves_at_the_deadline_earliest_first() {
        const Tick now = std::chrono::steady_clock::now();
        const auto late = park(lot_, 1, {{kChat, 0}}, lot_.generation(), now + 60ms);
        const auto early = park(lot_, 2, {{kChat, 0}}, lot_.generation(), now + 20ms);
        const auto patient = park(lot_, 3, {{kChat, 0}}, lot_.generation());
        const Left first = leavers_.next();
        CPPUNIT_ASSERT_EQUAL(2, first.request_id);
        CPPUNIT_ASSERT(first.reason == Reason::expired);
        CPPUNIT_ASSERT(std::chrono::steady_clock::now() >= now + 20ms);
        CPPUNIT_ASSERT_EQUAL(1, leavers_.next().request_id);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lot_.parked());
    }

    void notices_that_a_browser_is_gone() {
        auto gone = park(lot_, 1, {{kChat, 0}}, lot_.generation());
        const auto stays = park(lot_, 2, {{kChat, 0}}, lot_.generation());
        gone.reset();
        const Left left = leavers_.next();
        CPPUNIT_ASSERT_EQUAL(1, left.request_id);
        CPPUNIT_ASSERT(left.reason == Reason::gone);
        lot_.wake({{kChat, 1}});
        CPPUNIT_ASSERT_EQUAL(2, leavers_.next().request_id);
    }

    void does_not_take_bytes_for_a_going_away() {
        const auto talks = park(lot_, 1, {{kChat, 0}}, lot_.generation());
        CPPUNIT_ASSERT_EQUAL(ssize_t{3}, ::write(talks.get(), "abc", 3));
        // Noticed after the bytes, since the lot's thread takes both from one epoll.
        auto gone = park(lot_, 2, {{kQueue, 0}}, lot_.generation());
        gone.reset();
        CPPUNIT_ASSERT_EQUAL(2, leavers_.next().request_id);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lot_.parked());
    }

    void turns_away_when_it_is_full() {
        const std::uint64_t now = lot_.generation();
        const auto first = park(lot_, 1, {{kChat, 0}}, now);
        const auto second = park(lot_, 2, {{kChat, 0}}, now);
        const auto third = park(lot_, 3, {{kChat, 0}}, now);
        CPPUNIT_ASSERT(!refused_);
        const auto fourth = park(lot_, 4, {{kChat, 0}}, now);
        CPPUNIT_ASSERT(refused_ && refused_->request_id == 4 && refused_->connection);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, lot_.parked());
        lot_.wake({{kChat, 1}});
        const auto fifth = park(lot_, 5, {{kChat, 0}}, lot_.generation());
        CPPUNIT_ASSERT(!refused_);
    }

    void sends_everybody_away_when_it_closes() {
        const auto first = park(lot_, 1, {{kChat, 0}}, lot_.generation());
        const auto second = park(lot_, 2, {{kQueue, 0}}, lot_.generation());
        lot_.close();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, leavers_.count());
        CPPUNIT_ASSERT(leavers_.next().reason == Reason::closing && leavers_.next().reason == Reason::closing);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, lot_.parked());
    }

    void turns_away_once_it_is_closed() {
        lot_.close();
        const auto first = park(lot_, 1, {{kChat, 0}}, lot_.generation());
        CPPUNIT_ASSERT(refused_ && refused_->request_id == 1);
        lot_.close();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LotTest);

}  // namespace
}  // namespace caritas::tests
