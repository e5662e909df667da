// Messages that are remembered for a moment: in order and without a gap, or not at all.
#include "unit/poll_bench.h"
#include "web/recent.h"

namespace caritas::tests {
namespace {

using web::Recent;
using namespace std::chrono_literals;

class RecentTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RecentTest);
    CPPUNIT_TEST(gives_in_order_what_came_in_any);
    CPPUNIT_TEST(gives_what_is_asked_for_and_no_more);
    CPPUNIT_TEST(gives_nothing_across_a_move_that_was_no_message);
    CPPUNIT_TEST(gives_nothing_beyond_what_it_knows);
    CPPUNIT_TEST(keeps_streams_apart);
    CPPUNIT_TEST(forgets_after_ten_seconds);
    CPPUNIT_TEST(forgets_the_oldest_when_there_is_too_much);
    CPPUNIT_TEST(keeps_the_last_however_large);
    CPPUNIT_TEST(keeps_once_what_two_have_read);
    CPPUNIT_TEST_SUITE_END();

    Recent recent_;
    Tick start_ = Tick(1h);

    void add(chat::Stream stream, std::uint64_t seq, Tick::duration after = 0s, std::string body = "text") {
        recent_.add(make_written(stream, seq, std::move(body)), start_ + after);
    }
    // The sequences of what there is, "none" if it is to be looked up.
    std::string between(chat::Stream stream, std::uint64_t seen, std::uint64_t upto) {
        const auto messages = recent_.between(stream, seen, upto);
        if (!messages) return "none";
        std::string seqs;
        for (const auto& written : *messages) seqs += std::to_string(written->message.seq) + " ";
        return seqs;
    }

    // Two who write into one chat tell of it after their commits, in whichever order they come to that.
    void gives_in_order_what_came_in_any() {
        for (const std::uint64_t seq : {6, 5, 8, 7}) add(kChatOne, seq);
        CPPUNIT_ASSERT_EQUAL("5 6 7 8 "s, between(kChatOne, 4, 8));
    }

    // Forgetting the second must not stumble over the first, which is gone.
    void keeps_once_what_two_have_read() {
        add(kChatOne, 5);
        add(kChatOne, 5, 5s);
        CPPUNIT_ASSERT_EQUAL("5 "s, between(kChatOne, 4, 5));
        add(kChatTwo, 1, 11s);
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 4, 5));
        add(kChatTwo, 2, 30s);
        CPPUNIT_ASSERT_EQUAL("2 "s, between(kChatTwo, 1, 2));
    }

    void gives_what_is_asked_for_and_no_more() {
        for (const std::uint64_t seq : {5, 6, 7, 8}) add(kChatOne, seq);
        CPPUNIT_ASSERT_EQUAL("6 7 "s, between(kChatOne, 5, 7));
        CPPUNIT_ASSERT_EQUAL("8 "s, between(kChatOne, 7, 8));
        CPPUNIT_ASSERT_EQUAL(""s, between(kChatOne, 8, 8));
    }

    void gives_nothing_across_a_move_that_was_no_message() {
        for (const std::uint64_t seq : {5, 7, 8}) add(kChatOne, seq);
        for (const std::uint64_t seen : {3, 4, 5}) CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, seen, 8));
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 5, 6));
        CPPUNIT_ASSERT_EQUAL("7 8 "s, between(kChatOne, 6, 8));
        CPPUNIT_ASSERT_EQUAL("5 "s, between(kChatOne, 4, 5));
    }

    void gives_nothing_beyond_what_it_knows() {
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 0, 1));
        add(kChatOne, 5);
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 4, 6));
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 5, 6));
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 3, 5));
    }

    void keeps_streams_apart() {
        add(kChatOne, 5);
        add(kChatTwo, 6);
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 4, 6));
        CPPUNIT_ASSERT_EQUAL("6 "s, between(kChatTwo, 5, 6));
        CPPUNIT_ASSERT_EQUAL("none"s, between(kQueueOne, 4, 5));
    }

    void forgets_after_ten_seconds() {
        add(kChatOne, 5);
        add(kChatTwo, 1, 10s - 1ns);
        CPPUNIT_ASSERT_EQUAL("5 "s, between(kChatOne, 4, 5));
        add(kChatTwo, 2, 10s);
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 4, 5));
        CPPUNIT_ASSERT_EQUAL("1 2 "s, between(kChatTwo, 0, 2));
    }

    void forgets_the_oldest_when_there_is_too_much() {
        constexpr std::size_t kQuarter = Recent::kMostBytes / 4;
        for (const std::uint64_t seq : {1, 2, 3, 4}) add(kChatOne, seq, 0s, std::string(kQuarter, 'x'));
        CPPUNIT_ASSERT_EQUAL("1 2 3 4 "s, between(kChatOne, 0, 4));
        add(kChatOne, 5, 0s, "x");
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 0, 5));
        CPPUNIT_ASSERT_EQUAL("2 3 4 5 "s, between(kChatOne, 1, 5));
        // What was forgotten makes room.
        add(kChatOne, 6, 0s, std::string(kQuarter - 1, 'x'));
        CPPUNIT_ASSERT_EQUAL("2 3 4 5 6 "s, between(kChatOne, 1, 6));
    }

    void keeps_the_last_however_large() {
        add(kChatOne, 1);
        add(kChatOne, 2, 0s, std::string(Recent::kMostBytes + 1, 'x'));
        CPPUNIT_ASSERT_EQUAL("2 "s, between(kChatOne, 1, 2));
        CPPUNIT_ASSERT_EQUAL("none"s, between(kChatOne, 0, 2));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RecentTest);

}  // namespace
}  // namespace caritas::tests
