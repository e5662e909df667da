// Calls that take long by design (password hashes) wait apart from the others, so that a burst of sign-ins holds up no message.
#pragma once

#include "web/fastcgi.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace caritas::web {

/// A bounded queue with threads of its own. Any thread.
class Lane {
public:
    Lane(std::size_t threads, std::size_t most, std::function<void(Accepted)> work);
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    /// Gives the call back if too many wait already.
    std::optional<Accepted> take(Accepted call);

    /// Finishes those that wait, and takes no more.
    void stop();

private:
    void run();

    const std::size_t most_;
    const std::function<void(Accepted)> work_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::deque<Accepted> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace caritas::web
