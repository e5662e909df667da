// Closed loops: the next request goes out from the answer of the last.
#include "client/writer.h"

#include <cstdio>
#include <stdexcept>

namespace caritas::load {
namespace {

constexpr std::string_view kText = "application/octet-stream";
constexpr Nanos kBetweenTries = 100 * kMilli;

}  // namespace

Writer::Writer(Loop& loop, std::uint16_t port, std::string path, std::string cookie, std::size_t direction, Direction& lines)
    : loop_(loop),
      connection_(loop, port, *this),
      port_(port),
      path_(std::move(path)),
      cookie_(std::move(cookie)),
      direction_(direction),
      lines_(lines) {}

void Writer::start(WriteCounts& counts) {
    counts_ = &counts;
    ++counts.writing;
    next();
}

void Writer::next() {
    if (!counts_->running) {
        --counts_->writing;
        return;
    }
    const std::size_t number = lines_.sent(now());
    char id[33];
    std::snprintf(id, sizeof id, "%016zx%016zx", direction_, number);
    const std::string body = line_text(direction_, number);
    write_request(request_, port_, {.method = "PUT", .path = path_ + id, .cookie = cookie_, .body = body, .type = kText, .extra = {}});
    connection_.ask(request_);
}

void Writer::again() {
    ++counts_->repeated;
    loop_.after(kBetweenTries, [this] { connection_.ask(request_); });
}

void Writer::answered(HttpConnection& connection, const Answer& answer) {
    if (answer.status >= 400 && answer.status < 500 && answer.status != 429) {
        throw std::runtime_error("a line was refused: " + std::string(answer.body));
    }
    if (answer.status != 200) return again();
    lines_.acknowledged();
    if (counts_->running) {
        ++counts_->acknowledged;
        counts_->acknowledgement.add(answer.at - connection.asked_at());
    }
    next();
}

void Writer::broken(HttpConnection& /*connection*/) {
    again();
}

FloorCaller::FloorCaller(Loop& loop, std::uint16_t port) : connection_(loop, port, *this) {
    const std::string body = line_text(0, 0);
    write_request(request_, port, {.method = "POST", .path = "/floor", .cookie = {}, .body = body, .type = kText, .extra = {}});
}

void FloorCaller::start(WriteCounts& counts) {
    counts_ = &counts;
    ++counts.writing;
    connection_.ask(request_);
}

void FloorCaller::answered(HttpConnection& connection, const Answer& answer) {
    if (answer.status != 200) throw std::runtime_error("the floor answers " + std::to_string(answer.status));
    if (!counts_->running) {
        --counts_->writing;
        return;
    }
    ++counts_->acknowledged;
    counts_->acknowledgement.add(answer.at - connection.asked_at());
    connection_.ask(request_);
}

void FloorCaller::broken(HttpConnection& /*connection*/) {
    throw std::runtime_error("the floor broke off");
}

}  // namespace caritas::load
