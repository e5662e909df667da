// Presence flags: flips move the streams of those who watch, renewals move nothing, and a flag counts only while it is recent.
#include "chat/counselor_store.h"
#include "chat/presence_store.h"
#include "core/secret.h"
#include "store/bench.h"

#include <set>

namespace caritas::tests {
namespace {

using chat::Stream;
using chat::StreamKind;
using namespace std::chrono_literals;

class PresenceStoreTest : public StoreBench {
    CPPUNIT_TEST_SUITE(PresenceStoreTest);
    CPPUNIT_TEST(a_seeker_goes_and_comes);
    CPPUNIT_TEST(going_and_coming_are_told_once);
    CPPUNIT_TEST(a_renewal_moves_nothing);
    CPPUNIT_TEST(who_was_seen_lately_is_not_gone);
    CPPUNIT_TEST(leaving_shortens_the_place_and_coming_back_restores_it);
    CPPUNIT_TEST(leaving_never_lengthens_the_place);
    CPPUNIT_TEST(a_page_that_was_left_gives_no_sign_of_life);
    CPPUNIT_TEST(silence_counts_as_absence);
    CPPUNIT_TEST(an_ended_chat_has_no_presence);
    CPPUNIT_TEST(a_counselor_comes_and_goes);
    CPPUNIT_TEST(a_silent_counselor_does_not_count);
    CPPUNIT_TEST(a_disabled_counselor_is_never_there);
    CPPUNIT_TEST(one_seekers_presence_changes_a_list_once_in_a_while);
    CPPUNIT_TEST(who_comes_back_too_soon_keeps_the_place);
    CPPUNIT_TEST(one_counselors_presence_changes_a_list_once_in_a_while);
    CPPUNIT_TEST_SUITE_END();

    static std::set<Stream> streams(const chat::Moves& moves) {
        std::set<Stream> moved;
        for (const chat::Move& move : moves) moved.insert(move.stream);
        return moved;
    }
    chat::Moves seen(const Seeker& seeker, bool fresh = false) { return chat::seeker_seen(worker(), look(seeker), fresh, 30min); }
    chat::Moves gone(const Seeker& seeker) { return chat::seeker_gone(worker(), seeker.chat_id, 0ms); }
    Stream stream(const Seeker& seeker) { return {StreamKind::chat, seeker.chat_id}; }
    Stream queue() { return {StreamKind::queue, topic_}; }
    bool away() { return chat::requests_for(worker(), anna_).at(0).away; }
    std::int64_t place_left(const Seeker& seeker) {
        return count("SELECT TIMESTAMPDIFF(SECOND, NOW(3), place_until) FROM chats WHERE id = ?", {seeker.chat_id});
    }
    chat::Moves anna_seen() {
        const std::string token_hash = random_bytes(32);
        start_session(anna_, token_hash);
        return chat::counselor_seen(worker(), chat::find_counselor_session(worker(), token_hash)->counselor);
    }

    void a_seeker_goes_and_comes() {
        const Seeker seeker = waiting();
        CPPUNIT_ASSERT(!away());
        CPPUNIT_ASSERT(streams(gone(seeker)) == (std::set<Stream>{stream(seeker), queue()}));
        CPPUNIT_ASSERT(away() && !look(seeker).seeker_present);
        CPPUNIT_ASSERT(streams(seen(seeker)) == (std::set<Stream>{stream(seeker), queue()}));
        CPPUNIT_ASSERT(!away());
        const Seeker chatting = running();
        CPPUNIT_ASSERT(streams(gone(chatting)) == (std::set<Stream>{stream(chatting)}));
        CPPUNIT_ASSERT(!chat::chat_of_counselor(worker(), anna_, chatting.chat_id)->chat.seeker_present);
    }

    void going_and_coming_are_told_once() {
        const Seeker seeker = waiting();
        const chat::Chat before = look(seeker);
        CPPUNIT_ASSERT(!gone(seeker).empty() && gone(seeker).empty());
        chat::Chat stale = before;
        stale.seeker_present = stale.seeker_seen_lately = false;
        CPPUNIT_ASSERT(!chat::seeker_seen(worker(), stale, false, 30min).empty());
        CPPUNIT_ASSERT(chat::seeker_seen(worker(), stale, false, 30min).empty());  // another tab was quicker
    }

    void a_renewal_moves_nothing() {
        const Seeker seeker = waiting();
        const std::uint64_t before = look(seeker).last_seq;
        age(seeker, "place_until", 20min);
        CPPUNIT_ASSERT(seen(seeker).empty());
        CPPUNIT_ASSERT(place_left(seeker) < 11 * 60);  // seen a moment ago: nothing is written
        CPPUNIT_ASSERT(seen(seeker, true).empty());
        CPPUNIT_ASSERT(place_left(seeker) > 29 * 60);
        age(seeker, "place_until", 20min);
        age(seeker, "seeker_present_at", 31s);
        CPPUNIT_ASSERT(seen(seeker).empty());
        CPPUNIT_ASSERT(place_left(seeker) > 29 * 60);
        CPPUNIT_ASSERT_EQUAL(before, look(seeker).last_seq);
    }

    void who_was_seen_lately_is_not_gone() {
        const Seeker seeker = waiting();
        CPPUNIT_ASSERT(chat::seeker_gone(worker(), seeker.chat_id, 100s).empty());
        CPPUNIT_ASSERT(look(seeker).seeker_present);
        age(seeker, "seeker_present_at", 101s);
        CPPUNIT_ASSERT(!chat::seeker_gone(worker(), seeker.chat_id, 100s).empty());
    }

    void leaving_shortens_the_place_and_coming_back_restores_it() {
        const Seeker seeker = waiting();
        CPPUNIT_ASSERT(!chat::seeker_left(worker(), seeker.chat_id, 120s).empty());
        CPPUNIT_ASSERT(away());
        CPPUNIT_ASSERT(place_left(seeker) <= 120 && place_left(seeker) > 60);
        CPPUNIT_ASSERT(!seen(seeker, true).empty());
        CPPUNIT_ASSERT(!away() && place_left(seeker) > 29 * 60);
    }

    void leaving_never_lengthens_the_place() {
        const Seeker seeker = waiting();
        age(seeker, "place_until", 29min + 30s);
        chat::seeker_left(worker(), seeker.chat_id, 120s);
        CPPUNIT_ASSERT(place_left(seeker) <= 30);
        const Seeker chatting = running();
        const std::int64_t before = place_left(chatting);
        chat::seeker_left(worker(), chatting.chat_id, 120s);
        CPPUNIT_ASSERT(place_left(chatting) > before - 60);  // a chat has no place to lose
        CPPUNIT_ASSERT_EQUAL("alive"s, session_of(chatting));
    }

    // What the look before the leave saw makes no difference.
    void a_page_that_was_left_gives_no_sign_of_life() {
        const Seeker seeker = waiting();
        const std::string page = random_bytes(16);
        const std::string next = random_bytes(16);
        const chat::Chat before = look(seeker);
        chat::seeker_left(worker(), seeker.chat_id, 120s, page);
        for (const chat::Chat& chat : {before, look(seeker)}) {
            CPPUNIT_ASSERT(chat::seeker_seen(worker(), chat, true, 30min, page).empty());
            CPPUNIT_ASSERT(place_left(seeker) <= 120 && away());
        }
        CPPUNIT_ASSERT(!chat::seeker_seen(worker(), look(seeker), true, 30min, next).empty());
        CPPUNIT_ASSERT(chat::seeker_seen(worker(), look(seeker), true, 30min, page).empty());  // nor once the next page is there
        CPPUNIT_ASSERT(place_left(seeker) > 29 * 60 && !away());
        CPPUNIT_ASSERT(!gone(seeker).empty() && chat::seeker_seen(worker(), look(seeker), true, 30min, page).empty());
    }

    void silence_counts_as_absence() {
        const Seeker seeker = waiting();
        age(seeker, "seeker_present_at", 99s);
        CPPUNIT_ASSERT(look(seeker).seeker_present && !away());
        age(seeker, "seeker_present_at", 2s);
        CPPUNIT_ASSERT(!look(seeker).seeker_present && away());
        CPPUNIT_ASSERT(!seen(seeker).empty());  // a flag that nobody renewed flips again, and is told
        CPPUNIT_ASSERT(look(seeker).seeker_present);
    }

    void one_seekers_presence_changes_a_list_once_in_a_while() {
        chat::PresencePace pace{5s};
        const Seeker seeker = waiting();
        CPPUNIT_ASSERT(!chat::seeker_gone(worker(), seeker.chat_id, 0ms, &pace).empty() && !pace.held);
        const std::int64_t before = count("SELECT CAST(queue_seq AS SIGNED) FROM topics WHERE id = ?", {topic_});
        for (int i = 0; i < 10; ++i) {
            pace.held = false;
            CPPUNIT_ASSERT(chat::seeker_seen(worker(), look(seeker), true, 30min, {}, &pace).empty() && pace.held);
            CPPUNIT_ASSERT(chat::seeker_left(worker(), seeker.chat_id, 120s, {}, &pace).empty());
        }
        CPPUNIT_ASSERT_EQUAL(before, count("SELECT CAST(queue_seq AS SIGNED) FROM topics WHERE id = ?", {topic_}));
        pace.held = false;
        CPPUNIT_ASSERT(chat::seeker_gone(worker(), seeker.chat_id, 0ms, &pace).empty() && !pace.held);  // away already
        CPPUNIT_ASSERT(chat::seeker_back(worker(), seeker.chat_id, pace).empty() && pace.held);
        age(seeker, "presence_moved_at", 5s);
        pace.held = false;
        CPPUNIT_ASSERT(streams(chat::seeker_back(worker(), seeker.chat_id, pace)) == (std::set<Stream>{stream(seeker), queue()}));
        CPPUNIT_ASSERT(!away() && !pace.held);
        CPPUNIT_ASSERT(chat::seeker_back(worker(), seeker.chat_id, pace).empty() && !pace.held);  // there already
        CPPUNIT_ASSERT(chat::seeker_gone(worker(), seeker.chat_id, 0ms, &pace).empty() && pace.held);
    }

    void who_comes_back_too_soon_keeps_the_place() {
        chat::PresencePace pace{5s};
        const Seeker seeker = waiting();
        const std::string page(16, 'p');
        CPPUNIT_ASSERT(!chat::seeker_left(worker(), seeker.chat_id, 120s, page, &pace).empty());
        CPPUNIT_ASSERT(place_left(seeker) <= 120);
        CPPUNIT_ASSERT(chat::seeker_seen(worker(), look(seeker), true, 30min, page, &pace).empty());
        CPPUNIT_ASSERT_MESSAGE("the page that was left", place_left(seeker) <= 120);
        CPPUNIT_ASSERT(chat::seeker_seen(worker(), look(seeker), true, 30min, std::string(16, 'q'), &pace).empty());
        CPPUNIT_ASSERT(place_left(seeker) > 29 * 60);
    }

    void one_counselors_presence_changes_a_list_once_in_a_while() {
        chat::PresencePace pace{5s};
        chat::Counselor anna;
        anna.id = anna_;
        CPPUNIT_ASSERT(!chat::counselor_seen(worker(), anna, &pace).empty());
        CPPUNIT_ASSERT(chat::counselor_seen(worker(), anna, &pace).empty() && !pace.held);
        CPPUNIT_ASSERT(chat::counselor_gone(worker(), anna_, &pace).empty() && pace.held);
        change("UPDATE counselors SET presence_moved_at = NOW(3) - INTERVAL 5 SECOND");
        CPPUNIT_ASSERT(!chat::counselor_gone(worker(), anna_, &pace).empty());
        pace.held = false;
        CPPUNIT_ASSERT(chat::counselor_seen(worker(), anna, &pace).empty() && pace.held);
        CPPUNIT_ASSERT_MESSAGE("signing in and out is not held", !chat::counselor_seen(worker(), anna).empty());
    }

    void an_ended_chat_has_no_presence() {
        const Seeker seeker = ended();
        const std::uint64_t before = look(seeker).last_seq;
        CPPUNIT_ASSERT(gone(seeker).empty());
        chat::Chat stale = look(seeker);
        stale.seeker_present = stale.seeker_seen_lately = false;
        CPPUNIT_ASSERT(chat::seeker_seen(worker(), stale, true, 30min).empty());
        CPPUNIT_ASSERT_EQUAL(before, look(seeker).last_seq);
    }

    void a_counselor_comes_and_goes() {
        const Seeker chatting = running();
        CPPUNIT_ASSERT(!chat::counselors_online(worker(), topic_) && !look(chatting).counselor_present);
        CPPUNIT_ASSERT(streams(anna_seen()) == (std::set<Stream>{stream(chatting), queue()}));
        CPPUNIT_ASSERT(chat::counselors_online(worker(), topic_) && look(chatting).counselor_present);
        CPPUNIT_ASSERT(anna_seen().empty());
        CPPUNIT_ASSERT(chat::counselor_gone(worker(), anna_, 100s).empty());
        const Stream inbox{chat::StreamKind::inbox, anna_};
        CPPUNIT_ASSERT(streams(chat::counselor_gone(worker(), anna_)) == (std::set<Stream>{stream(chatting), queue(), inbox}));
        CPPUNIT_ASSERT(chat::counselor_gone(worker(), anna_).empty());
        CPPUNIT_ASSERT(!chat::counselors_online(worker(), topic_) && !look(chatting).counselor_present);
    }

    void a_silent_counselor_does_not_count() {
        const Seeker chatting = running();
        anna_seen();
        change("UPDATE counselors SET present_at = NOW(3) - INTERVAL 101 SECOND");
        CPPUNIT_ASSERT(!chat::counselors_online(worker(), topic_) && !look(chatting).counselor_present);
        CPPUNIT_ASSERT(!anna_seen().empty());
        CPPUNIT_ASSERT(chat::counselors_online(worker(), topic_));
        add_topic("other");
        CPPUNIT_ASSERT(!chat::counselors_online(worker(), static_cast<chat::Id>(count("SELECT MAX(id) FROM topics"))));
    }

    void a_disabled_counselor_is_never_there() {
        anna_seen();
        change("UPDATE counselors SET disabled = TRUE");
        CPPUNIT_ASSERT(!chat::counselors_online(worker(), topic_));
        change("UPDATE counselors SET present = FALSE");
        chat::Counselor anna;
        anna.id = anna_;
        CPPUNIT_ASSERT(chat::counselor_seen(worker(), anna).empty());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM counselors WHERE present"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PresenceStoreTest);

}  // namespace
}  // namespace caritas::tests
