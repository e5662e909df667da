// One run of the janitor: the order of its steps, its pace, and when it leaves the rest to the next run.
#pragma once

#include "db/connection.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace caritas::chat {

/// The clock, and what keeps a run gentle; a test passes its own in.
struct Pace {
    using Clock = std::chrono::steady_clock;
    std::function<Clock::time_point()> now = [] { return Clock::now(); };
    /// Called after a batch that handled something, with the time that it took: as long a rest leaves at least half of the database to
    /// those who write, and more the busier they are, since that makes a batch slower.
    std::function<void(Clock::duration)> rest = [](Clock::duration) {};
    /// From here on no batch begins; each step has had one by then. Shorter than cron's minute, so that the next run finds its turn free.
    Clock::duration budget = std::chrono::seconds(50);
};

/// Rests for as long as each batch took.
Pace gentle();

/// What a run did, in words: "ended_by_window=0 withdrawn=2 …". Returns nullopt if another janitor is at work on this database.
/// Throws db::Error; what was done until then stays done, and the next run goes on.
std::optional<std::string> tidy(db::Connection& db, const Pace& pace);

}  // namespace caritas::chat
