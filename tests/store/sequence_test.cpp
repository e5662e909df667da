// Sequences under concurrency: a reader who asks for what came after N never misses anything, and a repeat gets the first receipt.
#include "core/secret.h"
#include "db/transaction.h"
#include "live/tail.h"
#include "store/bench.h"

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

namespace caritas::tests {
namespace {

using chat::Role;

class SequenceTest : public StoreBench {
    CPPUNIT_TEST_SUITE(SequenceTest);
    CPPUNIT_TEST(a_reader_never_misses_a_message);
    CPPUNIT_TEST(a_repeat_gets_the_first_receipt);
    CPPUNIT_TEST(repeats_at_once_store_one_message);
    CPPUNIT_TEST(both_sides_may_use_the_same_client_id);
    CPPUNIT_TEST(a_repeat_after_the_end_still_gets_its_receipt);
    CPPUNIT_TEST(bodies_are_opaque);
    CPPUNIT_TEST(reads_in_pages);
    CPPUNIT_TEST(the_tail_names_what_moved);
    CPPUNIT_TEST_SUITE_END();

    // Takes a number and writes, holds the transaction open while others come, and gives up.
    static void roll_back(db::Connection& db, chat::Id chat_id) {
        const db::Transaction transaction(db);
        const auto taken = db.change("UPDATE chats SET last_seq = LAST_INSERT_ID(last_seq + 1) WHERE id = ?", {chat_id});
        const std::string client_id = random_bytes(16);
        db.change("INSERT INTO messages (chat_id, seq, sender, client_id, body) VALUES (?, ?, 'seeker', ?, 'lost')",
                  {chat_id, taken.insert_id, client_id});
    }

    static void write_and_give_up(db::Connection& db, chat::Id chat_id, int rounds) {
        std::string repeated;
        for (int round = 0; round < rounds; ++round) {
            if (round % 4 == 3) roll_back(db, chat_id);
            if (repeated.empty() || round % 3 != 0) repeated = random_bytes(16);  // else a double, which rolls back as well
            CPPUNIT_ASSERT(chat::send(db, {chat_id, round % 2 == 0 ? Role::seeker : Role::counselor, repeated, "kept"}));
        }
    }

    void a_reader_never_misses_a_message() {
        constexpr int kWriters = 8;
        const Seeker seeker = running();
        std::atomic<int> writing{kWriters};
        std::vector<std::uint64_t> seen;
        at_once(kWriters + 1, [&](db::Connection& db, int i) {
            if (i < kWriters) {
                write_and_give_up(db, seeker.chat_id, 40);
                --writing;
                return;
            }
            std::uint64_t after = 0;
            for (bool last = false; !last;) {
                last = writing == 0;  // then one look more
                const std::uint64_t upto = chat::find_seeker_session(db, seeker.token_hash)->chat->last_seq;
                for (const auto& message : chat::messages_between(db, seeker.chat_id, after, upto, 10'000).messages)
                    seen.push_back(message.seq);
                after = upto;
            }
        });
        std::vector<std::uint64_t> stored;
        for (const auto& message : chat::messages_between(worker(), seeker.chat_id, 0, UINT32_MAX, 10'000).messages)
            stored.push_back(message.seq);
        CPPUNIT_ASSERT(stored.size() > 200);
        CPPUNIT_ASSERT_MESSAGE("the reader missed " + std::to_string(stored.size() - seen.size()), seen == stored);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM messages WHERE body = 'lost'"));
        CPPUNIT_ASSERT_EQUAL(stored.back(), look(seeker).last_message_seq);
    }

    void a_repeat_gets_the_first_receipt() {
        const Seeker seeker = running();
        const std::string client_id = random_bytes(16);
        const auto first = chat::send(worker(), {seeker.chat_id, Role::seeker, client_id, "first"});
        CPPUNIT_ASSERT(first && first->move && first->move->seq == first->receipt.seq);
        CPPUNIT_ASSERT(send(seeker, Role::counselor));
        const std::uint64_t before = look(seeker).last_seq;
        for (int i = 0; i < 3; ++i) {
            const auto again = chat::send(worker(), {seeker.chat_id, Role::seeker, client_id, "another text"});
            CPPUNIT_ASSERT(again && !again->move);
            CPPUNIT_ASSERT_EQUAL(first->receipt.seq, again->receipt.seq);
            CPPUNIT_ASSERT(first->receipt.sent_at == again->receipt.sent_at);
        }
        CPPUNIT_ASSERT_EQUAL(before, look(seeker).last_seq);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM messages WHERE client_id = ? AND body = 'first'", {client_id}));
    }

    void repeats_at_once_store_one_message() {
        const Seeker seeker = running();
        const std::string client_id = random_bytes(16);
        std::mutex mutex;
        std::set<std::uint64_t> receipts;
        int moves = 0;
        at_once(8, [&](db::Connection& db, int /*i*/) {
            const auto sent = chat::send(db, {seeker.chat_id, Role::seeker, client_id, "once"});
            const std::lock_guard lock(mutex);
            receipts.insert(sent->receipt.seq);
            if (sent->move) ++moves;
        });
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, receipts.size());
        CPPUNIT_ASSERT_EQUAL(1, moves);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM messages"));
    }

    void both_sides_may_use_the_same_client_id() {
        const Seeker seeker = running();
        const std::string client_id = random_bytes(16);
        CPPUNIT_ASSERT(chat::send(worker(), {seeker.chat_id, Role::seeker, client_id, "a"})->move);
        CPPUNIT_ASSERT(chat::send(worker(), {seeker.chat_id, Role::counselor, client_id, "b"})->move);
        const Seeker other = running();
        CPPUNIT_ASSERT(chat::send(worker(), {other.chat_id, Role::seeker, client_id, "c"})->move);
    }

    // The answer was lost and the other side ended the chat meanwhile: the page must not say that it was not delivered.
    void a_repeat_after_the_end_still_gets_its_receipt() {
        const Seeker seeker = running();
        const std::string client_id = random_bytes(16);
        const auto first = chat::send(worker(), {seeker.chat_id, Role::counselor, client_id, "text"});
        CPPUNIT_ASSERT(chat::end_by_seeker(worker(), seeker.chat_id, false, "seeker"));
        const auto again = chat::send(worker(), {seeker.chat_id, Role::counselor, client_id, "text"});
        CPPUNIT_ASSERT(again && again->receipt.seq == first->receipt.seq);
        CPPUNIT_ASSERT(!send(seeker, Role::counselor));
    }

    void bodies_are_opaque() {
        const Seeker seeker = running();
        const std::string zeros = "\0\xFF'\"\\%_\r\n\0"s;
        const std::string longest(32'768, '\xF0');
        CPPUNIT_ASSERT(send(seeker, Role::seeker, zeros) && send(seeker, Role::seeker, longest));
        const auto messages = chat::messages_between(worker(), seeker.chat_id, 0, look(seeker).last_seq, 10).messages;
        CPPUNIT_ASSERT(messages.size() == 2 && messages[0].body == zeros && messages[1].body == longest);
        CPPUNIT_ASSERT_THROW(send(seeker, Role::seeker, longest + "x"), db::Error);
        CPPUNIT_ASSERT(send(seeker, Role::seeker, "goes on")->receipt.seq == messages[1].seq + 1);
    }

    void reads_in_pages() {
        const Seeker seeker = running();
        std::vector<std::uint64_t> sent;
        for (int i = 0; i < 5; ++i) sent.push_back(send(seeker, Role::seeker)->receipt.seq);
        const auto page = chat::messages_between(worker(), seeker.chat_id, sent[0], sent[4], 3).messages;
        CPPUNIT_ASSERT(page.size() == 3 && page.front().seq == sent[1] && page.back().seq == sent[3]);
        CPPUNIT_ASSERT(chat::messages_between(worker(), seeker.chat_id, sent[3], sent[3], 3).messages.empty());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, chat::messages_between(worker(), seeker.chat_id, sent[3], sent[4], 3).messages.size());
    }

    void the_tail_names_what_moved() {
        const Seeker old = running();
        change("UPDATE chats SET moved_at = NOW(3) - INTERVAL 1 HOUR");
        change("UPDATE topics SET moved_at = NOW(3) - INTERVAL 1 HOUR");
        change("UPDATE counselors SET moved_at = NOW(3) - INTERVAL 1 HOUR");
        CPPUNIT_ASSERT(live::moved_within(worker(), live::kTailOverlap).empty());
        const auto sent = send(old, Role::seeker);
        const auto moves = live::moved_within(worker(), live::kTailOverlap);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, moves.size());
        CPPUNIT_ASSERT(moves[0].stream == sent->move->stream && moves[0].seq == sent->move->seq);
        accepted();
        CPPUNIT_ASSERT_EQUAL(std::size_t{4}, live::moved_within(worker(), live::kTailOverlap).size());  // both chats, the queue, the inbox
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SequenceTest);

}  // namespace
}  // namespace caritas::tests
