// A parking lot with real socket pairs in place of the web server's connections, and a log of who left and why.
#pragma once

#include "live/parking_lot.h"
#include "unit/expect.h"
#include "unit/fastcgi_reader.h"

#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace caritas::tests {

/// Longer than any machine needs: waiting for an event gives up then, and the test fails.
inline constexpr std::chrono::seconds kPatience{20};

struct Left {
    int request_id = 0;
    live::Reason reason = live::Reason::moved;
    live::UniqueFd connection;
};

/// Collects those who leave; any thread.
class Leavers {
public:
    void add(live::Waiter waiter, live::Reason reason) {
        const std::lock_guard lock(mutex_);
        left_.push_back({waiter.request_id, reason, std::move(waiter.connection)});
        came_.notify_all();
    }

    /// Waits for the next to leave.
    Left next() {
        std::unique_lock lock(mutex_);
        CPPUNIT_ASSERT_MESSAGE("nobody left", came_.wait_for(lock, kPatience, [this] { return !left_.empty(); }));
        Left first = std::move(left_.front());
        left_.erase(left_.begin());
        return first;
    }

    [[nodiscard]] std::size_t count() const {
        const std::lock_guard lock(mutex_);
        return left_.size();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable came_;
    std::vector<Left> left_;
};

/// A connection: ours for the lot, the web server's for the test.
struct Pair {
    live::UniqueFd ours;
    live::UniqueFd server;
};

inline Pair make_pair() {
    std::array<int, 2> ends{};
    CPPUNIT_ASSERT_EQUAL(0, ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()));
    return {live::UniqueFd(ends[0]), live::UniqueFd(ends[1])};
}

/// Reads until the other side closes.
inline std::string read_all(int fd) {
    std::string bytes;
    std::array<char, 65'536> buffer{};
    for (;;) {
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got <= 0) return bytes;
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

class LotBench : public CppUnit::TestFixture {
protected:
    static constexpr chat::Stream kChat{chat::StreamKind::chat, 1};
    static constexpr chat::Stream kQueue{chat::StreamKind::queue, 1};

    /// Parks a new connection; gives back the web server's end of it, closed if the lot refused.
    live::UniqueFd park(live::ParkingLot& lot, int request_id, chat::Moves seen, std::uint64_t looked_at,
                        Tick deadline = std::chrono::steady_clock::now() + std::chrono::hours(1)) {
        Pair pair = make_pair();
        live::Waiter waiter;
        waiter.connection = std::move(pair.ours);
        waiter.request_id = request_id;
        waiter.seen = std::move(seen);
        waiter.deadline = deadline;
        refused_ = lot.park(std::move(waiter), looked_at);
        return std::move(pair.server);
    }

    static live::ParkingLot::Leaver into(Leavers& leavers) {
        return [&leavers](live::Waiter waiter, live::Reason reason) { leavers.add(std::move(waiter), reason); };
    }

    std::unique_ptr<live::Waiter> refused_;  ///< by the last park()
    Leavers leavers_;
};

}  // namespace caritas::tests
