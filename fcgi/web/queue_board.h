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

    /// The queue as it was at `seq` or later; null if there is no such topic. Throws db::Error.
    std::shared_ptr<const chat::Queue> at_least(chat::Id topic_id, std::uint64_t seq);

private:
    struct Slot {
        std::shared_ptr<const chat::Queue> queue;
        bool reading = false;
    };

    std::shared_ptr<const chat::Queue> read(chat::Id topic_id);

    db::Pool& pool_;
    std::mutex mutex_;
    std::condition_variable read_;
    std::unordered_map<chat::Id, Slot> slots_;
};

}  // namespace caritas::web
