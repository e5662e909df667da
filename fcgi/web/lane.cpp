// A queue and its threads.
#include "web/lane.h"

namespace caritas::web {

Lane::Lane(std::size_t threads, std::size_t most, std::function<void(Accepted)> work) : most_(most), work_(std::move(work)) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Lane::~Lane() {
    stop();
}

std::optional<Accepted> Lane::take(Accepted call) {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waiting_.size() >= most_) return call;
    waiting_.push_back(std::move(call));
    came_.notify_one();
    return std::nullopt;
}

void Lane::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        stopping_ = true;
    }
    came_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void Lane::run() {
    for (;;) {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        Accepted call = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        work_(std::move(call));
    }
}

}  // namespace caritas::web
