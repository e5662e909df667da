// The lanes. Each has a connection for the sender and, but for the floor, one for who waits.
#include "client/lane.h"

#include <cstdio>
#include <stdexcept>

namespace caritas::load {
namespace {

constexpr std::string_view kText = "application/octet-stream";

class ProductLane final : public Lane {
public:
    ProductLane(Loop& loop, std::uint16_t port, const People& people, PollCounts& counts, const std::string& body)
        : Lane(loop, port),
          cookie_(cookie_of(Role::counselor, people.counselors.at(people.seekers.at(0).counselor).token)),
          chat_(people.seekers.at(0).chat),
          body_(body),
          waiter_(loop, port, Role::seeker, people.seekers.at(0).token, counts, [this](Poller& /*poller*/, const Answer& answer) {
              each_message_body(answer.body, [&](std::string_view /*body*/) { arrived(answer.at); });
          }) {}

    void open(Done done) override { start_pollers(loop_, {&waiter_}, 1, std::move(done)); }

protected:
    void write_line(std::string& out) override {
        char id[33];
        std::snprintf(id, sizeof id, "%032llx", ++lines_);
        const std::string path = "/api/v1/counselor/chats/" + chat_ + "/messages/" + id;
        write_request(out, port_, {.method = "PUT", .path = path, .cookie = cookie_, .body = body_, .type = kText, .extra = {}});
    }

private:
    const std::string cookie_;
    const std::string chat_;
    const std::string body_;
    unsigned long long lines_ = 0;
    Poller waiter_;
};

class NchanLane final : public Lane {
public:
    NchanLane(Loop& loop, std::uint16_t port, std::string body)
        : Lane(loop, port), body_(std::move(body)), waiter_(loop, port, "line", [this](const Answer& answer) { arrived(answer.at); }) {}

    void open(Done done) override {
        waiter_.start();
        loop_.after(kSecond, std::move(done));  // nothing says that a subscriber is there
    }

protected:
    void write_line(std::string& out) override {
        write_request(out, port_, {.method = "POST", .path = "/publish/line", .cookie = {}, .body = body_, .type = kText, .extra = {}});
    }

private:
    const std::string body_;
    Subscriber waiter_;
};

class FloorLane final : public Lane {
public:
    FloorLane(Loop& loop, std::uint16_t port, std::string body) : Lane(loop, port), body_(std::move(body)) {}

    void open(Done done) override { loop_.at(0, std::move(done)); }

    void answered(HttpConnection& connection, const Answer& answer) override {
        arrived(answer.at);
        Lane::answered(connection, answer);
    }

protected:
    void write_line(std::string& out) override {
        write_request(out, port_, {.method = "POST", .path = "/floor", .cookie = {}, .body = body_, .type = kText, .extra = {}});
    }

private:
    const std::string body_;
};

class LookLane final : public Lane {
public:
    LookLane(Loop& loop, std::uint16_t port, const std::string& token) : Lane(loop, port), cookie_(cookie_of(Role::counselor, token)) {}

    void open(Done done) override { loop_.at(0, std::move(done)); }

    void answered(HttpConnection& connection, const Answer& answer) override {
        arrived(answer.at);
        Lane::answered(connection, answer);
    }

protected:
    void write_line(std::string& out) override {
        write_request(out, port_,
                      {.method = "GET", .path = "/api/v1/counselor/events", .cookie = cookie_, .body = {}, .type = {}, .extra = {}});
    }

private:
    const std::string cookie_;
};

}  // namespace

void Lane::send(Done done) {
    done_ = std::move(done);
    arrived_at_ = acknowledged_at_ = 0;
    write_line(request_);
    sender_.ask(request_);
}

void Lane::answered(HttpConnection& /*connection*/, const Answer& answer) {
    if (answer.status < 200 || answer.status > 202) throw std::runtime_error("a line was refused: " + std::string(answer.body));
    acknowledged_at_ = answer.at;
    finish_if_whole();
}

void Lane::broken(HttpConnection& /*connection*/) {
    throw std::runtime_error("the sender's connection broke off");
}

void Lane::arrived(Nanos at) {
    if (arrived_at_ != 0) throw std::runtime_error("a line came twice");
    arrived_at_ = at;
    finish_if_whole();
}

void Lane::finish_if_whole() {
    if (arrived_at_ == 0 || acknowledged_at_ == 0) return;
    delivered_.add(arrived_at_ - sender_.asked_at());
    acknowledged_.add(acknowledged_at_ - sender_.asked_at());
    const Done done = std::move(done_);
    done();
}

Subscriber::Subscriber(Loop& loop, std::uint16_t port, std::string channel, Message message)
    : port_(port), path_("/subscribe/" + std::move(channel)), connection_(loop, port, *this), message_(std::move(message)) {}

void Subscriber::start() {
    write_request(request_, port_, {.method = "GET", .path = path_, .cookie = {}, .body = {}, .type = {}, .extra = position_});
    connection_.ask(request_);
}

void Subscriber::answered(HttpConnection& /*connection*/, const Answer& answer) {
    if (answer.status != 200) throw std::runtime_error("nchan answers " + std::to_string(answer.status));
    position_.assign("If-Modified-Since: ").append(header(answer.head, "last-modified:"));
    position_.append("\r\nIf-None-Match: ").append(header(answer.head, "etag:")).append("\r\n");
    start();
    if (message_) message_(answer);
}

void Subscriber::broken(HttpConnection& /*connection*/) {
    throw std::runtime_error("a subscriber's connection broke off");
}

std::unique_ptr<Lane> product_lane(Loop& loop, std::uint16_t port, const People& people, PollCounts& counts, const std::string& body) {
    return std::make_unique<ProductLane>(loop, port, people, counts, body);
}
std::unique_ptr<Lane> nchan_lane(Loop& loop, std::uint16_t port, const std::string& body) {
    return std::make_unique<NchanLane>(loop, port, body);
}
std::unique_ptr<Lane> floor_lane(Loop& loop, std::uint16_t port, const std::string& body) {
    return std::make_unique<FloorLane>(loop, port, body);
}
std::unique_ptr<Lane> look_lane(Loop& loop, std::uint16_t port, const std::string& token) {
    return std::make_unique<LookLane>(loop, port, token);
}

}  // namespace caritas::load
