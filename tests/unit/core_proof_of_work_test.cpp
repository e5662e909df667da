// The work before a sign-in: challenges that only the server makes, for a while, and digests that begin with zeros.
#include "core/proof_of_work.h"
#include "core/secret.h"
#include "unit/expect.h"

namespace caritas::tests {
namespace {

using namespace std::chrono_literals;

class ProofOfWorkTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ProofOfWorkTest);
    CPPUNIT_TEST(a_challenge_says_what_it_asks_for);
    CPPUNIT_TEST(nobody_else_makes_one);
    CPPUNIT_TEST(a_challenge_does_not_last);
    CPPUNIT_TEST(work_is_zeros_at_the_front);
    CPPUNIT_TEST(counts_bits_as_hex_shows_them);
    CPPUNIT_TEST_SUITE_END();

    static constexpr Time kNow{1h};

    void a_challenge_says_what_it_asks_for() {
        for (const int bits : {0, 1, 13, 20}) {
            CPPUNIT_ASSERT(bits_of_challenge("secret", make_challenge("secret", kNow, bits), kNow) == bits);
        }
        CPPUNIT_ASSERT(make_challenge("secret", kNow, 1) != make_challenge("secret", kNow, 1));
    }

    void nobody_else_makes_one() {
        const std::string challenge = make_challenge("secret", kNow, 13);
        CPPUNIT_ASSERT(!bits_of_challenge("another", challenge, kNow));
        for (std::size_t i = 0; i < challenge.size(); ++i) {
            std::string changed = challenge;
            changed[i] = changed[i] == '0' ? '1' : '0';
            CPPUNIT_ASSERT(!bits_of_challenge("secret", changed, kNow));
        }
        for (const char* text : {"", "0", "zz"}) CPPUNIT_ASSERT(!bits_of_challenge("secret", text, kNow));
        CPPUNIT_ASSERT(!bits_of_challenge("secret", challenge + "00", kNow));
    }

    void a_challenge_does_not_last() {
        const std::string challenge = make_challenge("secret", kNow, 13);
        CPPUNIT_ASSERT(bits_of_challenge("secret", challenge, kNow + kChallengeLasts - 1ms));
        CPPUNIT_ASSERT(!bits_of_challenge("secret", challenge, kNow + kChallengeLasts));
    }

    void work_is_zeros_at_the_front() {
        int number = 0;
        while (!is_work_done("challenge", "purpose", std::to_string(number), 10)) ++number;
        const std::string digest = sha256("challenge:purpose:" + std::to_string(number));
        CPPUNIT_ASSERT(digest[0] == 0 && (static_cast<unsigned char>(digest[1]) & 0xC0U) == 0);
        CPPUNIT_ASSERT(is_work_done("challenge", "purpose", std::to_string(number), 0));
        CPPUNIT_ASSERT(!is_work_done("challenge", "another", std::to_string(number), 10));
        CPPUNIT_ASSERT(!is_work_done("challenge", "purpose", std::to_string(number), 256));
    }

    void counts_bits_as_hex_shows_them() {
        for (int number = 0; number < 1000; ++number) {
            const std::string text = std::to_string(number);
            const std::string hex = to_hex(sha256("a:b:" + text));
            CPPUNIT_ASSERT_EQUAL(hex.starts_with("00"), is_work_done("a", "b", text, 8));
            CPPUNIT_ASSERT_EQUAL(hex.starts_with("0"), is_work_done("a", "b", text, 4));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProofOfWorkTest);

}  // namespace
}  // namespace caritas::tests
