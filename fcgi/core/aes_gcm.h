// AES-256-GCM by OpenSSL, for what the server itself seals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace caritas {

inline constexpr std::size_t kSealKeyBytes = 32;
/// So many bytes longer than its content is what was sealed.
inline constexpr std::size_t kSealOverhead = 28;

/// Random nonce (12 bytes), ciphertext, tag (16 bytes; NIST SP 800-38D). `bound` is not stored, and needed to open. A key may seal 2^32
/// times (section 8.3). Throws std::runtime_error where OpenSSL fails.
std::string seal(std::string_view key, std::string_view content, std::string_view bound);

/// Returns nullopt if the key or `bound` is another, or a byte was changed.
std::optional<std::string> open_sealed(std::string_view key, std::string_view sealed, std::string_view bound);

}  // namespace caritas
