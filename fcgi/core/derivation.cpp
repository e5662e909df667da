// PBKDF2 and HKDF by OpenSSL.
#include "core/derivation.h"

#include "core/secret.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace caritas {
namespace {

constexpr std::size_t kStretched = 64;
constexpr std::size_t kProof = 32;
constexpr std::string_view kPurpose = "caritas sign-in 1";

struct FreeKdf {
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// RFC 5869 with an empty salt.
std::string hkdf_sha256(std::string key, std::string purpose, std::size_t size) {
    const std::unique_ptr<EVP_KDF, FreeKdf> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const std::unique_ptr<EVP_KDF_CTX, FreeKdf> context(EVP_KDF_CTX_new(kdf.get()));
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 4> parameters{OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
                                               OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
                                               OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, purpose.data(), purpose.size()),
                                               OSSL_PARAM_construct_end()};
    std::string out(size, '\0');
    if (EVP_KDF_derive(context.get(), bytes(out), size, parameters.data()) != 1) throw std::runtime_error("HKDF failed");
    return out;
}

}  // namespace

std::string new_salt() {
    return random_bytes(kSaltBytes);
}

std::string sign_in_proof(std::string_view password, std::string_view salt, int rounds) {
    std::string stretched(kStretched, '\0');
    if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes(salt), static_cast<int>(salt.size()), rounds,
                          EVP_sha512(), static_cast<int>(stretched.size()), bytes(stretched)) != 1) {
        throw std::runtime_error("PBKDF2 failed");
    }
    return to_hex(hkdf_sha256(std::move(stretched), std::string(kPurpose), kProof));
}

std::string false_salt(std::string_view secret, std::string_view login) {
    return hmac_sha256(secret, login).substr(0, kSaltBytes);
}

}  // namespace caritas
