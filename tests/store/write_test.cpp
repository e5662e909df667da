// Messages written by a session alone: what the statement itself refuses, and that a transaction of several stores all or nothing.
#include "admin/admin_store.h"
#include "chat/counselor_store.h"
#include "core/secret.h"
#include "db/transaction.h"
#include "store/bench.h"

#include <array>

namespace caritas::tests {
namespace {

using chat::Role;
using chat::State;

class WriteTest : public StoreBench {
    CPPUNIT_TEST_SUITE(WriteTest);
    CPPUNIT_TEST(a_seeker_writes_while_the_chat_runs_and_else_never);
    CPPUNIT_TEST(a_counselor_writes_from_acceptance_on_to_the_end);
    CPPUNIT_TEST(gives_back_what_stands_in_the_row);
    CPPUNIT_TEST(sequences_follow_one_another);
    CPPUNIT_TEST(nobody_writes_past_the_window);
    CPPUNIT_TEST(an_unknown_or_ended_session_writes_nothing);
    CPPUNIT_TEST(a_counselor_writes_into_no_chat_of_another);
    CPPUNIT_TEST(a_disabled_counselor_writes_nothing);
    CPPUNIT_TEST(a_session_that_is_to_be_touched_writes_nothing);
    CPPUNIT_TEST(a_repeat_is_rolled_back_with_its_sequence);
    CPPUNIT_TEST(two_chats_in_one_transaction_go_together);
    CPPUNIT_TEST(one_repeat_takes_its_whole_transaction_along);
    CPPUNIT_TEST(a_word_and_the_end_at_once_never_leave_a_word_behind_the_end);
    CPPUNIT_TEST(a_chat_that_somebody_holds_keeps_no_other_from_being_written);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override {
        StoreBench::setUp();
        const DatabaseConfig& database = config_of(User::worker).database;
        writing_ = std::make_unique<db::Connection>(database, read_password(database), db::Begin::by_itself);
        CPPUNIT_ASSERT(start_session(anna_, kAnna));
    }
    void tearDown() override {
        writing_.reset();
        StoreBench::tearDown();
    }

private:
    using Written = std::optional<chat::Written>;
    inline static const std::string kAnna = sha256("anna");

    // In the transaction that the caller began.
    Written write(const Seeker& seeker, std::string_view client_id) {
        return chat::write(*writing_, {Role::seeker, seeker.token_hash, {}}, client_id, "text");
    }
    Written by_seeker(const Seeker& seeker) {
        return db::in_transaction(*writing_, [&] { return write(seeker, random_bytes(16)); });
    }
    Written by_counselor(const Seeker& seeker, std::string_view token_hash = kAnna) {
        return db::in_transaction(*writing_, [&] {
            return chat::write(*writing_, {Role::counselor, token_hash, seeker.public_id}, random_bytes(16), "text");
        });
    }

    // All that a message changes, in one line.
    std::string trace(const Seeker& seeker) {
        const auto row = owner().select_one(
            "SELECT CONCAT_WS(' ', last_seq, last_message_seq, CAST(moved_at AS CHAR), (SELECT COUNT(*) FROM messages m "
            "WHERE m.chat_id = c.id)) FROM chats c WHERE id = ?",
            {seeker.chat_id});
        return row->text(0);
    }
    template <class Work>
    void expect_nothing(const std::string& what, const Seeker& seeker, Work&& work) {
        const std::string before = trace(seeker);
        CPPUNIT_ASSERT_MESSAGE(what, !work());
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, before, trace(seeker));
    }
    // `allowed`: one character per state, "x" where `work` must write.
    template <class Work>
    void expect_allowed(std::string_view allowed, Work&& work) {
        constexpr std::array kStates{State::waiting, State::accepted, State::running, State::ended, State::withdrawn, State::erased};
        for (std::size_t i = 0; i < kStates.size(); ++i) {
            const Seeker seeker = in_state(kStates[i]);
            const std::string name(chat::name_of(kStates[i]));
            if (allowed[i] == 'x') {
                CPPUNIT_ASSERT_MESSAGE(name, work(seeker));
            } else {
                expect_nothing(name, seeker, [&] { return work(seeker).has_value(); });
            }
        }
    }

    void a_seeker_writes_while_the_chat_runs_and_else_never() {
        expect_allowed("..x...", [this](const Seeker& seeker) { return by_seeker(seeker); });
    }

    void a_counselor_writes_from_acceptance_on_to_the_end() {
        expect_allowed(".xx...", [this](const Seeker& seeker) { return by_counselor(seeker); });
    }

    void gives_back_what_stands_in_the_row() {
        const Seeker seeker = running();
        const std::string client_id = random_bytes(16);
        const std::string body = "\0\xFF'\"\\%_"s;
        const auto written = db::in_transaction(*writing_, [&] {
            return chat::write(*writing_, {Role::counselor, kAnna, seeker.public_id}, client_id, body);
        });
        CPPUNIT_ASSERT(written && written->public_id == seeker.public_id);
        CPPUNIT_ASSERT(written->move.stream == (chat::Stream{chat::StreamKind::chat, seeker.chat_id}));
        CPPUNIT_ASSERT_EQUAL(written->move.seq, written->message.seq);
        const auto stored = chat::messages_between(worker(), seeker.chat_id, 0, look(seeker).last_seq, 10).messages;
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, stored.size());
        CPPUNIT_ASSERT(stored[0].sender == Role::counselor && written->message.sender == Role::counselor);
        CPPUNIT_ASSERT(stored[0].seq == written->message.seq && stored[0].sent_at == written->message.sent_at);
        CPPUNIT_ASSERT(stored[0].body == body && written->message.body == body);
        CPPUNIT_ASSERT(stored[0].client_id == client_id && written->message.client_id == client_id);
    }

    void sequences_follow_one_another() {
        const Seeker seeker = running();
        change("UPDATE chats SET moved_at = NOW(3) - INTERVAL 1 HOUR");
        for (int round = 0; round < 3; ++round) {
            const std::uint64_t before = look(seeker).last_seq;
            CPPUNIT_ASSERT_EQUAL(before + 1, by_seeker(seeker)->message.seq);
            CPPUNIT_ASSERT_EQUAL(before + 2, by_counselor(seeker)->message.seq);
            CPPUNIT_ASSERT_EQUAL(before + 3, send(seeker, Role::seeker)->receipt.seq);
            CPPUNIT_ASSERT(look(seeker).last_seq == before + 3 && look(seeker).last_message_seq == before + 3);
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM chats WHERE moved_at > NOW(3) - INTERVAL 1 MINUTE"));
    }

    void nobody_writes_past_the_window() {
        const Seeker seeker = running();
        age(seeker, "accepted_at", std::chrono::seconds(180 * 60 - 30));
        CPPUNIT_ASSERT(by_seeker(seeker) && by_counselor(seeker));
        age(seeker, "accepted_at", std::chrono::seconds(31));
        expect_nothing("seeker", seeker, [&] { return by_seeker(seeker).has_value(); });
        expect_nothing("counselor", seeker, [&] { return by_counselor(seeker).has_value(); });
    }

    void an_unknown_or_ended_session_writes_nothing() {
        const Seeker seeker = running();
        Seeker unknown = seeker;
        unknown.token_hash = sha256("unknown");
        expect_nothing("unknown seeker", seeker, [&] { return by_seeker(unknown).has_value(); });
        expect_nothing("unknown counselor", seeker, [&] { return by_counselor(seeker, sha256("unknown")).has_value(); });
        chat::sign_out(worker(), anna_, kAnna);
        expect_nothing("signed out", seeker, [&] { return by_counselor(seeker).has_value(); });
        change("UPDATE seeker_sessions SET ended_reason = 'elsewhere', ended_at = NOW(3)");
        expect_nothing("ended seeker", seeker, [&] { return by_seeker(seeker).has_value(); });
    }

    void a_counselor_writes_into_no_chat_of_another() {
        const chat::Id ben = add_counselor("ben");
        CPPUNIT_ASSERT(start_session(ben, sha256("ben")));
        const Seeker seeker = running();
        expect_nothing("another's", seeker, [&] { return by_counselor(seeker, sha256("ben")).has_value(); });
        const Seeker waits = waiting();
        expect_nothing("nobody's", waits, [&] { return by_counselor(waits, sha256("ben")).has_value(); });
        // Nor is a session of one role good for the other.
        Seeker crossed = seeker;
        crossed.token_hash = kAnna;
        expect_nothing("crossed", seeker, [&] { return by_seeker(crossed).has_value(); });
        expect_nothing("crossed", seeker, [&] { return by_counselor(seeker, seeker.token_hash).has_value(); });
    }

    // Disabling ends the sessions and the chats in one transaction; no statement looks at the flag.
    void a_disabled_counselor_writes_nothing() {
        const Seeker seeker = running();
        CPPUNIT_ASSERT(by_counselor(seeker));
        admin::disable_counselor(admin(), "anna");
        expect_nothing("ended", seeker, [&] { return by_counselor(seeker).has_value() || by_seeker(seeker).has_value(); });
    }

    // The whole way touches it, and finds out whether it is idle.
    void a_session_that_is_to_be_touched_writes_nothing() {
        const Seeker seeker = running();
        change("UPDATE counselor_sessions SET acted_at = NOW(3) - INTERVAL 50 SECOND");
        CPPUNIT_ASSERT(by_counselor(seeker));
        change("UPDATE counselor_sessions SET acted_at = NOW(3) - INTERVAL 61 SECOND");
        expect_nothing("a minute ago", seeker, [&] { return by_counselor(seeker).has_value(); });
        CPPUNIT_ASSERT(by_seeker(seeker));
    }

    void a_repeat_is_rolled_back_with_its_sequence() {
        const Seeker seeker = running();
        const std::string client_id = random_bytes(16);
        const auto first = db::in_transaction(*writing_, [&] { return write(seeker, client_id); });
        const std::string before = trace(seeker);
        CPPUNIT_ASSERT_THROW(db::in_transaction(*writing_, [&] { return write(seeker, client_id); }), db::Duplicate);
        CPPUNIT_ASSERT_EQUAL(before, trace(seeker));
        // The whole way has the first receipt, and the connection goes on.
        const auto again = chat::send(worker(), {seeker.chat_id, Role::seeker, client_id, "text"});
        CPPUNIT_ASSERT(again && !again->move && again->receipt.seq == first->message.seq);
        CPPUNIT_ASSERT_EQUAL(first->message.seq + 1, by_seeker(seeker)->message.seq);
        // The other side may use the same id.
        CPPUNIT_ASSERT(db::in_transaction(*writing_, [&] {
            return chat::write(*writing_, {Role::counselor, kAnna, seeker.public_id}, client_id, "text");
        }));
    }

    void two_chats_in_one_transaction_go_together() {
        const Seeker one = running();
        const Seeker two = running();
        const Seeker over = ended();
        const std::array before{look(one).last_seq, look(two).last_seq};
        db::in_transaction(*writing_, [&] {
            const auto first = write(one, random_bytes(16));
            CPPUNIT_ASSERT(!write(over, random_bytes(16)));
            const auto second = write(two, random_bytes(16));
            const auto third = write(one, random_bytes(16));
            CPPUNIT_ASSERT(first->message.seq == before[0] + 1 && third->message.seq == before[0] + 2);
            CPPUNIT_ASSERT(second->message.seq == before[1] + 1 && second->public_id == two.public_id);
            CPPUNIT_ASSERT(look(one).last_seq == before[0] && look(two).last_seq == before[1]);  // for everybody else
        });
        CPPUNIT_ASSERT(look(one).last_seq == before[0] + 2 && look(two).last_seq == before[1] + 1);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, count("SELECT COUNT(*) FROM messages WHERE chat_id = ?", {one.chat_id}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM messages WHERE chat_id = ?", {two.chat_id}));
    }

    void one_repeat_takes_its_whole_transaction_along() {
        const Seeker one = running();
        const Seeker two = running();
        const std::string client_id = random_bytes(16);
        CPPUNIT_ASSERT(db::in_transaction(*writing_, [&] { return write(one, client_id); }));
        const std::string before = trace(one) + trace(two);
        CPPUNIT_ASSERT_THROW(db::in_transaction(*writing_,
                                                [&] {
                                                    write(two, random_bytes(16));
                                                    return write(one, client_id);
                                                }),
                             db::Duplicate);
        CPPUNIT_ASSERT_EQUAL(before, trace(one) + trace(two));
    }

    void a_word_and_the_end_at_once_never_leave_a_word_behind_the_end() {
        for (int round = 0; round < 20; ++round) {
            const Seeker seeker = running();
            Written written;
            at_once(2, [&](db::Connection& db, int i) {
                if (i == 0) written = if_free([&] { return by_seeker(seeker); });
                if (i == 1) CPPUNIT_ASSERT(chat::end_by_counselor(db, seeker.chat_id, anna_));
            });
            CPPUNIT_ASSERT_EQUAL(std::int64_t{written ? 1 : 0}, count("SELECT COUNT(*) FROM messages WHERE chat_id = ?", {seeker.chat_id}));
            if (written) CPPUNIT_ASSERT_EQUAL(written->message.seq + 1, look(seeker).last_seq);
        }
    }

    // Who writes so waits for nobody.
    template <class Work>
    static Written if_free(Work&& work) {
        try {
            return work();
        } catch (const db::Locked&) {
            return std::nullopt;
        }
    }

    void a_chat_that_somebody_holds_keeps_no_other_from_being_written() {
        const Seeker held = running();
        const Seeker free = running();
        owner().begin();
        owner().select("SELECT id FROM chats WHERE id = ? FOR UPDATE", {held.chat_id});
        db::in_transaction(*writing_, [&] {
            CPPUNIT_ASSERT(write(free, random_bytes(16)));
            CPPUNIT_ASSERT_THROW(write(held, random_bytes(16)), db::Locked);
            CPPUNIT_ASSERT(write(free, random_bytes(16)));
        });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, count("SELECT COUNT(*) FROM messages WHERE chat_id = ?", {free.chat_id}));
        CPPUNIT_ASSERT_THROW(chat::write_alone(*writing_, {Role::seeker, held.token_hash, {}}, random_bytes(16), "text"), db::Locked);
        owner().rollback();
        CPPUNIT_ASSERT(chat::write_alone(*writing_, {Role::seeker, held.token_hash, {}}, random_bytes(16), "text"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM messages WHERE chat_id = ?", {held.chat_id}));
        const auto seconds = writing_->select_one("SELECT @@innodb_lock_wait_timeout")->number(0);
        CPPUNIT_ASSERT_EQUAL_MESSAGE("all others would wait meanwhile", std::int64_t{0}, seconds);
    }

    std::unique_ptr<db::Connection> writing_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(WriteTest);

}  // namespace
}  // namespace caritas::tests
