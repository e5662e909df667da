// What the pages sealed (tests/vectors/sealed.json) opened from the words of htdocs/js/crypto/FORMAT.md alone: two implementations agree.
#include "core/derivation.h"
#include "core/secret.h"
#include "unit/expect.h"
#include "unit/hpke.h"

#include <json/json.h>

#include <fstream>

namespace caritas::tests {
namespace {

constexpr std::size_t kNonce = 12;
constexpr std::size_t kPublic = 32;
constexpr std::size_t kHead = 25;
constexpr std::size_t kInstance = 16;

std::string hex(const Json::Value& digits) {
    return from_hex(digits.asString(), digits.asString().size() / 2).value();
}

std::string role_byte(const std::string& role) {
    return big_endian(role == "counselor" ? 1 : 0, 1);
}

class SealedPagesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SealedPagesTest);
    CPPUNIT_TEST(a_password_gives_proof_and_key);
    CPPUNIT_TEST(the_admin_command_derives_the_same);
    CPPUNIT_TEST(private_keys_open);
    CPPUNIT_TEST(both_have_the_same_conversation_key);
    CPPUNIT_TEST(the_safety_code_is_that_of_the_page);
    CPPUNIT_TEST(messages_open);
    CPPUNIT_TEST(a_message_is_bound_to_its_place);
    CPPUNIT_TEST(the_end_of_a_document_opens_as_that_only);
    CPPUNIT_TEST_SUITE_END();

    Json::Value vectors_;

    const Json::Value& of(const char* name) const { return vectors_[name]; }
    std::string conversation() const { return hex(of("conversation")); }

    struct FromPassword {
        std::string proof;
        std::string key;
    };
    // The text of the vectors is in NFKC already.
    FromPassword from_password() const {
        const Json::Value& password = of("password");
        const std::string base = pbkdf2_sha512(password["text"].asString(), hex(password["salt"]), password["rounds"].asInt(), 64);
        return {hkdf(base, "", "caritas sign-in 1", 32), hkdf(base, "", "caritas key of private key 1", 32)};
    }

    static std::string open_private(const Json::Value& half, const std::string& key) {
        const std::string sealed = hex(half["sealed"]);
        const std::string bound = "caritas private key 1" + hex(half["public"]);
        return x25519_of_pkcs8(aes_gcm_open(key, sealed.substr(0, kNonce), bound, sealed.substr(kNonce)));
    }
    std::string seeker_private() const { return open_private(of("seeker"), hex(of("seeker")["key"])); }
    std::string counselor_private() const { return open_private(of("counselor"), from_password().key); }

    std::string unwrap(const char* wrapped_name, const std::string& role, const std::string& private_key) const {
        const std::string wrapped = hex(of(wrapped_name));
        const std::string info = "caritas conversation key 1" + conversation() + role_byte(role);
        return Hpke(32).open({wrapped.substr(0, kPublic), private_key, hex(of("counselor")["public"]), info}, "", wrapped.substr(kPublic));
    }
    std::string conversation_key() const { return unwrap("forSeeker", "seeker", seeker_private()); }

    std::string open_message(const std::string& sealed, const std::string& role, const std::string& client_id) const {
        const std::string head = sealed.substr(0, kHead);
        const std::string key = hkdf(conversation_key(), head.substr(1, kInstance), "caritas message 1" + role_byte(role), 32);
        const std::string nonce = std::string(8, '\0') + head.substr(1 + kInstance, 4);
        std::string padded = aes_gcm_open(key, nonce, head + conversation() + role_byte(role) + client_id, sealed.substr(kHead));
        const std::size_t end = padded.find_last_not_of('\0');
        CPPUNIT_ASSERT(end != std::string::npos && padded[end] == '\x80' && padded.size() % 64 == 0);
        return padded.substr(0, end);
    }

public:
    void setUp() override { std::ifstream(CARITAS_VECTORS "/sealed.json") >> vectors_; }

private:
    void a_password_gives_proof_and_key() { CPPUNIT_ASSERT_EQUAL(of("password")["proof"].asString(), to_hex(from_password().proof)); }

    // What caritas-admin hashes is what the page will send.
    void the_admin_command_derives_the_same() {
        const Json::Value& password = of("password");
        CPPUNIT_ASSERT_EQUAL(password["proof"].asString(),
                             sign_in_proof(password["text"].asString(), hex(password["salt"]), password["rounds"].asInt()));
    }

    void private_keys_open() {
        CPPUNIT_ASSERT_EQUAL(of("seeker")["public"].asString(), to_hex(x25519_public(seeker_private())));
        CPPUNIT_ASSERT_EQUAL(of("counselor")["public"].asString(), to_hex(x25519_public(counselor_private())));
    }

    void both_have_the_same_conversation_key() {
        CPPUNIT_ASSERT_EQUAL(std::size_t{32}, conversation_key().size());
        CPPUNIT_ASSERT(conversation_key() == unwrap("forCounselor", "counselor", counselor_private()));
        CPPUNIT_ASSERT_THROW(static_cast<void>(unwrap("forSeeker", "counselor", seeker_private())), std::runtime_error);
    }

    void the_safety_code_is_that_of_the_page() {
        const std::string info = "caritas safety code 1" + hex(of("seeker")["public"]) + hex(of("counselor")["public"]);
        // 128 bits modulo 10^20, digit by digit.
        std::string digits;
        std::string number = hkdf(conversation_key(), conversation(), info, 16);
        for (int i = 0; i < 20; ++i) {
            unsigned rest = 0;
            for (char& byte : number) {
                const unsigned part = rest * 256 + static_cast<unsigned char>(byte);
                byte = static_cast<char>(part / 10);
                rest = part % 10;
            }
            digits.insert(digits.begin(), static_cast<char>('0' + rest));
        }
        for (const std::size_t at : {16U, 12U, 8U, 4U}) digits.insert(at, " ");
        CPPUNIT_ASSERT_EQUAL(of("safetyCode").asString(), digits);
    }

    void messages_open() {
        CPPUNIT_ASSERT_EQUAL(Json::ArrayIndex{3}, of("messages").size());
        for (const Json::Value& message : of("messages")) {
            CPPUNIT_ASSERT_EQUAL(message["text"].asString(),
                                 open_message(hex(message["sealed"]), message["role"].asString(), hex(message["clientId"])));
        }
    }

    // Its second chunk, which is the last: byte i of the whole is i modulo 251.
    void the_end_of_a_document_opens_as_that_only() {
        constexpr std::size_t kChunk = 262'144;
        Json::Value document;
        std::ifstream(CARITAS_VECTORS "/document.json") >> document;
        const std::string file = hex(document["fileId"]);
        const std::string role = role_byte(document["role"].asString());
        const std::string key = hkdf(conversation_key(), file, "caritas document 1" + role, 32);
        const auto open = [&](std::uint64_t index, char last) {
            const std::string bound = conversation() + role + file + big_endian(index, 4) + last;
            return aes_gcm_open(key, std::string(8, '\0') + big_endian(index, 4), bound, hex(document["last"]));
        };
        const std::string end = open(1, '\1');
        CPPUNIT_ASSERT_EQUAL(std::size_t{document["size"].asUInt()} - kChunk, end.size());
        for (std::size_t i = 0; i < end.size(); ++i) {
            CPPUNIT_ASSERT_EQUAL(static_cast<int>((kChunk + i) % 251), static_cast<int>(static_cast<unsigned char>(end[i])));
        }
        CPPUNIT_ASSERT_THROW(static_cast<void>(open(1, '\0')), std::runtime_error);
        CPPUNIT_ASSERT_THROW(static_cast<void>(open(0, '\1')), std::runtime_error);
    }

    void a_message_is_bound_to_its_place() {
        const Json::Value& one = of("messages")[0];
        const Json::Value& other = of("messages")[2];
        const auto open = [this](const Json::Value& sealed, const std::string& role, const Json::Value& client_id) {
            static_cast<void>(open_message(hex(sealed), role, hex(client_id)));
        };
        CPPUNIT_ASSERT_THROW(open(one["sealed"], "seeker", other["clientId"]), std::runtime_error);
        CPPUNIT_ASSERT_THROW(open(one["sealed"], "counselor", one["clientId"]), std::runtime_error);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SealedPagesTest);

}  // namespace
}  // namespace caritas::tests
