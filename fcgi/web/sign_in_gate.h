// Who may have a password hashed, and in which order: so that no flood of tries keeps counselors out.
#pragma once

#include "core/proof_of_work.h"
#include "db/pool.h"
#include "web/rate_limiter.h"
#include "web/request.h"
#include "web/server_time.h"

#include <mutex>
#include <string>

namespace caritas::web {

/// Tries from browsers that have signed in before, and from sessions that are alive, go first. The others queue behind them; once that
/// queue is long, each has to do a small piece of work for its try (core/proof_of_work.h), which costs a person a moment and a flood its
/// speed. Any thread.
class SignInGate {
public:
    /// How many others may wait before work is asked for.
    static constexpr std::size_t kShortQueue = 4;

    SignInGate(db::Pool& pool, const ServerTime& time) : pool_(pool), time_(time) {}

    enum class Way : std::uint8_t { first, queue, work };
    struct Verdict {
        Way way = Way::queue;
        std::string challenge;  ///< with Way::work
        int bits = 0;
    };
    /// `waiting`: how many others queue. Throws db::Error.
    Verdict judge(const Request& request, std::size_t waiting);

private:
    bool goes_first(const Request& request);
    bool keeps_pace(const std::string& hash);
    bool has_worked(const Request& request, int fewest_bits);
    std::string secret();

    db::Pool& pool_;
    const ServerTime& time_;
    RateLimiter<std::string> devices_{{std::chrono::minutes(1), 10}};  ///< a known browser or a session that tries more often queues
    RateLimiter<std::string> used_{{kChallengeLasts, 1}};              ///< each challenge is good once
    std::mutex mutex_;
    std::string secret_;
};

}  // namespace caritas::web
