// The pace as a rate with room for what comes together.
#include "web/session_pace.h"

#include "core/error.h"

namespace caritas::web {
namespace {

// What was written without a line comes together when it is back.
constexpr int kAtOnce = 60;

}  // namespace

SessionPace::SessionPace(std::int64_t per_minute) : calls_({std::chrono::microseconds(std::chrono::minutes(1)) / per_minute, kAtOnce}) {}

void SessionPace::keep(const std::string& who, Tick now) {
    const Millis wait = calls_.wait_for(who, now);
    if (wait == Millis(0)) return;
    Refusal refusal(Code::too_many_requests);
    refusal.retry_after = static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wait).count());
    throw refusal;
}

}  // namespace caritas::web
