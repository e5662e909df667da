// One page's long poll: always one in flight, each from the cursor of the one before.
#pragma once

#include "client/http_client.h"
#include "client/people.h"

#include <cstddef>
#include <functional>
#include <map>

namespace caritas::load {

/// What all pollers of a scenario count together.
struct PollCounts {
    std::size_t waiting = 0;  ///< now in flight with a cursor: parked, as far as a browser can know
    std::size_t news = 0;
    std::size_t idle = 0;                    ///< answers "nothing new"
    std::size_t failures = 0;                ///< neither 200 nor 401, or broken off; asked again later
    std::map<int, std::size_t> failed_with;  ///< the failures by their status, 0: broken off
    std::size_t ended = 0;                   ///< 401; asked no more
};

/// A page's last trouble with its line.
struct Trouble {
    Nanos since = 0;     ///< when the poll failed that had been waiting
    Nanos last_try = 0;  ///< when the poll was sent that ended it, if it is over
    std::size_t failures = 0;
};

class Poller final : public Listener {
public:
    /// Called after the next poll was sent, as a page does it. The body is valid during the call.
    using News = std::function<void(Poller&, const Answer&)>;

    Poller(Loop& loop, std::uint16_t port, Role role, const std::string& token, PollCounts& counts, News news);

    /// The first look, which is answered at once; then on until stop(). Once only.
    void start();
    /// Closes the connection, as a browser that leaves.
    void stop();
    /// Whether the first look has been answered and a poll with a cursor is in flight.
    [[nodiscard]] bool waiting() const { return waiting_; }
    [[nodiscard]] const Trouble& trouble() const { return trouble_; }

    void answered(HttpConnection& connection, const Answer& answer) override;
    void broken(HttpConnection& connection) override;

private:
    void ask();
    void set_waiting(bool waiting);
    void ask_later(int status, int retry_after);

    Loop& loop_;
    HttpConnection connection_;
    std::uint16_t port_;
    Role role_;
    std::string cookie_;
    std::string cursor_;  ///< URL-encoded
    PollCounts& counts_;
    News news_;
    Trouble trouble_;
    unsigned attempt_ = 0;  ///< failures since the last answer
    bool waiting_ = false;
    bool stopped_ = false;
};

/// Sends the pollers' first looks with at most `at_once` of them unanswered, and calls `done` when all wait.
void start_pollers(Loop& loop, std::vector<Poller*> pollers, std::size_t at_once, std::function<void()> done);

/// Calls `body(text)` for each message's body (base64, as it came) of an answer to a poll, in the answer's order.
void each_message_body(std::string_view answer, const std::function<void(std::string_view)>& body);

}  // namespace caritas::load
