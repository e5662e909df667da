// Who may begin, send and end in which state, by the stores' own statements; ends, erasure, and what each leaves behind.
#include "admin/admin_store.h"
#include "store/bench.h"

#include <array>
#include <map>

namespace caritas::tests {
namespace {

using chat::EndedBy;
using chat::Role;
using chat::State;

constexpr std::array kStates{State::waiting, State::accepted, State::running, State::ended, State::withdrawn, State::erased};

class StatesTest : public StoreBench {
    CPPUNIT_TEST_SUITE(StatesTest);
    CPPUNIT_TEST(begins_after_acceptance_only);
    CPPUNIT_TEST(lets_the_seeker_write_after_the_beginning_only);
    CPPUNIT_TEST(lets_the_counselor_write_from_acceptance_on);
    CPPUNIT_TEST(lets_both_end_what_is_open);
    CPPUNIT_TEST(withdraws_what_waits_only);
    CPPUNIT_TEST(another_counselor_can_end_nothing);
    CPPUNIT_TEST(an_end_by_the_counselor_keeps_the_history);
    CPPUNIT_TEST(an_end_without_a_word_erases_at_once);
    CPPUNIT_TEST(an_end_after_a_word_erases_nothing);
    CPPUNIT_TEST(a_word_and_the_end_at_once_never_erase_the_word);
    CPPUNIT_TEST(ending_from_both_sides_at_once_ends_once);
    CPPUNIT_TEST(disabling_ends_running_chats);
    CPPUNIT_TEST(shows_a_chat_to_its_counselor_only);
    CPPUNIT_TEST(counts_what_is_unread);
    CPPUNIT_TEST(a_seeker_reads_in_a_running_chat_only_and_moves_nothing);
    CPPUNIT_TEST(seekers_see_the_name_that_was_set);
    CPPUNIT_TEST_SUITE_END();

    // `allowed`: one character per state, "x" where `work` must succeed; elsewhere it must change nothing.
    template <class Work>
    void expect_allowed(std::string_view allowed, Work&& work) {
        for (std::size_t i = 0; i < kStates.size(); ++i) {
            const Seeker seeker = in_state(kStates[i]);
            const std::uint64_t before = look(seeker).last_seq;
            const bool done = work(seeker);
            const std::string name(chat::name_of(kStates[i]));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, allowed[i] == 'x', done);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, done ? before + 1 : before, look(seeker).last_seq);
            if (!done) CPPUNIT_ASSERT_MESSAGE(name, look(seeker).state == kStates[i]);
        }
    }

    void begins_after_acceptance_only() {
        expect_allowed(".x....", [&](const Seeker& seeker) { return chat::begin(worker(), seeker.chat_id).has_value(); });
        const Seeker seeker = running();
        CPPUNIT_ASSERT(look(seeker).began_at.has_value());
    }

    void lets_the_seeker_write_after_the_beginning_only() {
        expect_allowed("..x...", [&](const Seeker& seeker) { return send(seeker, Role::seeker).has_value(); });
    }

    void lets_the_counselor_write_from_acceptance_on() {
        expect_allowed(".xx...", [&](const Seeker& seeker) { return send(seeker, Role::counselor).has_value(); });
    }

    void lets_both_end_what_is_open() {
        expect_allowed(".xx...", [&](const Seeker& seeker) { return chat::end_by_counselor(worker(), seeker.chat_id, anna_).has_value(); });
        expect_allowed(".xx...",
                       [&](const Seeker& seeker) { return chat::end_by_seeker(worker(), seeker.chat_id, false, "seeker").has_value(); });
    }

    void withdraws_what_waits_only() {
        expect_allowed("x.....", [&](const Seeker& seeker) {
            return chat::withdraw(worker(), seeker.chat_id, topic_, true, "elsewhere").has_value();
        });
        const Seeker seeker = waiting();
        CPPUNIT_ASSERT(chat::withdraw(worker(), seeker.chat_id, topic_, true, "elsewhere"));
        CPPUNIT_ASSERT(look(seeker).quick_exit && !look(seeker).number && look(seeker).ended_by == EndedBy::seeker);
        CPPUNIT_ASSERT_EQUAL("elsewhere"s, session_of(seeker));
    }

    void another_counselor_can_end_nothing() {
        const chat::Id ben = add_counselor("ben");
        const Seeker seeker = running();
        CPPUNIT_ASSERT(!chat::end_by_counselor(worker(), seeker.chat_id, ben));
        CPPUNIT_ASSERT(look(seeker).state == State::running);
        CPPUNIT_ASSERT_EQUAL("alive"s, session_of(seeker));
    }

    void an_end_by_the_counselor_keeps_the_history() {
        const Seeker seeker = ended();
        CPPUNIT_ASSERT_EQUAL("counselor"s, session_of(seeker));
        const auto list = chat::chats_of_counselor(worker(), anna_);
        CPPUNIT_ASSERT(list.size() == 1 && list[0].chat.state == State::ended && list[0].chat.ended_by == EndedBy::counselor);
        CPPUNIT_ASSERT(list[0].last && list[0].last->body == "text" && list[0].chat.number == 1);
        CPPUNIT_ASSERT(chat::active_chats(worker(), anna_).empty());
    }

    void an_end_without_a_word_erases_at_once() {
        const Seeker seeker = erased();
        CPPUNIT_ASSERT(look(seeker).state == State::erased && !look(seeker).number);
        CPPUNIT_ASSERT_EQUAL("seeker"s, session_of(seeker));
        CPPUNIT_ASSERT(chat::chats_of_counselor(worker(), anna_).empty());
        // Told once to the page of the counselor, who asks for it by its id.
        CPPUNIT_ASSERT(chat::chat_of_counselor(worker(), anna_, seeker.chat_id)->chat.state == State::erased);
    }

    void an_end_after_a_word_erases_nothing() {
        const Seeker seeker = accepted();
        CPPUNIT_ASSERT(send(seeker, Role::counselor));
        CPPUNIT_ASSERT(chat::end_by_seeker(worker(), seeker.chat_id, true, "seeker"));
        const auto list = chat::chats_of_counselor(worker(), anna_);
        CPPUNIT_ASSERT(list.size() == 1 && list[0].chat.state == State::ended && list[0].chat.quick_exit);
        const Seeker begun = running();  // begun, nothing written: ended, since the rules erase from "accepted" only
        CPPUNIT_ASSERT(chat::end_by_seeker(worker(), begun.chat_id, false, "seeker"));
        CPPUNIT_ASSERT(look(begun).state == State::ended);
    }

    void a_word_and_the_end_at_once_never_erase_the_word() {
        for (int round = 0; round < 20; ++round) {
            const Seeker seeker = accepted();
            bool sent = false;
            at_once(2, [&](db::Connection& db, int i) {
                if (i == 0) sent = chat::send(db, {seeker.chat_id, Role::counselor, "0123456789abcdef", "word"}).has_value();
                if (i == 1) CPPUNIT_ASSERT(chat::end_by_seeker(db, seeker.chat_id, false, "seeker"));
            });
            CPPUNIT_ASSERT(look(seeker).state == (sent ? State::ended : State::erased));
            CPPUNIT_ASSERT_EQUAL(std::int64_t{sent ? 1 : 0}, count("SELECT COUNT(*) FROM messages WHERE chat_id = ?", {seeker.chat_id}));
        }
    }

    void ending_from_both_sides_at_once_ends_once() {
        for (int round = 0; round < 20; ++round) {
            const Seeker seeker = running();
            std::array<bool, 2> ended{};
            at_once(2, [&](db::Connection& db, int i) {
                if (i == 0) ended[0] = chat::end_by_seeker(db, seeker.chat_id, false, "seeker").has_value();
                if (i == 1) ended[1] = chat::end_by_counselor(db, seeker.chat_id, anna_).has_value();
            });
            CPPUNIT_ASSERT(ended[0] != ended[1]);
            CPPUNIT_ASSERT_EQUAL(ended[0] ? "seeker"s : "counselor"s, session_of(seeker));
            CPPUNIT_ASSERT(look(seeker).ended_by == (ended[0] ? EndedBy::seeker : EndedBy::counselor));
        }
    }

    void disabling_ends_running_chats() {
        const Seeker first = accepted();
        const Seeker second = running();
        const Seeker before = ended();
        const Seeker waits = waiting();
        admin::disable_counselor(admin(), "anna");
        CPPUNIT_ASSERT(look(first).ended_by == EndedBy::admin && look(second).state == State::ended);
        CPPUNIT_ASSERT_EQUAL("admin"s, session_of(first));
        CPPUNIT_ASSERT_EQUAL("counselor"s, session_of(before));
        CPPUNIT_ASSERT_EQUAL("alive"s, session_of(waits));
    }

    void shows_a_chat_to_its_counselor_only() {
        const chat::Id ben = add_counselor("ben");
        const Seeker seeker = running();
        CPPUNIT_ASSERT(chat::chat_of_counselor(worker(), anna_, seeker.public_id));
        CPPUNIT_ASSERT(!chat::chat_of_counselor(worker(), ben, seeker.public_id));
        CPPUNIT_ASSERT(!chat::chat_of_counselor(worker(), ben, seeker.chat_id));
        CPPUNIT_ASSERT(!chat::chat_of_counselor(worker(), anna_, waiting().public_id));
        CPPUNIT_ASSERT(chat::chats_of_counselor(worker(), ben).empty() && chat::active_chats(worker(), ben).empty());
    }

    void counts_what_is_unread() {
        const chat::Id ben = add_counselor("ben");
        const Seeker seeker = running();
        const auto unread = [&] { return chat::chat_of_counselor(worker(), anna_, seeker.chat_id)->unread; };
        send(seeker, Role::seeker);
        send(seeker, Role::counselor);
        const std::uint64_t third = send(seeker, Role::seeker)->receipt.seq;
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, unread());
        CPPUNIT_ASSERT(!chat::counselor_read(worker(), seeker.chat_id, ben, third));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, unread());
        const auto read = chat::counselor_read(worker(), seeker.chat_id, anna_, third - 1);
        CPPUNIT_ASSERT(read && read->seq == third - 1 && read->stream == (chat::Stream{chat::StreamKind::read_counselor, seeker.chat_id}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, unread());
        CPPUNIT_ASSERT(!chat::counselor_read(worker(), seeker.chat_id, anna_, 1));  // an older tab takes nothing back
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, unread());
        chat::counselor_read(worker(), seeker.chat_id, anna_, 1'000'000);  // nor does it read what is still to come
        CPPUNIT_ASSERT_EQUAL(third, chat::chat_of_counselor(worker(), anna_, seeker.chat_id)->chat.read_seq);
    }

    void a_seeker_reads_in_a_running_chat_only_and_moves_nothing() {
        for (const State state : kStates) {
            const Seeker seeker = in_state(state);
            if (state != State::running) CPPUNIT_ASSERT(!chat::seeker_read(worker(), seeker.chat_id, 1));
        }
        const Seeker seeker = running();
        const std::uint64_t seq = send(seeker, Role::counselor)->receipt.seq;
        const auto read = chat::seeker_read(worker(), seeker.chat_id, 1'000'000);
        CPPUNIT_ASSERT(read && read->seq == seq && read->stream == (chat::Stream{chat::StreamKind::read_seeker, seeker.chat_id}));
        CPPUNIT_ASSERT(!chat::seeker_read(worker(), seeker.chat_id, seq));
        CPPUNIT_ASSERT(look(seeker).seeker_read_seq == seq && look(seeker).last_seq == seq);
        for (const chat::ChatPosition& chat : chat::active_chats(worker(), anna_)) {
            CPPUNIT_ASSERT_EQUAL(chat.id == seeker.chat_id ? seq : 0, chat.seeker_read_seq);
        }
    }

    void seekers_see_the_name_that_was_set() {
        const Seeker seeker = accepted();
        CPPUNIT_ASSERT(!look(seeker).counselor_display_name);
        CPPUNIT_ASSERT(look(seeker).topic.team_name_de == "Team topic" && look(seeker).topic.team_name_en == "topic team");
        change("UPDATE counselors SET display_name = 'Frau A.' WHERE id = ?", {anna_});
        CPPUNIT_ASSERT(look(seeker).counselor_display_name == "Frau A.");
        CPPUNIT_ASSERT(!look(waiting()).counselor_display_name);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StatesTest);

}  // namespace
}  // namespace caritas::tests
