// The one table of routes.
#pragma once

#include "web/call.h"

#include <span>

namespace caritas::web {

/// Who may call.
enum class Guard : std::uint8_t {
    anybody,
    seeker,     ///< a living seeker's session, else 401
    counselor,  ///< a living counselor's session, else 401; with a password of one's own, else 403
    beginner,   ///< a living counselor's session, also one begun with the password that an admin set
};

/// How long a call takes.
enum class Pace : std::uint8_t {
    quick,
    hashing,  ///< computes a password's hash: served apart, so that a burst of sign-ins holds up no message
    sending,  ///< writes a message: stored together with those that come at the same time, see scribe.h
};

struct Route {
    std::string_view method;
    std::string_view path;  ///< segments that begin with ":" stand for any one segment
    Guard guard;
    Handler handler;
    Pace pace = Pace::quick;
};

std::span<const Route> routes();

/// The route of a call with its arguments. Throws Refusal not_found or method_not_allowed.
struct Match {
    const Route* route = nullptr;
    std::vector<std::string> arguments;
};
Match find_route(std::string_view method, std::string_view path);

/// The pace of a call's route; an address that is none is refused quickly.
Pace pace_of(std::string_view method, std::string_view path);

}  // namespace caritas::web
