// Long polls between parking lot and handlers: who waits, who looks again, who is answered with "nothing new".
#pragma once

#include "live/parking_lot.h"
#include "live/presence.h"
#include "web/call.h"
#include "web/fastcgi.h"
#include "web/poll.h"
#include "web/queue_board.h"
#include "web/rate_limiter.h"
#include "web/recent.h"
#include "web/resting.h"

#include <condition_variable>
#include <deque>
#include <random>
#include <thread>

namespace caritas::web {

/// Owns the lot and the few threads that look again for those who were woken. All calls from any thread.
class PollDesk {
public:
    /// `tell_siblings` gets the streams that this worker's own calls moved, after the polls that wait here were woken.
    PollDesk(const Config& config, db::Pool& pool, db::Pool& writing, ServerTime& time, const chat::EpochKeys& keys, SessionPace& pace,
             std::size_t threads, std::function<void(const chat::Moves&)> tell_siblings);
    ~PollDesk();
    PollDesk(const PollDesk&) = delete;
    PollDesk& operator=(const PollDesk&) = delete;

    /// The lot's generation before a look, see ParkingLot::generation.
    [[nodiscard]] std::uint64_t generation() const { return lot_.generation(); }

    [[nodiscard]] const App& app() const { return app_; }
    live::Presence& presence() { return presence_; }
    /// Streams moved elsewhere: the waiting here look for themselves.
    void wake(const chat::Moves& moves) { lot_.wake(moves); }
    [[nodiscard]] std::size_t parked() const { return lot_.parked(); }

    /// Parks a poll whose session's last poll was answered a moment ago, without a query. Returns false, and takes nothing, if it is no
    /// such poll.
    bool resume(Accepted& call);

    /// Finishes a poll after its handler ran: answers it if there is news, else parks it.
    void finish(live::UniqueFd connection, int request_id, const Request& request, Polled polled, std::uint64_t looked_at);

    /// Ends a call. Does not block.
    void answer(live::UniqueFd connection, int request_id, const Response& response);

    /// Answers all parked polls; later ones are not parked any more.
    void close();

private:
    void tell(chat::Moves moves);
    bool is_told(const chat::Move& move);
    void tell_written(chat::Written written);
    void on_leave(live::Waiter waiter, live::Reason reason);
    void look_soon(live::Waiter waiter);
    void look_again(live::Waiter waiter);
    void look_in_full(live::Waiter waiter);
    std::optional<chat::Moves> newer_for(const live::Waiter& waiter) const;
    std::optional<std::string> name_of_chat(chat::Id id) const;
    bool has_messages(live::Waiter& waiter, const std::optional<chat::Moves>& newer);
    std::optional<QueueView> kept_view(std::string_view token_hash, const Request& request);
    bool has_queue_news(live::Waiter& waiter, const std::optional<chat::Moves>& newer);
    void park(live::Waiter waiter);
    void answer_news(live::Waiter waiter, Response response, bool rests);
    void answer_idle(live::Waiter waiter);
    void refuse(live::Waiter waiter);
    void deliver();
    Tick draw_deadline();

    const Config& config_;
    ServerTime& time_;
    std::function<void(const chat::Moves&)> tell_siblings_;
    App app_;
    live::Presence presence_;
    QueueBoard board_;
    Resting resting_;
    Recent recent_;
    RateLimiter<chat::Stream, chat::StreamHash> typing_;  ///< of each side of each chat

    std::mutex mutex_;
    std::condition_variable work_;
    std::deque<live::Waiter> woken_;
    bool stopping_ = false;
    std::mt19937 random_{std::random_device{}()};  // spreads deadlines; nothing secret

    live::ParkingLot lot_;
    std::vector<std::thread> threads_;
};

}  // namespace caritas::web
