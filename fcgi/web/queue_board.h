// The queues of topics as all their counselors see them, read once for all who ask.
#pragma once

#include "chat/queue_store.h"
#include "db/pool.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace caritas::web {

/// A change of a queue wakes every counselor of its topic at the same moment: one of them reads, the others wait for that answer. Holds
/// one reading per topic. Any thread.
class QueueBoard {
public:
    explicit QueueBoard(db::Pool& pool) : pool_(pool) {}

    /// A place is renewed without a move of the queue: no reading is older than this.
    static constexpr std::chrono::seconds kAtMost{5};

    /// The queue as it was at `seq` or later; null if there is no such topic. Throws db::Error.
    std::shared_ptr<const chat::Queue> at_least(chat::Id topic_id, std::uint64_t seq, Time now);

private:
    struct Slot {
        std::shared_ptr<const chat::Queue> queue;
        Time read_at;
        bool reading = false;

        [[nodiscard]] bool has(std::uint64_t seq, Time now) const {
            return queue && queue->topic.queue_seq >= seq && read_at + kAtMost > now;
        }
    };

    std::shared_ptr<const chat::Queue> read(chat::Id topic_id, Time now);

    db::Pool& pool_;
    std::mutex mutex_;
    std::condition_variable read_;
    std::unordered_map<chat::Id, Slot> slots_;
};

}  // namespace caritas::web
