// Secrets against known answers: SHA-256, the spellings of bytes, tokens, password hashes.
#include "core/secret.h"
#include "unit/expect.h"

#include <set>

namespace caritas::tests {
namespace {

class SecretTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SecretTest);
    CPPUNIT_TEST(digests_as_fips_180_says);
    CPPUNIT_TEST(spells_hex);
    CPPUNIT_TEST(refuses_hex_that_is_not_ours);
    CPPUNIT_TEST(spells_base64_as_rfc_4648_says);
    CPPUNIT_TEST(reads_base64url_strictly);
    CPPUNIT_TEST(makes_tokens);
    CPPUNIT_TEST(hashes_passwords_with_argon2id);
    CPPUNIT_TEST(verifies_the_right_password_only);
    CPPUNIT_TEST(knows_nobody_without_a_hash);
    CPPUNIT_TEST(survives_a_broken_hash);
    CPPUNIT_TEST_SUITE_END();

    static std::string digest(std::string_view data) { return to_hex(sha256(data)); }

    // The examples of FIPS 180-4, and the empty text.
    void digests_as_fips_180_says() {
        CPPUNIT_ASSERT_EQUAL("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"s, digest(""));
        CPPUNIT_ASSERT_EQUAL("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"s, digest("abc"));
        CPPUNIT_ASSERT_EQUAL("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"s,
                             digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
        CPPUNIT_ASSERT_EQUAL("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"s, digest(std::string(1'000'000, 'a')));
        CPPUNIT_ASSERT(digest("a\0b"sv) != digest("a"));
    }

    void spells_hex() {
        CPPUNIT_ASSERT_EQUAL("00ff10"s, to_hex("\0\xFF\x10"sv));
        CPPUNIT_ASSERT_EQUAL(""s, to_hex(""));
        CPPUNIT_ASSERT_EQUAL("\0\xFF\x10"s, from_hex("00ff10", 3).value());
    }

    void refuses_hex_that_is_not_ours() {
        for (const std::string_view text : {""sv, "00ff1"sv, "00ff1000"sv, "00FF10"sv, "00fg10"sv, "0x0f10"sv, "00 f10"sv, "00ff1\0"sv}) {
            CPPUNIT_ASSERT(!from_hex(text, 3));
        }
    }

    void spells_base64_as_rfc_4648_says() {
        CPPUNIT_ASSERT_EQUAL(""s, to_base64(""));
        CPPUNIT_ASSERT_EQUAL("Zg=="s, to_base64("f"));
        CPPUNIT_ASSERT_EQUAL("Zm8="s, to_base64("fo"));
        CPPUNIT_ASSERT_EQUAL("Zm9vYmFy"s, to_base64("foobar"));
        CPPUNIT_ASSERT_EQUAL("+/8="s, to_base64("\xFB\xFF"));
        CPPUNIT_ASSERT_EQUAL("-_8"s, to_base64url("\xFB\xFF"));
        CPPUNIT_ASSERT_EQUAL("Zg"s, to_base64url("f"));
    }

    void reads_base64url_strictly() {
        CPPUNIT_ASSERT_EQUAL("\xFB\xFF"s, from_base64url("-_8").value());
        CPPUNIT_ASSERT_EQUAL(""s, from_base64url("").value());
        for (const std::string_view text : {"+/8"sv, "Zg=="sv, "Z"sv, "Zm 9"sv, "Zh"sv, "Zg\n"sv, "Zm9v\0"sv, "ä"sv}) {
            CPPUNIT_ASSERT(!from_base64url(text));
        }
    }

    void makes_tokens() {
        std::set<std::string> tokens;
        for (int i = 0; i < 100; ++i) {
            const std::string token = new_token();
            CPPUNIT_ASSERT_EQUAL(std::size_t{43}, token.size());
            CPPUNIT_ASSERT_EQUAL(std::size_t{32}, from_base64url(token).value().size());
            tokens.insert(token);
        }
        CPPUNIT_ASSERT_EQUAL(std::size_t{100}, tokens.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t{16}, random_bytes(16).size());
    }

    void hashes_passwords_with_argon2id() {
        const std::string hash = hash_password("correct horse battery staple");
        CPPUNIT_ASSERT(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
        CPPUNIT_ASSERT(hash.size() <= 200);  // the column counselors.password_hash
        CPPUNIT_ASSERT(hash != hash_password("correct horse battery staple"));
    }

    void verifies_the_right_password_only() {
        const std::string hash = hash_password("Straße, Übergang 1");
        CPPUNIT_ASSERT(verify_password("Straße, Übergang 1", hash));
        CPPUNIT_ASSERT(!verify_password("Straße, Übergang 2", hash));
        CPPUNIT_ASSERT(!verify_password("Straße, Übergang 1 ", hash));
        CPPUNIT_ASSERT(!verify_password("", hash));
        CPPUNIT_ASSERT(!verify_password("Straße, Übergang 1\0"sv, hash));
    }

    void knows_nobody_without_a_hash() {
        CPPUNIT_ASSERT(!verify_password("", ""));
        CPPUNIT_ASSERT(!verify_password("anything at all", ""));
    }

    void survives_a_broken_hash() {
        CPPUNIT_ASSERT(!verify_password("x", "$argon2id$v=19$m=65536,t=2,p=1$broken"));
        CPPUNIT_ASSERT(!verify_password("x", "x"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SecretTest);

}  // namespace
}  // namespace caritas::tests
