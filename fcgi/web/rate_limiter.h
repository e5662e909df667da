// How often something may happen, counted for each of many keys.
#pragma once

#include "core/clock.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace caritas::web {

/// The Generic Cell Rate Algorithm (ITU-T I.371, annex A): for each key one time, at which its allowance is whole again. Keys whose time
/// has passed are forgotten, so that the memory is bounded by the keys in use. Time is passed in; any thread. A thread may be delayed
/// between reading the clock and its call, so a time before the latest one counts as the latest.
template <class Key, class Hash = std::hash<Key>>
class RateLimiter {
public:
    struct Rate {
        std::chrono::microseconds apart;  ///< one in this time, in the long run
        int at_once = 1;                  ///< how many at the same moment
    };

    explicit RateLimiter(Rate rate) : apart_(rate.apart), tolerance_(rate.apart * (rate.at_once - 1)) {}

    /// How long this key still has to wait. Zero: it may happen now, and this call counts it.
    Millis wait_for(const Key& key, Tick now) {
        const std::lock_guard lock(mutex_);
        now = latest_ = std::max(latest_, now);
        drop_old(now);
        const auto known = whole_at_.find(key);
        const Tick whole = known == whole_at_.end() ? now : std::max(known->second, now);
        if (whole - tolerance_ > now) return std::chrono::ceil<Millis>(whole - tolerance_ - now);
        whole_at_[key] = whole + apart_;
        return Millis(0);
    }

    /// How many keys are remembered.
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return whole_at_.size();
    }

private:
    static constexpr std::size_t kFewest = 64;

    // Runs each time the number of keys has doubled, so that the amortised cost of a call is constant.
    void drop_old(Tick now) {
        if (whole_at_.size() < next_look_) return;
        std::erase_if(whole_at_, [now](const auto& entry) { return entry.second <= now; });
        next_look_ = std::max(kFewest, 2 * whole_at_.size());
    }

    const Tick::duration apart_;
    const Tick::duration tolerance_;
    mutable std::mutex mutex_;
    Tick latest_{};
    std::unordered_map<Key, Tick, Hash> whole_at_;
    std::size_t next_look_ = kFewest;
};

}  // namespace caritas::web
