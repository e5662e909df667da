// How often something may happen: a burst, then a steady pace, for each key by itself, and nothing is remembered for long.
#include "unit/expect.h"
#include "web/rate_limiter.h"

#include <string>

namespace caritas::tests {
namespace {

using namespace std::chrono_literals;

class RateLimiterTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RateLimiterTest);
    CPPUNIT_TEST(lets_a_burst_through_and_then_one_by_one);
    CPPUNIT_TEST(says_how_long_to_wait);
    CPPUNIT_TEST(who_is_refused_does_not_wait_longer_for_it);
    CPPUNIT_TEST(keys_do_not_share);
    CPPUNIT_TEST(a_pause_gives_the_whole_burst_back_and_no_more);
    CPPUNIT_TEST(a_thread_that_was_held_up_is_no_faster_than_the_others);
    CPPUNIT_TEST(forgets_keys_that_are_whole_again);
    CPPUNIT_TEST_SUITE_END();

    using Limiter = web::RateLimiter<std::string>;
    static constexpr Limiter::Rate kRate{500ms, 3};
    static constexpr Tick kStart{1h};

    static int allowed(Limiter& limiter, const std::string& key, Tick now, int tries) {
        int count = 0;
        for (int i = 0; i < tries; ++i) count += limiter.wait_for(key, now) == Millis(0) ? 1 : 0;
        return count;
    }

    void lets_a_burst_through_and_then_one_by_one() {
        Limiter limiter(kRate);
        CPPUNIT_ASSERT_EQUAL(3, allowed(limiter, "a", kStart, 10));
        CPPUNIT_ASSERT_EQUAL(0, allowed(limiter, "a", kStart + 499ms, 10));
        for (int i = 1; i <= 20; ++i) CPPUNIT_ASSERT_EQUAL(1, allowed(limiter, "a", kStart + i * 500ms, 10));
    }

    void says_how_long_to_wait() {
        Limiter limiter(kRate);
        allowed(limiter, "a", kStart, 3);
        CPPUNIT_ASSERT(limiter.wait_for("a", kStart) == 500ms);
        CPPUNIT_ASSERT(limiter.wait_for("a", kStart + 200ms) == 300ms);
        CPPUNIT_ASSERT(limiter.wait_for("a", kStart + 499ms + 1us) == 1ms);
        CPPUNIT_ASSERT(limiter.wait_for("a", kStart + 500ms) == 0ms);
    }

    void who_is_refused_does_not_wait_longer_for_it() {
        Limiter limiter(kRate);
        allowed(limiter, "a", kStart, 3);
        allowed(limiter, "a", kStart + 100ms, 1000);
        CPPUNIT_ASSERT_EQUAL(1, allowed(limiter, "a", kStart + 500ms, 1));
    }

    // Its look at the clock is old by then.
    void a_thread_that_was_held_up_is_no_faster_than_the_others() {
        Limiter limiter(kRate);
        CPPUNIT_ASSERT_EQUAL(1, allowed(limiter, "a", kStart + 10s, 1));
        CPPUNIT_ASSERT_EQUAL(2, allowed(limiter, "a", kStart, 10));
    }

    void keys_do_not_share() {
        Limiter limiter(kRate);
        CPPUNIT_ASSERT_EQUAL(3, allowed(limiter, "a", kStart, 10));
        CPPUNIT_ASSERT_EQUAL(3, allowed(limiter, "b", kStart, 10));
    }

    void a_pause_gives_the_whole_burst_back_and_no_more() {
        Limiter limiter(kRate);
        allowed(limiter, "a", kStart, 3);
        CPPUNIT_ASSERT_EQUAL(3, allowed(limiter, "a", kStart + 1h, 10));
    }

    void forgets_keys_that_are_whole_again() {
        Limiter limiter(kRate);
        for (int i = 0; i < 100'000; ++i) limiter.wait_for(std::to_string(i), kStart + i * 1ms);
        CPPUNIT_ASSERT_MESSAGE(std::to_string(limiter.size()), limiter.size() < 2000);
        // One that is not whole again stays, however many come.
        allowed(limiter, "a", kStart + 200s, 3);
        for (int i = 0; i < 10'000; ++i) limiter.wait_for(std::to_string(i), kStart + 200s);
        CPPUNIT_ASSERT_EQUAL(0, allowed(limiter, "a", kStart + 200s, 1));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RateLimiterTest);

}  // namespace
}  // namespace caritas::tests
