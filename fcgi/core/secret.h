// Randomness, digests, password hashes, and the spellings (hex, base64) in which bytes travel.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace caritas {

/// Bytes from the system's generator (OpenSSL RAND_bytes). Throws std::runtime_error if there are none.
std::string random_bytes(std::size_t count);

/// A new session token: 256 bits in base64url, 43 characters.
std::string new_token();

/// A new share of a session: 32 bytes under which a page seals what it keeps for a reload.
std::string new_share();

/// SHA-256, 32 raw bytes.
std::string sha256(std::string_view data);

/// HMAC (RFC 2104) with SHA-256, 32 raw bytes. Throws std::runtime_error.
std::string hmac_sha256(std::string_view key, std::string_view data);

/// Compares in constant time; only the lengths may be told from the time.
bool are_equal(std::string_view one, std::string_view other);

std::string to_hex(std::string_view bytes);
/// Returns nullopt if `hex` is not exactly `bytes` bytes in lower-case hex.
std::optional<std::string> from_hex(std::string_view hex, std::size_t bytes);

/// RFC 4648: section 4 with padding, and section 5 (URL-safe) without.
std::string to_base64(std::string_view bytes);
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// Argon2id by libsodium (OPSLIMIT_INTERACTIVE, 64 MiB), in PHC string format. At most two run at once in a process, so that a burst of
/// sign-ins cannot take the machine's memory; a call that finds no place within two seconds is refused with Code::unavailable. Any thread.
std::string hash_password(std::string_view password);

/// Whether `password` gave `hash`. An empty hash (nobody of that login) costs the same time and is false.
bool verify_password(std::string_view password, const std::string& hash);

}  // namespace caritas
