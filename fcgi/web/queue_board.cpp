// Single flight: a caller that finds nobody reading reads, the others wait for its result.
#include "web/queue_board.h"

namespace caritas::web {

std::shared_ptr<const chat::Queue> QueueBoard::at_least(chat::Id topic_id, std::uint64_t seq, Time now) {
    {
        std::unique_lock lock(mutex_);
        read_.wait(lock, [&] {
            const Slot& slot = slots_[topic_id];
            return !slot.reading || slot.has(seq, now);
        });
        Slot& slot = slots_[topic_id];
        if (slot.has(seq, now)) return slot.queue;
        slot.reading = true;
    }
    return read(topic_id, now);
}

std::shared_ptr<const chat::Queue> QueueBoard::read(chat::Id topic_id, Time now) {
    // However the reading ends, the others go on.
    struct Done {
        QueueBoard& board;
        chat::Id topic_id;
        Time now;
        std::shared_ptr<const chat::Queue> queue;
        ~Done() {
            const std::lock_guard lock(board.mutex_);
            board.slots_[topic_id] = {queue, now, false};
            board.read_.notify_all();
        }
    } done{*this, topic_id, now, nullptr};
    const auto db = pool_.lease();
    if (auto queue = chat::read_queue(*db, topic_id)) done.queue = std::make_shared<const chat::Queue>(*std::move(queue));
    return done.queue;
}

}  // namespace caritas::web
