// A list by age with an index by session.
#include "web/resting.h"

#include "live/cursor.h"
#include "web/poll.h"

namespace caritas::web {

void Resting::put(live::Waiter waiter, Tick now) {
    const std::lock_guard lock(mutex_);
    drop_old(now);
    const std::string_view token_hash = poll_of(waiter).token_hash;  // stays where it is: the ticket is on the heap
    if (const auto known = by_token_.find(token_hash); known != by_token_.end()) {
        const auto entry = known->second;
        by_token_.erase(known);
        entries_.erase(entry);
    }
    entries_.push_back({std::move(waiter), now + kAtMost});
    by_token_.emplace(token_hash, std::prev(entries_.end()));
}

std::optional<live::Waiter> Resting::take(std::string_view token_hash, std::string_view cursor, Tick now) {
    const std::lock_guard lock(mutex_);
    drop_old(now);
    const auto known = by_token_.find(token_hash);
    if (known == by_token_.end() || live::Cursor::encode(known->second->waiter.seen) != cursor) return std::nullopt;
    const auto entry = known->second;
    by_token_.erase(known);
    live::Waiter waiter = std::move(entry->waiter);
    entries_.erase(entry);
    return waiter;
}

void Resting::drop_old(Tick now) {
    while (!entries_.empty() && entries_.front().until <= now) {
        by_token_.erase(poll_of(entries_.front().waiter).token_hash);
        entries_.pop_front();
    }
}

}  // namespace caritas::web
