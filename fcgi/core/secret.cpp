// Secrets by OpenSSL and libsodium; nothing here is our own cryptography.
#include "core/secret.h"

#include "core/error.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sodium.h>

#include <chrono>
#include <semaphore>
#include <stdexcept>

namespace caritas {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr int kHashesAtOnce = 2;
constexpr std::chrono::seconds kPatience{2};

class HashPlace {
public:
    HashPlace() {
        if (!places().try_acquire_for(kPatience)) throw Refusal(Code::unavailable);
    }
    ~HashPlace() { places().release(); }
    HashPlace(const HashPlace&) = delete;
    HashPlace& operator=(const HashPlace&) = delete;

private:
    static std::counting_semaphore<kHashesAtOnce>& places() {
        static std::counting_semaphore<kHashesAtOnce> semaphore(kHashesAtOnce);
        return semaphore;
    }
};

std::string encode(std::string_view bytes, int variant) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), variant);
    text.pop_back();  // libsodium counts the closing zero
    return text;
}

std::string compute_hash(std::string_view password) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        throw Refusal(Code::unavailable);  // no memory for it
    }
    return hash.data();
}

// What an unknown login is compared with, so that it takes as long as a known one.
const std::string& nobodys_hash() {
    static const std::string hash = compute_hash(random_bytes(kTokenBytes));
    return hash;
}

}  // namespace

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        throw std::runtime_error("the system gives no random bytes");
    }
    return bytes;
}

std::string new_token() {
    return to_base64url(random_bytes(kTokenBytes));
}

std::string new_share() {
    return random_bytes(32);
}

std::string sha256(std::string_view data) {
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned int length = 0;
    if (EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(digest.data()), &length, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 is not available");
    }
    digest.resize(length);
    return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()), data.size(),
             reinterpret_cast<unsigned char*>(digest.data()), &size) == nullptr) {
        throw std::runtime_error("HMAC failed");
    }
    digest.resize(size);
    return digest;
}

bool are_equal(std::string_view one, std::string_view other) {
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string to_hex(std::string_view bytes) {
    std::string hex(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    hex.pop_back();
    return hex;
}

std::optional<std::string> from_hex(std::string_view hex, std::size_t bytes) {
    if (hex.size() != bytes * 2 || hex.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
    std::string result(bytes, '\0');
    sodium_hex2bin(reinterpret_cast<unsigned char*>(result.data()), bytes, hex.data(), hex.size(), nullptr, nullptr, nullptr);
    return result;
}

std::string to_base64(std::string_view bytes) {
    return encode(bytes, sodium_base64_VARIANT_ORIGINAL);
}
std::string to_base64url(std::string_view bytes) {
    return encode(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
        return std::nullopt;
    }
    bytes.resize(length);
    return bytes;
}

std::string hash_password(std::string_view password) {
    const HashPlace place;
    return compute_hash(password);
}

bool verify_password(std::string_view password, const std::string& hash) {
    const HashPlace place;
    const bool known = !hash.empty();
    const std::string& stored = known ? hash : nobodys_hash();
    const bool same = crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
    return known && same;
}

}  // namespace caritas
