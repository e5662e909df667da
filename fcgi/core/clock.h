// Time as it is passed around: milliseconds, and a clock that tests can set.
#pragma once

#include <chrono>

namespace caritas {

/// A point in time, UTC, in milliseconds since 1970.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Millis = std::chrono::milliseconds;

/// A point on the steady clock: for deadlines and back-off, never shown to anybody.
using Tick = std::chrono::steady_clock::time_point;

/// Where a component gets its time from. Implementations are safe to call from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
    [[nodiscard]] virtual Tick tick() const = 0;
};

/// The machine's own clocks.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }
    [[nodiscard]] Tick tick() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace caritas
