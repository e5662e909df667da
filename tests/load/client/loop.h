// One thread that waits for thousands of connections and for timers: epoll, nothing else.
#pragma once

#include "client/clock.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace caritas::load {

/// Whoever owns a descriptor. Must outlive the loop's run, since an event may already be on its way.
class Watched {
public:
    virtual ~Watched() = default;
    virtual void ready(std::uint32_t events) = 0;
};

/// Not thread-safe; everything happens inside run().
class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// `events` as of epoll_ctl(2), level-triggered. A descriptor that is closed is forgotten by the kernel.
    void add(int fd, Watched& who, std::uint32_t events) const;
    void change(int fd, Watched& who, std::uint32_t events) const;

    /// Calls `work` once, not before `when` (exact to some microseconds), and never from inside at().
    void at(Nanos when, std::function<void()> work);
    void after(Nanos span, std::function<void()> work) { at(now() + span, std::move(work)); }

    /// Until stop(). May be called again.
    void run();
    void stop() { running_ = false; }

    /// What a read may use until the next event: so that waiting connections need no buffer of their own.
    std::vector<char>& buffer() { return buffer_; }

private:
    void control(int operation, int fd, Watched& who, std::uint32_t events) const;
    void run_due();

    int epoll_;
    bool running_ = false;
    std::multimap<Nanos, std::function<void()>> timers_;
    std::vector<char> buffer_;
};

}  // namespace caritas::load
