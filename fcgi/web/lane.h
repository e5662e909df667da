// A bounded queue with threads of its own, for calls that wait apart from the others.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace caritas::web {

/// A thread that is free takes what waits, at most `together` items at once. Any thread.
template <class Item>
class Lane {
public:
    using Work = std::function<void(std::vector<Item>)>;

    struct Size {
        std::size_t threads = 1;
        std::size_t most = 1;      ///< so many wait, no more
        std::size_t together = 1;  ///< so many are handed to one call of `work`
    };

    Lane(Size size, Work work) : size_(size), work_(std::move(work)) {
        for (std::size_t i = 0; i < size_.threads; ++i) threads_.emplace_back([this] { run(); });
    }
    ~Lane() { stop(); }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    /// Returns the item if too many wait already, or after stop(). `first`: goes before all items that were taken without it; each of the
    /// two queues holds `most`.
    std::optional<Item> take(Item item, bool first = false) {
        const std::lock_guard lock(mutex_);
        std::deque<Item>& queue = first ? first_ : waiting_;
        if (stopping_ || queue.size() >= size_.most) return item;
        queue.push_back(std::move(item));
        came_.notify_one();
        return std::nullopt;
    }

    /// Whether nothing waits.
    bool is_empty() {
        const std::lock_guard lock(mutex_);
        return waiting_.empty() && first_.empty();
    }

    /// How many wait that do not go first.
    std::size_t waiting() {
        const std::lock_guard lock(mutex_);
        return waiting_.size();
    }

    /// Finishes those that wait, and takes no more.
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return;
            stopping_ = true;
        }
        came_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

private:
    // Empty after stop(), once nothing waits.
    std::vector<Item> next() {
        std::vector<Item> items;
        std::unique_lock lock(mutex_);
        came_.wait(lock, [this] { return stopping_ || !waiting_.empty() || !first_.empty(); });
        for (std::deque<Item>* queue : {&first_, &waiting_}) {
            while (!queue->empty() && items.size() < size_.together) {
                items.push_back(std::move(queue->front()));
                queue->pop_front();
            }
        }
        return items;
    }

    void run() {
        for (auto items = next(); !items.empty(); items = next()) work_(std::move(items));
    }

    const Size size_;
    const Work work_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::deque<Item> first_;
    std::deque<Item> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace caritas::web
