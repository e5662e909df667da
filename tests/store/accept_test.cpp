// Accepting: of many exactly one wins; races with the seeker who goes, the admin who disables, and the same counselor's other tab.
#include "admin/admin_store.h"
#include "chat/presence_store.h"
#include "store/bench.h"

#include <map>
#include <mutex>

namespace caritas::tests {
namespace {

using chat::AcceptOutcome;
using chat::Role;
using chat::State;

class AcceptTest : public StoreBench {
    CPPUNIT_TEST_SUITE(AcceptTest);
    CPPUNIT_TEST(of_fifty_exactly_one_wins);
    CPPUNIT_TEST(one_counselor_may_take_many_at_once);
    CPPUNIT_TEST(the_winner_may_ask_again);
    CPPUNIT_TEST(keeps_the_keys_of_the_first_call_for_each_side);
    CPPUNIT_TEST(wraps_for_the_present_key_only);
    CPPUNIT_TEST(needs_a_key_of_the_counselors_own);
    CPPUNIT_TEST(moves_chat_queue_and_inbox);
    CPPUNIT_TEST(is_for_the_topics_counselors_only);
    CPPUNIT_TEST(is_not_for_a_disabled_counselor);
    CPPUNIT_TEST(disabling_and_accepting_at_once_leave_no_open_chat);
    CPPUNIT_TEST(a_withdrawn_request_cannot_be_accepted);
    CPPUNIT_TEST(a_place_that_ran_out_cannot_be_accepted);
    CPPUNIT_TEST(accepting_and_withdrawing_at_once_have_one_winner);
    CPPUNIT_TEST(an_unknown_request_is_not_found);
    CPPUNIT_TEST_SUITE_END();

    void of_fifty_exactly_one_wins() {
        std::vector<chat::Id> counselors;
        for (int i = 0; i < 50; ++i) counselors.push_back(add_counselor("counselor-" + std::to_string(i)));
        const Seeker seeker = waiting();
        std::mutex mutex;
        std::map<AcceptOutcome, int> outcomes;
        chat::Id winner = 0;
        at_once(50, [&](db::Connection& db, int i) {
            const chat::Id me = counselors[static_cast<std::size_t>(i)];
            const auto accepted = accept_request(db, me, seeker.public_id);
            const std::lock_guard lock(mutex);
            ++outcomes[accepted.outcome];
            if (accepted.outcome == AcceptOutcome::accepted) winner = me;
        });
        CPPUNIT_ASSERT_EQUAL(1, outcomes[AcceptOutcome::accepted]);
        CPPUNIT_ASSERT_EQUAL(49, outcomes[AcceptOutcome::taken]);
        CPPUNIT_ASSERT(look(seeker).state == State::accepted && look(seeker).counselor_id == winner);
        for (const chat::Id counselor : counselors) {
            CPPUNIT_ASSERT_EQUAL(counselor == winner ? std::size_t{1} : 0, chat::chats_of_counselor(worker(), counselor).size());
            CPPUNIT_ASSERT(chat::requests_for(worker(), counselor).empty());
        }
    }

    void one_counselor_may_take_many_at_once() {
        std::vector<Seeker> seekers;
        for (int i = 0; i < 12; ++i) seekers.push_back(waiting());
        at_once(12, [&](db::Connection& db, int i) {
            const auto accepted = accept_request(db, anna_, seekers[static_cast<std::size_t>(i)].public_id);
            CPPUNIT_ASSERT(accepted.outcome == AcceptOutcome::accepted);
        });
        CPPUNIT_ASSERT_EQUAL(std::size_t{12}, chat::chats_of_counselor(worker(), anna_).size());
    }

    void the_winner_may_ask_again() {
        const Seeker seeker = waiting();
        const auto first = accept_request(worker(), anna_, seeker.public_id);
        const auto accepted_at = look(seeker).accepted_at;
        const auto again = accept_request(worker(), anna_, seeker.public_id);
        CPPUNIT_ASSERT(again.outcome == AcceptOutcome::repeated && again.chat_id == first.chat_id && again.moves.empty());
        CPPUNIT_ASSERT(look(seeker).accepted_at == accepted_at);  // the window does not begin anew
    }

    void keeps_the_keys_of_the_first_call_for_each_side() {
        const Seeker seeker = waiting();
        CPPUNIT_ASSERT(!look(seeker).keys && look(seeker).seeker_public_key == kSeekerKey);
        CPPUNIT_ASSERT(accept_request(worker(), anna_, seeker.public_id).outcome == AcceptOutcome::accepted);
        const std::string other(80, 'x');
        CPPUNIT_ASSERT(chat::accept(worker(), {anna_, seeker.public_id, kSeekerKey, other, other}).outcome == AcceptOutcome::repeated);
        for (const chat::Chat& chat : {look(seeker), chat::chat_of_counselor(worker(), anna_, seeker.chat_id)->chat}) {
            CPPUNIT_ASSERT(chat.keys && chat.seeker_public_key == kSeekerKey && chat.keys->counselor_public_key == kCounselorKey);
            CPPUNIT_ASSERT(chat.keys->for_seeker == kKeyForSeeker && chat.keys->for_counselor == kKeyForCounselor);
        }
    }

    void wraps_for_the_present_key_only() {
        const Seeker seeker = waiting();
        const std::string next(32, 'n');
        CPPUNIT_ASSERT(chat::replace_seeker_key(worker(), seeker.chat_id, topic_, next));
        CPPUNIT_ASSERT_EQUAL(next, chat::requests_for(worker(), anna_).front().public_key);
        const auto before = look(seeker);
        CPPUNIT_ASSERT(accept_request(worker(), anna_, seeker.public_id).outcome == AcceptOutcome::key_changed);
        CPPUNIT_ASSERT(look(seeker).state == State::waiting && look(seeker).last_seq == before.last_seq);
        CPPUNIT_ASSERT(chat::accept(worker(), {anna_, seeker.public_id, next, kKeyForSeeker, kKeyForCounselor}).outcome ==
                       AcceptOutcome::accepted);
        CPPUNIT_ASSERT(!chat::replace_seeker_key(worker(), seeker.chat_id, topic_, kSeekerKey));
        CPPUNIT_ASSERT_EQUAL(next, look(seeker).seeker_public_key);
    }

    // The admin has set a new password a moment before, and its pair went with the old one.
    void needs_a_key_of_the_counselors_own() {
        const Seeker seeker = waiting();
        change("UPDATE counselors SET public_key = NULL");
        CPPUNIT_ASSERT(accept_request(worker(), anna_, seeker.public_id).outcome == AcceptOutcome::not_found);
        CPPUNIT_ASSERT(look(seeker).state == State::waiting);
    }

    void moves_chat_queue_and_inbox() {
        const Seeker seeker = waiting();
        const std::uint64_t before = look(seeker).last_seq;
        const auto accepted = accept_request(worker(), anna_, seeker.public_id);
        std::map<chat::Stream, std::uint64_t> moved;
        for (const chat::Move& move : accepted.moves) moved[move.stream] = move.seq;
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, moved.size());
        CPPUNIT_ASSERT_EQUAL(before + 1, moved[(chat::Stream{chat::StreamKind::chat, seeker.chat_id})]);
        const auto queue = static_cast<std::uint64_t>(count("SELECT CAST(queue_seq AS SIGNED) FROM topics"));
        const auto inbox = static_cast<std::uint64_t>(count("SELECT CAST(inbox_seq AS SIGNED) FROM counselors"));
        CPPUNIT_ASSERT_EQUAL(queue, moved[(chat::Stream{chat::StreamKind::queue, topic_})]);
        CPPUNIT_ASSERT_EQUAL(inbox, moved[(chat::Stream{chat::StreamKind::inbox, anna_})]);
    }

    void is_for_the_topics_counselors_only() {
        add_topic("other");
        const chat::Id ben = add_counselor("ben", "other");
        const Seeker seeker = waiting();
        CPPUNIT_ASSERT(accept_request(worker(), ben, seeker.public_id).outcome == AcceptOutcome::not_found);
        CPPUNIT_ASSERT(look(seeker).state == State::waiting);
        admin::unassign(admin(), "anna", "topic");
        CPPUNIT_ASSERT(accept_request(worker(), anna_, seeker.public_id).outcome == AcceptOutcome::not_found);
    }

    // The guard has let the call through a moment before.
    void is_not_for_a_disabled_counselor() {
        const Seeker seeker = waiting();
        admin::disable_counselor(admin(), "anna");
        CPPUNIT_ASSERT(accept_request(worker(), anna_, seeker.public_id).outcome == AcceptOutcome::not_found);
        CPPUNIT_ASSERT(look(seeker).state == State::waiting);
    }

    void disabling_and_accepting_at_once_leave_no_open_chat() {
        const auto administrator = connect(User::admin);
        for (int round = 0; round < 15; ++round) {
            const Seeker seeker = waiting();
            at_once(2, [&](db::Connection& db, int i) {
                if (i == 0) return admin::disable_counselor(*administrator, "anna");
                accept_request(db, anna_, seeker.public_id);
            });
            const State state = look(seeker).state;
            CPPUNIT_ASSERT_MESSAGE(std::string(chat::name_of(state)), state == State::waiting || state == State::ended);
            admin::enable_counselor(admin(), "anna");
        }
    }

    void a_withdrawn_request_cannot_be_accepted() {
        const Seeker seeker = withdrawn();
        CPPUNIT_ASSERT(accept_request(worker(), anna_, seeker.public_id).outcome == AcceptOutcome::withdrawn);
        CPPUNIT_ASSERT(look(seeker).state == State::withdrawn);
    }

    void a_place_that_ran_out_cannot_be_accepted() {
        const Seeker seeker = waiting();
        age(seeker, "place_until", std::chrono::seconds(30 * 60 + 1));
        CPPUNIT_ASSERT(chat::requests_for(worker(), anna_).empty());
        CPPUNIT_ASSERT(accept_request(worker(), anna_, seeker.public_id).outcome == AcceptOutcome::withdrawn);
        CPPUNIT_ASSERT_EQUAL("absent"s, session_of(seeker));
        CPPUNIT_ASSERT(chat::seeker_seen(worker(), look(seeker), true, std::chrono::minutes(30)).empty());
        CPPUNIT_ASSERT_EQUAL("absent"s, session_of(seeker));  // not brought back
    }

    void accepting_and_withdrawing_at_once_have_one_winner() {
        int accepts = 0;
        for (int round = 0; round < 30; ++round) {
            const Seeker seeker = waiting();
            AcceptOutcome accept = AcceptOutcome::not_found;
            bool withdrew = false;
            at_once(2, [&](db::Connection& db, int i) {
                if (i == 0) accept = accept_request(db, anna_, seeker.public_id).outcome;
                if (i == 1) withdrew = chat::withdraw(db, seeker.chat_id, topic_, false, "seeker").has_value();
            });
            const chat::Chat chat = look(seeker);
            CPPUNIT_ASSERT(accept == (withdrew ? AcceptOutcome::withdrawn : AcceptOutcome::accepted));
            CPPUNIT_ASSERT(chat.state == (withdrew ? State::withdrawn : State::accepted));
            CPPUNIT_ASSERT_EQUAL(!withdrew, chat.number.has_value());
            CPPUNIT_ASSERT_EQUAL(withdrew ? "seeker"s : "alive"s, session_of(seeker));
            accepts += withdrew ? 0 : 1;
        }
        CPPUNIT_ASSERT_EQUAL(static_cast<std::size_t>(accepts), chat::chats_of_counselor(worker(), anna_).size());
    }

    void an_unknown_request_is_not_found() {
        CPPUNIT_ASSERT(accept_request(worker(), anna_, std::string(16, 'x')).outcome == AcceptOutcome::not_found);
        CPPUNIT_ASSERT(accept_request(worker(), 0, waiting().public_id).outcome == AcceptOutcome::not_found);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AcceptTest);

}  // namespace
}  // namespace caritas::tests
