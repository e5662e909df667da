// Signals on their way out: held for a moment after the last that were told, then told together, and lost to nobody who did not see them.
#include "unit/poll_bench.h"
#include "web/held_signals.h"
#include "web/news.h"

namespace caritas::tests {
namespace {

using namespace std::chrono_literals;

constexpr chat::Stream kTyping{chat::StreamKind::typing_seeker, 1};
constexpr chat::Stream kRead{chat::StreamKind::read_seeker, 1};

class HeldSignalsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HeldSignalsTest);
    CPPUNIT_TEST(holds_what_comes_too_soon);
    CPPUNIT_TEST(tells_what_was_held_once_and_with_the_latest);
    CPPUNIT_TEST(a_message_takes_them_along);
    CPPUNIT_TEST(holds_nothing_but_signals);
    CPPUNIT_TEST(an_answer_without_them_has_not_shown_them);
    CPPUNIT_TEST_SUITE_END();

    web::Recent recent_;
    const Tick now_{1h};

    live::Waiter waiter() {
        live::Waiter waiter = make_waiter(kInboxOne, {{kChatOne, 4}, {kTyping, 100}, {kRead, 2}});
        web::poll_of(waiter).signals_due = now_ + 1s;
        return waiter;
    }
    std::optional<web::Response> news(live::Waiter& waiter, const chat::Moves& newer) {
        return web::message_news(waiter, recent_, newer, [](chat::Id) { return std::optional(std::string(16, '\1')); });
    }

    void holds_what_comes_too_soon() {
        live::Waiter one = waiter();
        CPPUNIT_ASSERT(web::hold_signals(one, {{kTyping, 200}}, now_));
        CPPUNIT_ASSERT_MESSAGE("does not wake it again", one.seen[1].seq == 200);
        CPPUNIT_ASSERT(!web::hold_signals(one, {{kTyping, 300}}, now_ + 1s));
    }

    void tells_what_was_held_once_and_with_the_latest() {
        live::Waiter one = waiter();
        for (const std::uint64_t seq : {200, 300}) CPPUNIT_ASSERT(web::hold_signals(one, {{kTyping, seq}}, now_));
        CPPUNIT_ASSERT(web::hold_signals(one, {{kRead, 3}}, now_));
        const auto answer = news(one, {{kRead, 4}});
        CPPUNIT_ASSERT(answer && answer->body["signals"].size() == 2);
        CPPUNIT_ASSERT(answer->body["signals"][0]["typing"].asBool() && answer->body["signals"][1]["read"].asUInt() == 4);
        CPPUNIT_ASSERT(one.seen[1].seq == 300 && one.seen[2].seq == 4);
        CPPUNIT_ASSERT(!news(one, {}));
    }

    void a_message_takes_them_along() {
        recent_.add(make_written(kChatOne, 5), now_);
        live::Waiter one = waiter();
        CPPUNIT_ASSERT(web::hold_signals(one, {{kTyping, 200}}, now_));
        const auto answer = news(one, {{kChatOne, 5}});
        CPPUNIT_ASSERT(answer && answer->body["messages"].size() == 1 && answer->body["signals"].size() == 1);
    }

    void holds_nothing_but_signals() {
        live::Waiter one = waiter();
        CPPUNIT_ASSERT(!web::hold_signals(one, {}, now_));
        CPPUNIT_ASSERT(!web::hold_signals(one, {{kChatOne, 5}}, now_));
        CPPUNIT_ASSERT(!web::hold_signals(one, {{kTyping, 200}, {kChatOne, 5}}, now_));
        CPPUNIT_ASSERT(one.seen[0].seq == 4 && one.seen[1].seq == 100);
    }

    void an_answer_without_them_has_not_shown_them() {
        live::Waiter one = waiter();
        for (const std::uint64_t seq : {3, 4}) CPPUNIT_ASSERT(web::hold_signals(one, {{kRead, seq}}, now_));
        web::put_back_signals(one);
        CPPUNIT_ASSERT(one.seen[2].seq == 2 && web::poll_of(one).held.empty());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeldSignalsTest);

}  // namespace
}  // namespace caritas::tests
