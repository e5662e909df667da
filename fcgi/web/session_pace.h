// How often a session may make calls that store something, whatever addresses its calls come from.
#pragma once

#include "web/rate_limiter.h"

#include <cstdint>
#include <string>

namespace caritas::web {

/// Time is passed in; any thread.
class SessionPace {
public:
    /// `per_minute`: how many calls of a session a minute, in the long run.
    explicit SessionPace(std::int64_t per_minute);

    /// Counts a call. `who`: the hash of the session's token; before there is a session, the hash of the client id that makes one.
    /// Throws Refusal too_many_requests, with the time to wait, if the call comes too early.
    void keep(const std::string& who, Tick now);

private:
    RateLimiter<std::string> calls_;
};

}  // namespace caritas::web
