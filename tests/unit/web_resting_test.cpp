// Polls that rest after their answer: who goes on waiting where it stood, and who has to look anew.
#include "live/cursor.h"
#include "unit/lot_bench.h"
#include "unit/poll_bench.h"
#include "web/resting.h"

namespace caritas::tests {
namespace {

using web::Resting;
using namespace std::chrono_literals;

class RestingTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RestingTest);
    CPPUNIT_TEST(goes_on_where_it_stood);
    CPPUNIT_TEST(goes_on_once);
    CPPUNIT_TEST(another_session_goes_on_with_nothing);
    CPPUNIT_TEST(another_cursor_goes_on_with_nothing_and_takes_nothing);
    CPPUNIT_TEST(rests_ten_seconds);
    CPPUNIT_TEST(the_latest_of_a_session_counts);
    CPPUNIT_TEST(the_latest_of_a_session_rests_its_own_ten_seconds);
    CPPUNIT_TEST(drops_old_ones_when_another_comes);
    CPPUNIT_TEST_SUITE_END();

    Resting resting_;
    Tick start_ = Tick(1h);

    static std::string cursor_at(std::uint64_t seq) { return live::Cursor::encode({{kChatOne, seq}}); }
    void put(const std::string& token, std::uint64_t seq, Tick::duration after = 0s) {
        resting_.put(make_waiter(kChatOne, {{kChatOne, seq}}, token), start_ + after);
    }
    bool goes_on(const std::string& token, std::uint64_t seq, Tick::duration after = 1s) {
        return resting_.take(token, cursor_at(seq), start_ + after).has_value();
    }

    void goes_on_where_it_stood() {
        live::Waiter waiter = make_waiter(kChatOne, {{kChatOne, 5}, {kQueueOne, 7}}, "anna");
        web::poll_of(waiter).looked_at = 42;
        const std::string cursor = live::Cursor::encode(waiter.seen);
        put("ben", 5);
        resting_.put(std::move(waiter), start_);
        const auto taken = resting_.take("anna", cursor, start_ + 1s);
        CPPUNIT_ASSERT(taken && taken->seen.size() == 2 && taken->seen.back().seq == 7);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{42}, web::poll_of(*taken).looked_at);
        CPPUNIT_ASSERT_EQUAL("anna"s, web::poll_of(*taken).token_hash);
        CPPUNIT_ASSERT(goes_on("ben", 5));
    }

    void goes_on_once() {
        put("anna", 5);
        CPPUNIT_ASSERT(goes_on("anna", 5));
        CPPUNIT_ASSERT(!goes_on("anna", 5));
    }

    void another_session_goes_on_with_nothing() {
        put("anna", 5);
        CPPUNIT_ASSERT(!goes_on("ben", 5));
        CPPUNIT_ASSERT(goes_on("anna", 5));
    }

    void another_cursor_goes_on_with_nothing_and_takes_nothing() {
        put("anna", 5);
        for (const std::uint64_t seq : {0, 4, 6}) CPPUNIT_ASSERT(!goes_on("anna", seq));
        CPPUNIT_ASSERT(!resting_.take("anna", "", start_) && !resting_.take("anna", cursor_at(5) + "A", start_));
        CPPUNIT_ASSERT(goes_on("anna", 5));
    }

    void rests_ten_seconds() {
        put("anna", 5);
        put("ben", 5);
        CPPUNIT_ASSERT(goes_on("anna", 5, 10s - 1ns));
        CPPUNIT_ASSERT(!goes_on("ben", 5, 10s));
    }

    void the_latest_of_a_session_counts() {
        put("anna", 5);
        put("anna", 6);
        CPPUNIT_ASSERT(!goes_on("anna", 5));
        CPPUNIT_ASSERT(goes_on("anna", 6));
        CPPUNIT_ASSERT(!goes_on("anna", 6));
    }

    // The one that it replaced is gone from the list by age as well: it takes nobody along.
    void the_latest_of_a_session_rests_its_own_ten_seconds() {
        put("anna", 5);
        put("anna", 6, 8s);
        CPPUNIT_ASSERT(goes_on("anna", 6, 17s));
    }

    void drops_old_ones_when_another_comes() {
        // Kept as long as the waiter; the other end tells.
        Pair pair = make_pair();
        const auto is_kept = [&pair] {
            char byte = 0;
            return ::recv(pair.server.get(), &byte, 1, MSG_DONTWAIT) != 0;
        };
        live::Waiter waiter = make_waiter(kChatOne, {{kChatOne, 5}}, "anna");
        waiter.connection = std::move(pair.ours);
        resting_.put(std::move(waiter), start_);
        put("ben", 5, 10s - 1ns);
        CPPUNIT_ASSERT(is_kept());
        put("clara", 5, 10s);
        CPPUNIT_ASSERT(!is_kept());
        CPPUNIT_ASSERT(goes_on("ben", 5, 10s) && goes_on("clara", 5, 10s));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RestingTest);

}  // namespace
}  // namespace caritas::tests
