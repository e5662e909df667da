// The two windows and the kept place, to the millisecond.
#include "chat/lifecycle.h"
#include "chat/types.h"
#include "unit/expect.h"

namespace caritas::tests {
namespace {

using chat::effective;
using chat::EndedBy;
using chat::State;
using namespace std::chrono_literals;

const Time kStart = Time(Millis(1'700'000'000'000));

std::string state_at(State stored, const chat::Times& times, Time now, std::optional<EndedBy> ended_by = std::nullopt) {
    const chat::Effective truth = effective(stored, ended_by, times, now);
    return std::string(name_of(truth.state)) + " by " + (truth.ended_by ? std::string(name_of(*truth.ended_by)) : "nobody");
}

class WindowsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(WindowsTest);
    CPPUNIT_TEST(closes_at_180_minutes);
    CPPUNIT_TEST(erases_at_48_hours_after_an_end);
    CPPUNIT_TEST(erases_at_51_hours_if_nobody_ended_it);
    CPPUNIT_TEST(keeps_a_place_until_its_time);
    CPPUNIT_TEST(waits_without_a_limit_of_its_own);
    CPPUNIT_TEST(leaves_other_states_alone);
    CPPUNIT_TEST(an_end_before_the_window_stays_who_ended_it);
    CPPUNIT_TEST(tells_pages_when_the_windows_close);
    CPPUNIT_TEST_SUITE_END();

    void closes_at_180_minutes() {
        const chat::Times times{kStart, std::nullopt, std::nullopt};
        for (const State stored : {State::accepted, State::running}) {
            const std::string open = std::string(name_of(stored)) + " by nobody";
            CPPUNIT_ASSERT_EQUAL(open, state_at(stored, times, kStart));
            CPPUNIT_ASSERT_EQUAL(open, state_at(stored, times, kStart + 180min - 1ms));
            CPPUNIT_ASSERT_EQUAL("ended by window"s, state_at(stored, times, kStart + 180min));
            CPPUNIT_ASSERT_EQUAL("ended by window"s, state_at(stored, times, kStart + 180min + 1ms));
            const auto truth = effective(stored, std::nullopt, times, kStart + 200min);
            CPPUNIT_ASSERT(truth.ended_at == kStart + 180min);
        }
    }

    void erases_at_48_hours_after_an_end() {
        const chat::Times times{kStart, kStart + 10min, std::nullopt};
        const Time end = kStart + 10min + 48h;
        CPPUNIT_ASSERT_EQUAL("ended by seeker"s, state_at(State::ended, times, kStart + 10min, EndedBy::seeker));
        CPPUNIT_ASSERT_EQUAL("ended by seeker"s, state_at(State::ended, times, end - 1ms, EndedBy::seeker));
        CPPUNIT_ASSERT_EQUAL("erased by seeker"s, state_at(State::ended, times, end, EndedBy::seeker));
        CPPUNIT_ASSERT_EQUAL("erased by seeker"s, state_at(State::ended, times, end + 1ms, EndedBy::seeker));
    }

    void erases_at_51_hours_if_nobody_ended_it() {
        const chat::Times times{kStart, std::nullopt, std::nullopt};
        const Time end = kStart + 180min + 48h;
        CPPUNIT_ASSERT_EQUAL("ended by window"s, state_at(State::running, times, end - 1ms));
        CPPUNIT_ASSERT_EQUAL("erased by window"s, state_at(State::running, times, end));
    }

    void keeps_a_place_until_its_time() {
        const chat::Times times{std::nullopt, std::nullopt, kStart + 30min};
        CPPUNIT_ASSERT_EQUAL("waiting by nobody"s, state_at(State::waiting, times, kStart + 30min - 1ms));
        CPPUNIT_ASSERT_EQUAL("withdrawn by absent"s, state_at(State::waiting, times, kStart + 30min));
        CPPUNIT_ASSERT_EQUAL("withdrawn by absent"s, state_at(State::waiting, times, kStart + 30min + 1ms));
    }

    void waits_without_a_limit_of_its_own() {
        const chat::Times renewed{std::nullopt, std::nullopt, kStart + 10'000h + 1ms};
        CPPUNIT_ASSERT_EQUAL("waiting by nobody"s, state_at(State::waiting, renewed, kStart + 10'000h));
    }

    // A place that ran out ends no chat that was accepted in time, and nothing brings a withdrawn one back.
    void leaves_other_states_alone() {
        const chat::Times times{kStart, std::nullopt, kStart - 1h};
        CPPUNIT_ASSERT_EQUAL("running by nobody"s, state_at(State::running, times, kStart + 1min));
        CPPUNIT_ASSERT_EQUAL("withdrawn by seeker"s, state_at(State::withdrawn, {{}, kStart, kStart}, kStart + 99h, EndedBy::seeker));
        CPPUNIT_ASSERT_EQUAL("erased by seeker"s, state_at(State::erased, {kStart, kStart, {}}, kStart, EndedBy::seeker));
    }

    void an_end_before_the_window_stays_who_ended_it() {
        const chat::Times times{kStart, kStart + 179min, std::nullopt};
        CPPUNIT_ASSERT_EQUAL("ended by counselor"s, state_at(State::ended, times, kStart + 181min, EndedBy::counselor));
    }

    void tells_pages_when_the_windows_close() {
        chat::Chat chat;
        CPPUNIT_ASSERT(!open_until(chat) && !readable_until(chat));
        chat.accepted_at = kStart;
        CPPUNIT_ASSERT(open_until(chat) == kStart + 180min);
        chat.ended_at = kStart + 5min;
        chat.state = State::ended;
        CPPUNIT_ASSERT(readable_until(chat) == kStart + 5min + 48h);
        chat.state = State::erased;
        CPPUNIT_ASSERT(!readable_until(chat));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WindowsTest);

}  // namespace
}  // namespace caritas::tests
