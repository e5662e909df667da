// A lane: what waits is taken together up to its bound, what is too much comes back, what waits at the end is finished.
#include "unit/expect.h"
#include "web/lane.h"

#include <atomic>
#include <chrono>
#include <future>

namespace caritas::tests {
namespace {

using Lane = web::Lane<int>;

// Work that stands still until it is let go, and what it was given.
class Gate {
public:
    Lane::Work work() {
        return [this](const std::vector<int>& items) {
            std::unique_lock lock(mutex_);
            batches_.push_back(items);
            changed_.notify_all();
            changed_.wait(lock, [this] { return open_; });
        };
    }
    // Waits until so many calls have begun.
    void until_begun(std::size_t calls) {
        std::unique_lock lock(mutex_);
        CPPUNIT_ASSERT_MESSAGE("nobody works", changed_.wait_for(lock, std::chrono::seconds(20), [&] { return batches_.size() >= calls; }));
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    std::vector<std::vector<int>> batches() {
        const std::lock_guard lock(mutex_);
        return batches_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::vector<int>> batches_;
    bool open_ = false;
};

// Lets the work go at a test's end, also one that fails: the lane, made before, waits for it.
class Opened {
public:
    explicit Opened(Gate& gate) : gate_(gate) {}
    ~Opened() { gate_.open(); }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;

private:
    Gate& gate_;
};

using Batches = std::vector<std::vector<int>>;

class LaneTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LaneTest);
    CPPUNIT_TEST(takes_together_what_waits_up_to_its_bound);
    CPPUNIT_TEST(gives_back_when_it_is_full);
    CPPUNIT_TEST(finishes_what_waits_when_it_stops);
    CPPUNIT_TEST(takes_no_more_once_it_stopped);
    CPPUNIT_TEST(works_with_as_many_threads_as_it_has);
    CPPUNIT_TEST(some_go_first_and_have_room_of_their_own);
    CPPUNIT_TEST_SUITE_END();

    Gate gate_;

    void takes_together_what_waits_up_to_its_bound() {
        Lane lane({1, 10, 3}, gate_.work());
        const Opened opened(gate_);
        CPPUNIT_ASSERT(lane.is_empty());
        CPPUNIT_ASSERT(!lane.take(0));
        gate_.until_begun(1);
        CPPUNIT_ASSERT_MESSAGE("what is at work does not wait", lane.is_empty());
        for (int i = 1; i <= 4; ++i) CPPUNIT_ASSERT(!lane.take(i));
        CPPUNIT_ASSERT(!lane.is_empty());
        gate_.open();
        lane.stop();
        CPPUNIT_ASSERT(gate_.batches() == Batches({{0}, {1, 2, 3}, {4}}));
    }

    void gives_back_when_it_is_full() {
        Lane lane({1, 2, 1}, gate_.work());
        const Opened opened(gate_);
        CPPUNIT_ASSERT(!lane.take(0));
        gate_.until_begun(1);
        CPPUNIT_ASSERT(!lane.take(1) && !lane.take(2));
        CPPUNIT_ASSERT(lane.take(3) == 3);
        gate_.open();
        gate_.until_begun(3);
        CPPUNIT_ASSERT(!lane.take(4));
        lane.stop();
        CPPUNIT_ASSERT(gate_.batches() == Batches({{0}, {1}, {2}, {4}}));
    }

    void finishes_what_waits_when_it_stops() {
        Lane lane({1, 10, 2}, gate_.work());
        const Opened opened(gate_);
        CPPUNIT_ASSERT(!lane.take(0));
        gate_.until_begun(1);
        for (int i = 1; i <= 5; ++i) CPPUNIT_ASSERT(!lane.take(i));
        auto stopped = std::async(std::launch::async, [&] { lane.stop(); });
        int last = 6;
        while (!lane.take(last)) ++last;  // until it stops, or is full
        gate_.open();
        stopped.get();
        int done = 0;
        for (const auto& batch : gate_.batches()) done += static_cast<int>(batch.size());
        CPPUNIT_ASSERT_EQUAL(last, done);
        CPPUNIT_ASSERT(lane.is_empty());
    }

    void some_go_first_and_have_room_of_their_own() {
        Lane lane({1, 2, 1}, gate_.work());
        const Opened opened(gate_);
        CPPUNIT_ASSERT(!lane.take(0));
        gate_.until_begun(1);
        CPPUNIT_ASSERT(!lane.take(1) && !lane.take(2) && lane.take(3) == 3);
        CPPUNIT_ASSERT(!lane.take(4, true) && !lane.take(5, true) && lane.take(6, true) == 6);
        CPPUNIT_ASSERT(lane.waiting() == 2 && !lane.is_empty());
        gate_.open();
        lane.stop();
        CPPUNIT_ASSERT(gate_.batches() == Batches({{0}, {4}, {5}, {1}, {2}}));
    }

    void takes_no_more_once_it_stopped() {
        gate_.open();
        Lane lane({1, 10, 2}, gate_.work());
        lane.stop();
        CPPUNIT_ASSERT(lane.take(1) == 1);
        lane.stop();
        CPPUNIT_ASSERT(gate_.batches().empty());
    }

    void works_with_as_many_threads_as_it_has() {
        Lane lane({2, 10, 4}, gate_.work());
        const Opened opened(gate_);
        CPPUNIT_ASSERT(!lane.take(0));
        gate_.until_begun(1);
        CPPUNIT_ASSERT(!lane.take(1));
        gate_.until_begun(2);
        gate_.open();
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LaneTest);

}  // namespace
}  // namespace caritas::tests
