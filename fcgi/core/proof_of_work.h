// A small piece of work that a client does before the server does a large one (hashcash, A. Back 2002): a number that makes the digest of a
// challenge and of what it is for begin with so many zero bits. The challenge carries its own proof, so the server keeps nothing of it.
#pragma once

#include "core/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace caritas {

/// How long a challenge is valid.
inline constexpr std::chrono::minutes kChallengeLasts{2};

/// A challenge in hex, authenticated by HMAC-SHA-256 with `secret`.
std::string make_challenge(std::string_view secret, Time now, int bits);

/// How many bits the challenge asks for; nullopt if it was not made with this secret, or its time is over.
std::optional<int> bits_of_challenge(std::string_view secret, std::string_view challenge, Time now);

/// Whether SHA-256 of "CHALLENGE:PURPOSE:NUMBER" begins with `bits` zero bits.
bool is_work_done(std::string_view challenge, std::string_view purpose, std::string_view number, int bits);

}  // namespace caritas
