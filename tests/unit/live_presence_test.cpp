// Presence: polls are counted per person, and nobody is gone before the moment between two polls is over.
#include "live/presence.h"
#include "unit/expect.h"

namespace caritas::tests {
namespace {

using chat::Stream;
using chat::StreamKind;
using namespace std::chrono_literals;

constexpr Stream kSeeker{StreamKind::chat, 7};
constexpr Stream kCounselor{StreamKind::inbox, 7};

class PresenceTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PresenceTest);
    CPPUNIT_TEST(nobody_is_gone_while_a_poll_waits);
    CPPUNIT_TEST(a_lost_line_has_a_moment);
    CPPUNIT_TEST(an_answered_poll_has_six_seconds);
    CPPUNIT_TEST(coming_back_in_time_is_not_being_gone);
    CPPUNIT_TEST(two_tabs_are_one_person);
    CPPUNIT_TEST(the_last_to_leave_counts);
    CPPUNIT_TEST(is_named_once);
    CPPUNIT_TEST(people_of_different_kinds_are_different);
    CPPUNIT_TEST(leaving_without_having_come_is_nothing);
    CPPUNIT_TEST(who_could_not_be_told_is_named_again);
    CPPUNIT_TEST(who_came_back_meanwhile_is_there);
    CPPUNIT_TEST(what_was_held_is_looked_at_again_with_what_is_true_then);
    CPPUNIT_TEST_SUITE_END();

    live::Presence presence_;
    Tick start_ = Tick(1h);

    std::size_t gone_at(Tick::duration after) { return presence_.take_gone(start_ + after).size(); }

    void what_was_held_is_looked_at_again_with_what_is_true_then() {
        presence_.arrived(kSeeker);
        presence_.look_again(kSeeker, start_ + 5s);
        presence_.look_again(kCounselor, start_ + 6s);
        presence_.look_again(kSeeker, start_ + 5s);
        CPPUNIT_ASSERT(presence_.take_due(start_ + 5s - 1ns).empty());
        const auto first = presence_.take_due(start_ + 5s);
        CPPUNIT_ASSERT(first.size() == 1 && first[0].person == kSeeker && first[0].present);
        const auto second = presence_.take_due(start_ + 7s);
        CPPUNIT_ASSERT(second.size() == 1 && second[0].person == kCounselor && !second[0].present);
        CPPUNIT_ASSERT(presence_.take_due(start_ + 1h).empty());
    }

    void nobody_is_gone_while_a_poll_waits() {
        presence_.arrived(kSeeker);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, gone_at(24h));
    }

    void a_lost_line_has_a_moment() {
        presence_.arrived(kSeeker);
        presence_.left(kSeeker, true, start_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, gone_at(700ms - 1ns));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, gone_at(700ms));
    }

    void an_answered_poll_has_six_seconds() {
        presence_.arrived(kSeeker);
        presence_.left(kSeeker, false, start_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, gone_at(6s - 1ns));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, gone_at(6s));
    }

    void coming_back_in_time_is_not_being_gone() {
        presence_.arrived(kSeeker);
        presence_.left(kSeeker, true, start_);
        presence_.arrived(kSeeker);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, gone_at(1h));
        presence_.left(kSeeker, true, start_ + 2h);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, gone_at(2h));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, gone_at(2h + 700ms));
    }

    void two_tabs_are_one_person() {
        presence_.arrived(kSeeker);
        presence_.arrived(kSeeker);
        presence_.left(kSeeker, true, start_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, gone_at(1h));
        presence_.left(kSeeker, true, start_ + 1h);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, gone_at(1h + 700ms));
    }

    void the_last_to_leave_counts() {
        presence_.arrived(kSeeker);
        presence_.arrived(kSeeker);
        presence_.left(kSeeker, true, start_);
        presence_.left(kSeeker, true, start_ + 3s);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, gone_at(3s));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, gone_at(3s + 700ms));
    }

    void is_named_once() {
        presence_.arrived(kSeeker);
        presence_.left(kSeeker, true, start_);
        const auto gone = presence_.take_gone(start_ + 5s);
        CPPUNIT_ASSERT(gone.size() == 1 && gone.front() == kSeeker);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, gone_at(1h));
    }

    void people_of_different_kinds_are_different() {
        presence_.arrived(kSeeker);
        presence_.arrived(kCounselor);
        presence_.left(kCounselor, true, start_);
        const auto gone = presence_.take_gone(start_ + 4s);
        CPPUNIT_ASSERT(gone.size() == 1 && gone.front() == kCounselor);
    }

    void leaving_without_having_come_is_nothing() {
        presence_.left(kSeeker, true, start_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, gone_at(1h));
    }

    void who_could_not_be_told_is_named_again() {
        presence_.arrived(kSeeker);
        presence_.left(kSeeker, true, start_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, gone_at(1s));
        presence_.look_again(kSeeker, start_ + 1s);
        const auto due = presence_.take_due(start_ + 1s);
        CPPUNIT_ASSERT(due.size() == 1 && !due[0].present);
    }

    void who_came_back_meanwhile_is_there() {
        presence_.arrived(kSeeker);
        presence_.left(kSeeker, true, start_);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, gone_at(1s));
        presence_.look_again(kSeeker, start_ + 1s);
        presence_.arrived(kSeeker);
        CPPUNIT_ASSERT(presence_.take_due(start_ + 1s).at(0).present);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PresenceTest);

}  // namespace
}  // namespace caritas::tests
