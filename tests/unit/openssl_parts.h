// The primitives that the format is made of, by OpenSSL: an implementation that shares nothing with the browser's. Throw
// std::runtime_error.
#pragma once

#include <string>
#include <string_view>

namespace caritas::tests {

/// HKDF with SHA-256 (RFC 5869), its two halves and the whole.
std::string hkdf_extract(std::string_view salt, std::string_view key);
std::string hkdf_expand(std::string_view pseudorandom_key, std::string_view info, std::size_t size);
std::string hkdf(std::string_view key, std::string_view salt, std::string_view info, std::size_t size);

/// X25519 (RFC 7748) with raw keys.
std::string x25519(std::string_view private_key, std::string_view public_key);
std::string x25519_public(std::string_view private_key);
/// The raw private key of a PKCS #8 structure (RFC 8410).
std::string x25519_of_pkcs8(std::string_view der);

/// AES-GCM with a key of 16 or 32 bytes; the tag is the last 16 of what is sealed.
std::string aes_gcm_open(std::string_view key, std::string_view nonce, std::string_view bound, std::string_view sealed);

/// PBKDF2 with HMAC-SHA-512 (RFC 8018).
std::string pbkdf2_sha512(std::string_view password, std::string_view salt, int rounds, std::size_t size);

/// The highest byte first.
std::string big_endian(std::uint64_t number, std::size_t size);

}  // namespace caritas::tests
