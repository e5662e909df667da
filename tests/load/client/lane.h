// One way to bring a line to somebody who waits: the product's, nchan's, or a bare durable INSERT; and a page's first look. Scenarios in
// which they take turns: "delivery", "turns".
#pragma once

#include "client/http_client.h"
#include "client/people.h"
#include "client/poller.h"
#include "client/spread.h"

#include <functional>
#include <memory>
#include <string>

namespace caritas::load {

/// Sends one line at a time.
class Lane : public Listener {
public:
    using Done = std::function<void()>;

    Lane(Loop& loop, std::uint16_t port) : loop_(loop), port_(port), sender_(loop, port, *this) {}

    /// Begins to wait for lines, and calls `done` when it does.
    virtual void open(Done done) = 0;
    /// Sends one line, and calls `done` when it was acknowledged and is where it belongs.
    void send(Done done);

    /// Begins to count anew.
    void forget() { delivered_ = acknowledged_ = Spread(); }
    [[nodiscard]] const Spread& delivered() const { return delivered_; }
    [[nodiscard]] const Spread& acknowledged() const { return acknowledged_; }

    void answered(HttpConnection& connection, const Answer& answer) override;
    /// A measurement in which a call fails is none.
    void broken(HttpConnection& connection) override;

protected:
    /// The next request of the sender.
    virtual void write_line(std::string& out) = 0;
    /// The line came out at the other end at this time.
    void arrived(Nanos at);

    Loop& loop_;
    const std::uint16_t port_;

private:
    void finish_if_whole();

    HttpConnection sender_;
    std::string request_;
    Done done_;
    Nanos arrived_at_ = 0;
    Nanos acknowledged_at_ = 0;
    Spread delivered_;
    Spread acknowledged_;
};

/// A counselor writes to a seeker whose poll is parked.
std::unique_ptr<Lane> product_lane(Loop& loop, std::uint16_t port, const People& people, PollCounts& counts, const std::string& body);
/// A publisher, and a subscriber by long polling that goes on from the last message as nchan wants it.
std::unique_ptr<Lane> nchan_lane(Loop& loop, std::uint16_t port, const std::string& body);
/// A call that stores the line durably; its answer is all there is.
std::unique_ptr<Lane> floor_lane(Loop& loop, std::uint16_t port, const std::string& body);

/// A call that is nothing but its answer: a counselor's page that opens and looks for the first time.
std::unique_ptr<Lane> look_lane(Loop& loop, std::uint16_t port, const std::string& token);

/// A subscriber that waits on a channel of its own.
class Subscriber final : public Listener {
public:
    using Message = std::function<void(const Answer&)>;
    Subscriber(Loop& loop, std::uint16_t port, std::string channel, Message message);
    void start();
    void answered(HttpConnection& connection, const Answer& answer) override;
    void broken(HttpConnection& connection) override;

private:
    std::uint16_t port_;
    std::string path_;
    std::string position_;  ///< headers that say which message was the last
    std::string request_;
    HttpConnection connection_;
    Message message_;
};

}  // namespace caritas::load
