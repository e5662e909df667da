// The messages of one chat for a poll that is a few of them behind: who may read them is part of the query.
#include "chat/counselor_store.h"
#include "core/secret.h"
#include "store/bench.h"

namespace caritas::tests {
namespace {

using chat::Role;

class ReadMessagesTest : public StoreBench {
    CPPUNIT_TEST_SUITE(ReadMessagesTest);
    CPPUNIT_TEST(both_sides_read_what_lies_between);
    CPPUNIT_TEST(nobody_else_reads_anything);
    CPPUNIT_TEST(a_dead_session_reads_nothing);
    CPPUNIT_TEST(an_ended_chat_is_left_to_the_whole_look);
    CPPUNIT_TEST(an_idle_counselor_reads_nothing);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override {
        StoreBench::setUp();
        CPPUNIT_ASSERT(start_session(anna_, kAnna));
        seeker_ = running();
        before_ = look(seeker_).last_seq;
        for (const char* text : {"one", "two", "three"}) CPPUNIT_ASSERT(send(seeker_, Role::seeker, text));
    }

private:
    inline static const std::string kAnna = sha256("anna");

    std::string read(Role reader, const std::string& token_hash, std::uint64_t after = 0, std::uint64_t upto = 1000) {
        std::string texts;
        for (const chat::Written& written :
             chat::messages_for(worker(), reader, token_hash, seeker_.chat_id, before_ + after, before_ + upto)) {
            CPPUNIT_ASSERT(written.public_id == seeker_.public_id && written.move.stream.id == seeker_.chat_id);
            CPPUNIT_ASSERT_EQUAL(written.move.seq, written.message.seq);
            texts += written.message.body + " ";
        }
        return texts;
    }

    void both_sides_read_what_lies_between() {
        CPPUNIT_ASSERT_EQUAL("one two three "s, read(Role::seeker, seeker_.token_hash));
        CPPUNIT_ASSERT_EQUAL("two "s, read(Role::seeker, seeker_.token_hash, 1, 2));
        CPPUNIT_ASSERT_EQUAL("two three "s, read(Role::counselor, kAnna, 1));
    }

    void nobody_else_reads_anything() {
        const Seeker other = running();
        const chat::Id ben = add_counselor("ben");
        CPPUNIT_ASSERT(start_session(ben, sha256("ben")));
        CPPUNIT_ASSERT_EQUAL(""s, read(Role::seeker, other.token_hash));
        CPPUNIT_ASSERT_EQUAL(""s, read(Role::counselor, sha256("ben")));
        CPPUNIT_ASSERT_EQUAL(""s, read(Role::seeker, kAnna));
        CPPUNIT_ASSERT_EQUAL(""s, read(Role::counselor, seeker_.token_hash));
    }

    void a_dead_session_reads_nothing() {
        chat::sign_out(worker(), anna_, kAnna);
        CPPUNIT_ASSERT_EQUAL(""s, read(Role::counselor, kAnna));
    }

    void an_ended_chat_is_left_to_the_whole_look() {
        CPPUNIT_ASSERT(chat::end_by_counselor(worker(), seeker_.chat_id, anna_));
        CPPUNIT_ASSERT_EQUAL(""s, read(Role::seeker, seeker_.token_hash));
        CPPUNIT_ASSERT_EQUAL(""s, read(Role::counselor, kAnna));
    }

    void an_idle_counselor_reads_nothing() {
        change("UPDATE counselor_sessions SET acted_at = NOW(3) - INTERVAL 481 MINUTE");
        CPPUNIT_ASSERT_EQUAL(""s, read(Role::counselor, kAnna));
    }

    Seeker seeker_;
    std::uint64_t before_ = 0;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReadMessagesTest);

}  // namespace
}  // namespace caritas::tests
