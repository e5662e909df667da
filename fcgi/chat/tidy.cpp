// The steps of a run. Those that people see come first; the heavy removal takes what is left of the time.
#include "chat/tidy.h"

#include "chat/retention_store.h"

#include <array>
#include <thread>

namespace caritas::chat {
namespace {

struct Step {
    const char* name;  ///< as it is reported
    std::int64_t (*work)(db::Connection&);
    bool seen;  ///< by people: a state, a presence, a session
    std::int64_t total = 0;
};

using Steps = std::array<Step, 11>;

// In this order one run takes a chat from its last minute to nothing.
Steps all_steps() {
    return {{{"ended_by_window", end_past_window, true},
             {"withdrawn", withdraw_absent, true},
             {"erased", erase_unreadable, false},
             {"chunks_removed", remove_chunks_of_erased, false},
             {"files_removed", remove_files_of_erased, false},
             {"messages_removed", remove_messages_of_erased, false},
             {"chats_removed", remove_erased_chats, false},
             {"files_broken_off", remove_broken_off_files, false},
             {"absent", mark_silent_as_gone, true},
             {"idle_sessions", end_idle_sessions, true},
             {"sessions_removed", remove_dead_sessions, false}}};
}

std::int64_t batch(db::Connection& db, Step& step, const Pace& pace) {
    const auto began = pace.now();
    const std::int64_t count = step.work(db);
    step.total += count;
    if (count != 0) pace.rest(pace.now() - began);
    return count;
}

// A batch of each step in turn, until none has anything left: what was just erased is removed while its pages are at hand, and however
// large the backlog, those in the state between are few. False when the time was up before.
bool in_turn(db::Connection& db, Steps& steps, bool seen, const Pace& pace, Pace::Clock::time_point end) {
    for (;;) {
        std::int64_t handled = 0;
        for (Step& step : steps) {
            if (step.seen == seen) handled += batch(db, step, pace);
        }
        if (handled == 0) return true;
        if (pace.now() >= end) return false;
    }
}

}  // namespace

Pace gentle() {
    Pace pace;
    pace.rest = [](Pace::Clock::duration took) { std::this_thread::sleep_for(took); };
    return pace;
}

std::optional<std::string> tidy(db::Connection& db, const Pace& pace) {
    if (!take_turn(db)) return std::nullopt;
    const auto end = pace.now() + pace.budget;
    Steps steps = all_steps();
    const bool seen_done = in_turn(db, steps, true, pace, end);
    const bool done = in_turn(db, steps, false, pace, end) && seen_done;
    std::string report;
    for (const Step& step : steps) report += (report.empty() ? "" : " ") + std::string(step.name) + "=" + std::to_string(step.total);
    return done ? report : report + " unfinished=1";
}

}  // namespace caritas::chat
