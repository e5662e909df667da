// A silent place is taken out of the queue by a counselor of its topic, and by nobody else; whoever is there stays.
#include "chat/presence_store.h"
#include "core/secret.h"
#include "store/bench.h"

#include <atomic>

namespace caritas::tests {
namespace {

using chat::DismissOutcome;
using chat::State;

class DismissTest : public StoreBench {
    CPPUNIT_TEST_SUITE(DismissTest);
    CPPUNIT_TEST(takes_out_who_left_or_fell_silent);
    CPPUNIT_TEST(leaves_who_is_there);
    CPPUNIT_TEST(is_for_counselors_of_the_topic);
    CPPUNIT_TEST(a_repeat_changes_nothing);
    CPPUNIT_TEST(a_chat_is_not_dismissed);
    CPPUNIT_TEST(moves_the_queue_and_frees_the_name);
    CPPUNIT_TEST(coming_back_and_being_dismissed_at_once_agree);
    CPPUNIT_TEST_SUITE_END();

    Seeker silent() {
        const Seeker seeker = waiting();
        age(seeker, "seeker_present_at", chat::kPresenceLasts + std::chrono::seconds(1));
        return seeker;
    }
    DismissOutcome dismiss(const Seeker& seeker, chat::Id counselor) {
        return chat::dismiss(worker(), counselor, seeker.public_id).outcome;
    }

    void takes_out_who_left_or_fell_silent() {
        const Seeker left = waiting();
        chat::seeker_left(worker(), left.chat_id, std::chrono::seconds(120));
        for (const Seeker& seeker : {silent(), left}) {
            CPPUNIT_ASSERT(dismiss(seeker, anna_) == DismissOutcome::dismissed);
            CPPUNIT_ASSERT_EQUAL("absent"s, session_of(seeker));
            const auto chat = look(seeker);
            CPPUNIT_ASSERT(chat.state == State::withdrawn && chat.ended_by == chat::EndedBy::absent && chat.seeker_public_key.empty());
        }
    }

    void leaves_who_is_there() {
        const Seeker seeker = waiting();
        CPPUNIT_ASSERT(dismiss(seeker, anna_) == DismissOutcome::present);
        CPPUNIT_ASSERT_EQUAL("alive"s, session_of(seeker));
    }

    void is_for_counselors_of_the_topic() {
        add_topic("other");
        const chat::Id ben = add_counselor("ben", "other");
        const Seeker seeker = silent();
        CPPUNIT_ASSERT(dismiss(seeker, ben) == DismissOutcome::not_found);
        CPPUNIT_ASSERT(chat::dismiss(worker(), anna_, std::string(16, 'x')).outcome == DismissOutcome::not_found);
        CPPUNIT_ASSERT_EQUAL("alive"s, session_of(seeker));
    }

    void a_repeat_changes_nothing() {
        const Seeker seeker = silent();
        CPPUNIT_ASSERT(!chat::dismiss(worker(), anna_, seeker.public_id).moves.empty());
        const auto again = chat::dismiss(worker(), anna_, seeker.public_id);
        CPPUNIT_ASSERT(again.outcome == DismissOutcome::dismissed && again.moves.empty());
    }

    void a_chat_is_not_dismissed() {
        for (const State state : {State::accepted, State::running, State::ended, State::erased}) {
            const Seeker seeker = in_state(state);
            age(seeker, "seeker_present_at", std::chrono::hours(1));
            CPPUNIT_ASSERT(dismiss(seeker, anna_) == DismissOutcome::taken);
            CPPUNIT_ASSERT(look(seeker).state == state);
        }
    }

    void moves_the_queue_and_frees_the_name() {
        const Seeker seeker = silent();
        const auto moves = chat::dismiss(worker(), anna_, seeker.public_id).moves;
        CPPUNIT_ASSERT(moves.size() == 2 && moves[1].stream == (chat::Stream{chat::StreamKind::queue, topic_}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, look(waiting()).number.value_or(0));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, chat::requests_for(worker(), anna_).size());
    }

    void coming_back_and_being_dismissed_at_once_agree() {
        for (int round = 0; round < 20; ++round) {
            const Seeker seeker = silent();
            const chat::Chat chat = look(seeker);
            std::atomic<bool> dismissed{false};
            std::atomic<bool> came{false};
            at_once(2, [&](db::Connection& db, int i) {
                if (i == 0) dismissed = chat::dismiss(db, anna_, seeker.public_id).outcome == DismissOutcome::dismissed;
                if (i == 1) came = !chat::seeker_seen(db, chat, true, std::chrono::minutes(30)).empty();
            });
            CPPUNIT_ASSERT_MESSAGE("one of the two", dismissed != came);
            CPPUNIT_ASSERT_EQUAL(dismissed ? "absent"s : "alive"s, session_of(seeker));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DismissTest);

}  // namespace
}  // namespace caritas::tests
