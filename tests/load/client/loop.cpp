// epoll_pwait2 for timers finer than a millisecond: a sender's pause is two of them.
#include "client/loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace caritas::load {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;
constexpr std::size_t kEvents = 512;

}  // namespace

Loop::Loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(kBuffer) {
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll");
}

Loop::~Loop() {
    ::close(epoll_);
}

void Loop::control(int operation, int fd, Watched& who, std::uint32_t events) const {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &who;
    if (::epoll_ctl(epoll_, operation, fd, &event) != 0) throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void Loop::add(int fd, Watched& who, std::uint32_t events) const {
    control(EPOLL_CTL_ADD, fd, who, events);
}

void Loop::change(int fd, Watched& who, std::uint32_t events) const {
    control(EPOLL_CTL_MOD, fd, who, events);
}

void Loop::at(Nanos when, std::function<void()> work) {
    timers_.emplace(when, std::move(work));
}

void Loop::run_due() {
    const Nanos time = now();
    // What a timer adds for now waits for the next round, so that connections get their turn.
    std::vector<std::function<void()>> due;
    while (!timers_.empty() && timers_.begin()->first <= time) {
        due.push_back(std::move(timers_.begin()->second));
        timers_.erase(timers_.begin());
    }
    for (const auto& work : due) work();
}

void Loop::run() {
    std::array<epoll_event, kEvents> events{};
    running_ = true;
    while (running_) {
        timespec wait{};
        if (!timers_.empty()) {
            const Nanos span = std::max<Nanos>(timers_.begin()->first - now(), 0);
            wait = {.tv_sec = span / kSecond, .tv_nsec = span % kSecond};
        }
        const int count = ::epoll_pwait2(epoll_, events.data(), kEvents, timers_.empty() ? nullptr : &wait, nullptr);
        if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_pwait2");
        for (int i = 0; i < count; ++i)
            static_cast<Watched*>(events[static_cast<std::size_t>(i)].data.ptr)->ready(events[static_cast<std::size_t>(i)].events);
        run_due();
    }
}

}  // namespace caritas::load
