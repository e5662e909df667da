// A challenge: milliseconds since 1970 (8 bytes, big-endian), bits (1), chance (16), and the first 16 bytes of their HMAC.
#include "core/proof_of_work.h"

#include "core/secret.h"

#include <bit>

namespace caritas {
namespace {

constexpr std::size_t kTime = 8;
constexpr std::size_t kContent = kTime + 1 + 16;
constexpr std::size_t kTag = 16;

std::string tag_of(std::string_view secret, std::string_view content) {
    return hmac_sha256(secret, "caritas challenge 1" + std::string(content)).substr(0, kTag);
}

std::string encode(std::int64_t number) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((number >> shift) & 0xFF);
    return bytes;
}

std::int64_t decode(std::string_view bytes) {
    std::int64_t number = 0;
    for (const char byte : bytes) number = (number << 8) | static_cast<unsigned char>(byte);
    return number;
}

int leading_zero_bits(std::string_view digest) {
    int bits = 0;
    for (const char byte : digest) {
        const int zeros = std::countl_zero(static_cast<unsigned char>(byte));
        bits += zeros;
        if (zeros < 8) break;
    }
    return bits;
}

}  // namespace

std::string make_challenge(std::string_view secret, Time now, int bits) {
    const std::string content = encode(now.time_since_epoch().count()) + static_cast<char>(bits) + random_bytes(16);
    return to_hex(content + tag_of(secret, content));
}

std::optional<int> bits_of_challenge(std::string_view secret, std::string_view challenge, Time now) {
    const auto bytes = from_hex(challenge, kContent + kTag);
    if (!bytes) return std::nullopt;
    const std::string_view content = std::string_view(*bytes).substr(0, kContent);
    if (!are_equal(tag_of(secret, content), std::string_view(*bytes).substr(kContent))) return std::nullopt;
    const Time made{Millis(decode(content.substr(0, kTime)))};
    if (made + kChallengeLasts <= now) return std::nullopt;
    return static_cast<unsigned char>(content[kTime]);
}

bool is_work_done(std::string_view challenge, std::string_view purpose, std::string_view number, int bits) {
    const std::string text = std::string(challenge) + ":" + std::string(purpose) + ":" + std::string(number);
    return leading_zero_bits(sha256(text)) >= bits;
}

}  // namespace caritas
