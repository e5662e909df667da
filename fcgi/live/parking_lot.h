// Where long polls wait: connections without a thread, woken by moves of the streams they watch.
#pragma once

#include "chat/stream.h"
#include "core/clock.h"
#include "live/unique_fd.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace caritas::live {

/// What the owner of a waiter keeps with it.
class Ticket {
public:
    virtual ~Ticket() = default;
};

/// A request that waits. The connection was taken from libfcgi and belongs to the waiter. Thousands of them wait at once: every byte
/// counts.
struct Waiter {
    UniqueFd connection;
    int request_id = 0;
    chat::Moves seen;  ///< the streams it watches, and how far it has come in each
    Tick deadline;
    std::unique_ptr<Ticket> ticket;
};

/// Why a waiter left the lot.
enum class Reason : std::uint8_t {
    moved,    ///< one of its streams moved: look for news
    expired,  ///< its deadline passed
    gone,     ///< the browser closed the connection; nobody to answer
    closing,  ///< the worker stops: answer at once
};

/// One thread of its own for connections and deadlines; all public calls are safe from any thread.
class ParkingLot {
public:
    /// Called once for each waiter that leaves, by whichever thread noticed; must not block.
    using Leaver = std::function<void(Waiter, Reason)>;

    ParkingLot(std::size_t most, Leaver leaver);
    ~ParkingLot();
    ParkingLot(const ParkingLot&) = delete;
    ParkingLot& operator=(const ParkingLot&) = delete;

    /// Take this before looking for news, and give it to park(): whatever moved in between wakes the waiter at once. So nothing falls
    /// between the look and the wait, and the waiter need not register before it knows its streams.
    [[nodiscard]] std::uint64_t generation() const;

    /// Lets it wait; whoever has not seen the latest move that is known leaves at once (Reason::moved). Gives it back if the lot is full
    /// or closing.
    std::unique_ptr<Waiter> park(Waiter waiter, std::uint64_t looked_at);

    /// Where these streams stand that are further than `seen`; nullopt if moves since `looked_at` are not remembered any more.
    [[nodiscard]] std::optional<chat::Moves> newer(const chat::Moves& seen, std::uint64_t looked_at) const;

    /// Streams moved (after the commit). A move that was told before, by its sequence, wakes nobody again.
    void wake(const chat::Moves& moves);

    /// The same for one stream, but its waiters go to the caller and not to the leaver: who has news at hand gives them at once.
    [[nodiscard]] std::vector<Waiter> take(const chat::Move& move);

    /// Ends the request with `content` (CGI headers and body), without blocking: what the socket does not take now follows later.
    void answer(UniqueFd connection, int request_id, std::string_view content);

    [[nodiscard]] std::size_t parked() const;

    /// Everybody leaves (Reason::closing), nobody enters any more. Answers begun are finished, five seconds at most.
    void close();

private:
    struct Writing {
        UniqueFd connection;
        std::string bytes;
        std::size_t written = 0;
        Tick give_up;
    };
    using WaiterId = std::uint64_t;

    void run();
    void on_event(WaiterId id, std::uint32_t events);
    void leave_expired();
    void drop_stuck_writers(Tick now);
    int milliseconds_to_next() const;
    Waiter remove(WaiterId id);
    std::optional<chat::Moves> newer_known(const chat::Moves& seen, std::uint64_t looked_at) const;
    void remove_watchers(const chat::Move& move, std::vector<Waiter>& woken);
    void poke() const;
    bool watch(int fd, WaiterId id, std::uint32_t events) const;
    static bool write_some(Writing& writing);

    const std::size_t most_;
    const Leaver leaver_;
    UniqueFd epoll_;
    UniqueFd poke_;

    mutable std::mutex mutex_;
    std::condition_variable drained_;
    WaiterId next_id_ = 1;
    std::unordered_map<WaiterId, Waiter> waiting_;
    std::unordered_map<WaiterId, Writing> writing_;
    std::set<std::pair<Tick, WaiterId>> deadlines_;
    std::set<std::pair<chat::Stream, WaiterId>> watchers_;
    std::unordered_map<chat::Stream, std::uint64_t, chat::StreamHash> known_;  ///< the latest sequence that was told
    std::uint64_t generation_ = 0;
    std::uint64_t forgotten_until_ = 0;
    bool closing_ = false;
    bool stopped_ = false;

    std::thread thread_;
};

}  // namespace caritas::live
