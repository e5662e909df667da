// What a page derives from a counselor's password to sign in (htdocs/js/crypto/FORMAT.md, "Password"), for the passwords that an admin
// sets.
#pragma once

#include <string>
#include <string_view>

namespace caritas {

/// PBKDF2-HMAC-SHA-512; OWASP's Password Storage Cheat Sheet asks for 210,000 at least. As in htdocs/js/crypto/password.js.
inline constexpr int kRounds = 300'000;
inline constexpr int kFewestRounds = 210'000;
inline constexpr std::size_t kSaltBytes = 16;

std::string new_salt();

/// The proof in hex. `password` in printable ASCII: nothing is normalized here. Throws std::runtime_error if OpenSSL fails.
std::string sign_in_proof(std::string_view password, std::string_view salt, int rounds);

/// A salt for a login that nobody has: always the same for the same `login` (whichever spelling counts as the same), told from a random one
/// only by who knows `secret`. HMAC-SHA-256.
std::string false_salt(std::string_view secret, std::string_view login);

}  // namespace caritas
