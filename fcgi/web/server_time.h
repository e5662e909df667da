// The database's time, known between two looks at it: what "now" in every answer means.
#pragma once

#include "core/clock.h"

#include <atomic>

namespace caritas::web {

/// Windows of time run by the database's clock; the worker's own may differ, on another host. Any thread.
class ServerTime {
public:
    explicit ServerTime(const Clock& clock) : clock_(clock) {}

    void learn(Time database_now) { offset_.store((database_now - clock_.now()).count(), std::memory_order_relaxed); }
    [[nodiscard]] Time now() const { return clock_.now() + Millis(offset_.load(std::memory_order_relaxed)); }

private:
    const Clock& clock_;
    std::atomic<std::int64_t> offset_{0};
};

}  // namespace caritas::web
