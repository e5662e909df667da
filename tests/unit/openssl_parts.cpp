// OpenSSL's EVP calls, one for each primitive.
#include "unit/openssl_parts.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/x509.h>

#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace caritas::tests {
namespace {

constexpr std::size_t kTag = 16;
constexpr std::size_t kHash = 32;
constexpr std::size_t kCurveKey = 32;

template <typename T, void (*kFree)(T*)>
struct Freed {
    void operator()(T* handle) const { kFree(handle); }
};
template <typename T, void (*kFree)(T*)>
using Handle = std::unique_ptr<T, Freed<T, kFree>>;

using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Cipher = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Kdf = Handle<EVP_KDF, EVP_KDF_free>;
using KdfContext = Handle<EVP_KDF_CTX, EVP_KDF_CTX_free>;

void must(bool well, const char* what) {
    if (!well) throw std::runtime_error(what);
}

unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

OSSL_PARAM octets(const char* name, std::string_view value) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(value.data()), value.size());
}

std::string run_hkdf(int mode, std::size_t size, std::string_view key, const OSSL_PARAM& first, const OSSL_PARAM& second) {
    const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 6> parameters{OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
                                               OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
                                               octets(OSSL_KDF_PARAM_KEY, key),
                                               first,
                                               second,
                                               OSSL_PARAM_construct_end()};
    std::string out(size, '\0');
    must(EVP_KDF_derive(context.get(), bytes(out), size, parameters.data()) == 1, "HKDF");
    return out;
}

Key private_of(std::string_view raw) {
    return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, bytes(raw), raw.size()));
}

}  // namespace

std::string hkdf_extract(std::string_view salt, std::string_view key) {
    return run_hkdf(EVP_KDF_HKDF_MODE_EXTRACT_ONLY, kHash, key, octets(OSSL_KDF_PARAM_SALT, salt), OSSL_PARAM_construct_end());
}

std::string hkdf_expand(std::string_view pseudorandom_key, std::string_view info, std::size_t size) {
    return run_hkdf(EVP_KDF_HKDF_MODE_EXPAND_ONLY, size, pseudorandom_key, octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end());
}

std::string hkdf(std::string_view key, std::string_view salt, std::string_view info, std::size_t size) {
    return run_hkdf(EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND, size, key, octets(OSSL_KDF_PARAM_SALT, salt), octets(OSSL_KDF_PARAM_INFO, info));
}

std::string x25519(std::string_view private_key, std::string_view public_key) {
    const Key own = private_of(private_key);
    const Key other(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, bytes(public_key), public_key.size()));
    const KeyContext context(EVP_PKEY_CTX_new(own.get(), nullptr));
    std::string shared(kCurveKey, '\0');
    std::size_t size = shared.size();
    must(EVP_PKEY_derive_init(context.get()) == 1 && EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1 &&
             EVP_PKEY_derive(context.get(), bytes(shared), &size) == 1,
         "X25519");
    return shared;
}

std::string x25519_public(std::string_view private_key) {
    const Key own = private_of(private_key);
    std::string raw(kCurveKey, '\0');
    std::size_t size = raw.size();
    must(EVP_PKEY_get_raw_public_key(own.get(), bytes(raw), &size) == 1, "X25519 public key");
    return raw;
}

std::string x25519_of_pkcs8(std::string_view der) {
    const unsigned char* at = bytes(der);
    const Key key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
    std::string raw(kCurveKey, '\0');
    std::size_t size = raw.size();
    must(key && EVP_PKEY_get_raw_private_key(key.get(), bytes(raw), &size) == 1, "PKCS #8");
    return raw;
}

std::string aes_gcm_open(std::string_view key, std::string_view nonce, std::string_view bound, std::string_view sealed) {
    must(sealed.size() >= kTag, "AES-GCM size");
    const Cipher cipher(EVP_CIPHER_CTX_new());
    const std::string_view content = sealed.substr(0, sealed.size() - kTag);
    std::string tag(sealed.substr(content.size()));
    std::string plain(content.size(), '\0');
    int size = 0;
    must(EVP_DecryptInit_ex(cipher.get(), key.size() == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm(), nullptr, bytes(key), bytes(nonce)) == 1,
         "AES-GCM key");
    must(EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes(bound), static_cast<int>(bound.size())) == 1, "AES-GCM bound");
    must(EVP_DecryptUpdate(cipher.get(), bytes(plain), &size, bytes(content), static_cast<int>(content.size())) == 1, "AES-GCM");
    must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) == 1, "AES-GCM tag");
    std::array<unsigned char, kTag> rest{};
    must(EVP_DecryptFinal_ex(cipher.get(), rest.data(), &size) == 1, "does not open");
    return plain;
}

std::string pbkdf2_sha512(std::string_view password, std::string_view salt, int rounds, std::size_t size) {
    std::string out(size, '\0');
    must(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes(salt), static_cast<int>(salt.size()), rounds,
                           EVP_sha512(), static_cast<int>(size), bytes(out)) == 1,
         "PBKDF2");
    return out;
}

std::string big_endian(std::uint64_t number, std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t i = size; i-- > 0; number >>= 8U) out[i] = static_cast<char>(number & 0xFFU);
    return out;
}

}  // namespace caritas::tests
