// The tests' own HPKE against the vectors of RFC 9180: without that, what it opens would prove nothing.
#include "core/secret.h"
#include "unit/expect.h"
#include "unit/hpke.h"

namespace caritas::tests {
namespace {

std::string hex(std::string_view digits) {
    return from_hex(digits, digits.size() / 2).value();
}

class HpkeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HpkeTest);
    CPPUNIT_TEST(is_that_of_appendix_a_1_3);
    CPPUNIT_TEST(opens_the_suite_of_the_pages);
    CPPUNIT_TEST_SUITE_END();

    // DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, auth mode.
    void is_that_of_appendix_a_1_3() {
        const Hpke hpke(16);
        const Hpke::Recipient recipient{hex("23fb952571a14a25e3d678140cd0e5eb47a0961bb18afcf85896e5453c312e76"),
                                        hex("fdea67cf831f1ca98d8e27b1f6abeb5b7745e9d35348b80fa407ff6958f9137e"),
                                        hex("8b0c70873dc5aecb7f9ee4e62406a397b350e57012be45cf53b7105ae731790b"),
                                        hex("4f6465206f6e2061204772656369616e2055726e")};
        CPPUNIT_ASSERT_EQUAL("1632d5c2f71c2b38d0a8fcc359355200caa8b1ffdf28618080466c909cb69b2e"s,
                             to_hex(x25519_public(recipient.private_key)));
        const std::string shared = Hpke::shared_secret(recipient);
        CPPUNIT_ASSERT_EQUAL("2d6db4cf719dc7293fcbf3fa64690708e44e2bebc81f84608677958c0d4448a7"s, to_hex(shared));
        const std::string sealed = hex("5fd92cc9d46dbf8943e72a07e42f363ed5f721212cd90bcfd072bfd9f44e06b80fd17824947496e21b680c141b");
        CPPUNIT_ASSERT_EQUAL("Beauty is truth, truth beauty"s, hpke.open(recipient, "Count-0", sealed));
        CPPUNIT_ASSERT_THROW(static_cast<void>(hpke.open(recipient, "Count-1", sealed)), std::runtime_error);
    }

    // The same with AES-256-GCM, from the JSON file of vectors that the RFC names (mode 2, kem 32, kdf 1, aead 2; draft 08, whose format is
    // the RFC's).
    void opens_the_suite_of_the_pages() {
        const Hpke::Recipient recipient{hex("b2522dca3e0f209dd6c28d654605c308a79829effa5fe608e5820d149a85eb1c"),
                                        hex("de1b7aec456fc43d6f5c5a83cca23fe1cf6037ca7dcb8f331016272cf752ba75"),
                                        hex("8420f244a6d9f2ed5951912f66310d8b078932b511953272a6986904a08ea51c"),
                                        hex("4f6465206f6e2061204772656369616e2055726e")};
        const std::string sealed = hex("3d83a89c1ddc05f73d4762be65e38ade112af135e3a01d30e52674be7361e95f5ff679af7095a799a0d5582912");
        CPPUNIT_ASSERT_EQUAL("Beauty is truth, truth beauty"s, Hpke(32).open(recipient, "Count-0", sealed));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HpkeTest);

}  // namespace
}  // namespace caritas::tests
