// Documents: chunks in order and once, within their limits, read in their own chat only; and nothing stays of what is broken off or erased.
#include "chat/file_store.h"
#include "chat/retention_store.h"
#include "core/secret.h"
#include "store/bench.h"

#include <array>

namespace caritas::tests {
namespace {

using chat::PutOutcome;
using chat::Role;
using chat::State;
using namespace std::chrono_literals;

class FilesTest : public StoreBench {
    CPPUNIT_TEST_SUITE(FilesTest);
    CPPUNIT_TEST(comes_back_chunk_by_chunk_once_it_is_complete);
    CPPUNIT_TEST(takes_chunks_in_order_and_each_once);
    CPPUNIT_TEST(follows_the_rules_of_writing);
    CPPUNIT_TEST(keeps_to_its_limits);
    CPPUNIT_TEST(many_at_once_keep_to_the_limit_of_a_chat);
    CPPUNIT_TEST(is_read_in_its_own_chat_only);
    CPPUNIT_TEST(is_taken_back_by_its_sender_alone);
    CPPUNIT_TEST(what_is_given_up_was_begun_all_the_same);
    CPPUNIT_TEST(what_was_broken_off_goes_after_some_minutes);
    CPPUNIT_TEST(goes_with_its_chat);
    CPPUNIT_TEST_SUITE_END();

    static constexpr chat::FileLimits kLimits{3, 100};
    const std::string file_ = std::string(16, 'f');

    PutOutcome put(const Seeker& seeker, std::int64_t number, bool last = false, std::string_view body = "chunk",
                   Role sender = Role::seeker, std::string_view file = {}) {
        return chat::put_chunk(worker(), {seeker.chat_id, sender, file.empty() ? file_ : file, number, body, last}, kLimits);
    }
    std::string read(const Seeker& seeker, std::int64_t number) {
        return chat::read_chunk(worker(), seeker.chat_id, file_, number).value_or("nothing");
    }
    std::int64_t rows() { return count("SELECT (SELECT COUNT(*) FROM files) + (SELECT COUNT(*) FROM file_chunks)"); }
    static void expect(PutOutcome wanted, PutOutcome outcome) { CPPUNIT_ASSERT_EQUAL(static_cast<int>(wanted), static_cast<int>(outcome)); }

    void comes_back_chunk_by_chunk_once_it_is_complete() {
        const Seeker seeker = running();
        const std::string bytes = "\0\xFF'\"\\%_"s;
        expect(PutOutcome::stored, put(seeker, 0, false, bytes));
        CPPUNIT_ASSERT_EQUAL("nothing"s, read(seeker, 0));
        expect(PutOutcome::stored, put(seeker, 1, true, "end"));
        CPPUNIT_ASSERT(read(seeker, 0) == bytes && read(seeker, 1) == "end" && read(seeker, 2) == "nothing");
    }

    void takes_chunks_in_order_and_each_once() {
        const Seeker seeker = running();
        expect(PutOutcome::out_of_order, put(seeker, 1));
        expect(PutOutcome::stored, put(seeker, 0));
        expect(PutOutcome::repeated, put(seeker, 0, false, "other"));
        expect(PutOutcome::out_of_order, put(seeker, 2));
        expect(PutOutcome::out_of_order, put(seeker, 1, false, "chunk", Role::counselor));  // somebody else's
        expect(PutOutcome::stored, put(seeker, 1, true));
        expect(PutOutcome::repeated, put(seeker, 1, true));
        expect(PutOutcome::out_of_order, put(seeker, 2));  // it is complete
        CPPUNIT_ASSERT_EQUAL("chunk"s, read(seeker, 0));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, rows());
    }

    void follows_the_rules_of_writing() {
        constexpr std::array kStates{State::waiting, State::accepted, State::running, State::ended, State::withdrawn, State::erased};
        for (const State state : kStates) {
            const Seeker seeker = in_state(state);
            const bool counselor_may = state == State::accepted || state == State::running;
            expect(state == State::running ? PutOutcome::stored : PutOutcome::over, put(seeker, 0));
            expect(counselor_may ? PutOutcome::stored : PutOutcome::over,
                   put(seeker, 0, false, "chunk", Role::counselor, std::string(16, 'c')));
        }
        const Seeker seeker = running();
        expect(PutOutcome::stored, put(seeker, 0));
        age(seeker, "accepted_at", 180min + 1s);
        expect(PutOutcome::over, put(seeker, 1));
    }

    void keeps_to_its_limits() {
        const Seeker seeker = running();
        expect(PutOutcome::stored, put(seeker, 0, false, std::string(60, 'x')));
        expect(PutOutcome::too_large, put(seeker, 1, true, std::string(41, 'x')));
        expect(PutOutcome::stored, put(seeker, 1, true, std::string(40, 'x')));
        for (const char name : {'a', 'b'}) expect(PutOutcome::stored, put(seeker, 0, true, "x", Role::seeker, std::string(16, name)));
        expect(PutOutcome::too_many, put(seeker, 0, true, "x", Role::seeker, std::string(16, 'c')));
        expect(PutOutcome::stored, put(seeker, 0, true, "x", Role::counselor, std::string(16, 'c')));
        expect(PutOutcome::out_of_order, put(seeker, 0, true, "x", Role::counselor));  // the seeker's
        expect(PutOutcome::stored, put(running(), 0));
    }

    void many_at_once_keep_to_the_limit_of_a_chat() {
        const Seeker seeker = running();
        at_once(8, [&](db::Connection& db, int i) {
            chat::put_chunk(db, {seeker.chat_id, Role::seeker, std::string(16, static_cast<char>('a' + i)), 0, "x", true}, kLimits);
        });
        CPPUNIT_ASSERT_EQUAL(kLimits.files, count("SELECT COUNT(*) FROM files"));
    }

    void is_read_in_its_own_chat_only() {
        const Seeker one = running();
        const Seeker two = running();
        expect(PutOutcome::stored, put(one, 0, true));
        CPPUNIT_ASSERT(read(one, 0) == "chunk" && read(two, 0) == "nothing");
        expect(PutOutcome::stored, put(two, 0, true, "other"));  // the same id is another document there
        CPPUNIT_ASSERT(read(one, 0) == "chunk" && read(two, 0) == "other");
    }

    void is_taken_back_by_its_sender_alone() {
        const Seeker seeker = running();
        expect(PutOutcome::stored, put(seeker, 0));
        chat::take_back_file(worker(), seeker.chat_id, Role::counselor, file_);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, rows());
        chat::take_back_file(worker(), seeker.chat_id, Role::seeker, file_);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, rows());
        expect(PutOutcome::stored, put(seeker, 0, true));
        chat::take_back_file(worker(), seeker.chat_id, Role::seeker, file_);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, rows());
    }

    void what_is_given_up_was_begun_all_the_same() {
        const Seeker seeker = running();
        for (int i = 0; i < 9; ++i) {
            expect(PutOutcome::stored, put(seeker, 0));
            chat::take_back_file(worker(), seeker.chat_id, Role::seeker, file_);
        }
        expect(PutOutcome::too_many, put(seeker, 0));
        expect(PutOutcome::stored, put(seeker, 0, true, "x", Role::counselor));
    }

    void what_was_broken_off_goes_after_some_minutes() {
        const Seeker seeker = running();
        expect(PutOutcome::stored, put(seeker, 0));
        expect(PutOutcome::stored, put(seeker, 0, true, "x", Role::seeker, std::string(16, 'c')));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::remove_broken_off_files(janitor()));
        change("UPDATE files SET moved_at = NOW(3) - INTERVAL 301 SECOND");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::remove_broken_off_files(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, rows());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM files WHERE complete"));
    }

    void goes_with_its_chat() {
        const Seeker seeker = running();
        const Seeker stays = running();
        expect(PutOutcome::stored, put(stays, 0, true));
        for (std::int64_t i = 0; i < 2 * chat::kChunkBatch; ++i)
            expect(PutOutcome::stored, put(seeker, i, i == 2 * chat::kChunkBatch - 1, "x"));
        CPPUNIT_ASSERT(chat::end_by_seeker(worker(), seeker.chat_id, false, "seeker"));
        age(seeker, "ended_at", 48h + 1s);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::erase_unreadable(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::remove_files_of_erased(janitor()));  // not before its chunks
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::remove_erased_chats(janitor()));     // nor the chat before its files
        CPPUNIT_ASSERT_EQUAL(chat::kChunkBatch, chat::remove_chunks_of_erased(janitor()));
        CPPUNIT_ASSERT_EQUAL(chat::kChunkBatch, chat::remove_chunks_of_erased(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::remove_chunks_of_erased(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::remove_files_of_erased(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::remove_erased_chats(janitor()));
        CPPUNIT_ASSERT_EQUAL("chunk"s, read(stays, 0));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, rows());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FilesTest);

}  // namespace
}  // namespace caritas::tests
