// Polls that were answered a moment ago: a page asks again at once, and goes on waiting where it stood, without a look at the database.
#pragma once

#include "live/parking_lot.h"

#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace caritas::web {

/// A poll that rests is as one that waits, but for its connection: what moves meanwhile is found by its positions when it is parked again,
/// and rights change by such moves only. One per session. Any thread.
class Resting {
public:
    /// An answer is fetched, and the next poll arrives, within this time; else the page looks anew.
    static constexpr std::chrono::seconds kAtMost{10};

    /// `waiter` has lost its connection with the answer; its ticket is a Poll.
    void put(live::Waiter waiter, Tick now);

    /// Takes out the one of this session if it stands where `cursor` says.
    std::optional<live::Waiter> take(std::string_view token_hash, std::string_view cursor, Tick now);

private:
    struct Entry {
        live::Waiter waiter;
        Tick until;
    };
    void drop_old(Tick now);

    std::mutex mutex_;
    std::list<Entry> entries_;  ///< in the order of their coming, so that the old ones are in front
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_token_;  ///< views into the tickets
};

}  // namespace caritas::web
