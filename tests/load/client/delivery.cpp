// Scenario "delivery": one line at a time to one who waits beside thousands, by the product, by nchan, and stored only; in turns.
// delivery port=… compare=PORT people=FILE folder=… [lines=4000] [block=250] [pause_us=2000] [fsyncs=25]
// The first seeker of the file is written to, all others only wait; as many subscribers wait at nchan.
#include "client/disk.h"
#include "client/lane.h"
#include "client/scenario.h"

#include <array>

namespace caritas::load {
namespace {

constexpr std::size_t kBody = 1024;
constexpr std::size_t kAtOnce = 64;
constexpr Nanos kSettled = 300 * kMilli;  // after the last of the others' polls was made again

class Delivery {
public:
    explicit Delivery(const Options& options)
        : lines_(options.number("lines", 4000)),
          block_(options.number("block", 250)),
          fsyncs_(static_cast<int>(options.number("fsyncs", 25))),
          pause_(options.number("pause_us", 2000) * kMicro),
          people_(read_people(options.text("people"))),
          disk_(options.text("folder")) {
        const std::string body(kBody, 'x');
        const std::uint16_t compare = options.port("compare");
        make_lanes(options.port(), compare, body);
        for (std::size_t i = 1; i < people_.seekers.size(); ++i) {
            pages_.push_back(std::make_unique<Poller>(loop_, options.port(), Role::seeker, people_.seekers[i].token, counts_, nullptr));
            subscribers_.push_back(std::make_unique<Subscriber>(loop_, compare, "other" + std::to_string(i), nullptr));
        }
    }

    std::string run() {
        std::vector<Poller*> pollers;
        for (const auto& page : pages_) pollers.push_back(page.get());
        start_pollers(loop_, pollers, kAtOnce, [this] { subscribe(); });
        loop_.run();
        const auto part = [](const char* name, const Spread& spread) { return std::string("\"") + name + "\":" + spread.json(); };
        return "{" + part("product", lanes_[0]->delivered()) + "," + part("product_ack", lanes_[0]->acknowledged()) + "," +
               part("nchan", lanes_[1]->delivered()) + "," + part("insert", lanes_[2]->delivered()) + "," + part("fsync", disk_.spread()) +
               ",\"beside\":" + std::to_string(pages_.size()) + ",\"made_again\":" + std::to_string(counts_.idle) +
               ",\"failures\":" + std::to_string(counts_.failures) + ",\"ended\":" + std::to_string(counts_.ended) + "}";
    }

private:
    void make_lanes(std::uint16_t port, std::uint16_t compare, const std::string& body) {
        lanes_ = {product_lane(loop_, port, people_, counts_, body), nchan_lane(loop_, compare, body), floor_lane(loop_, compare, body)};
    }

    // A few at a time, so that no backlog overflows.
    void subscribe() {
        for (std::size_t i = 0; i < kAtOnce && subscribed_ < subscribers_.size(); ++i) subscribers_[subscribed_++]->start();
        if (subscribed_ < subscribers_.size()) {
            loop_.after(10 * kMilli, [this] { subscribe(); });
        } else {
            open(0);
        }
    }

    void open(std::size_t lane) {
        if (lane < lanes_.size()) {
            lanes_[lane]->open([this, lane] { open(lane + 1); });
        } else {
            say("parked " + std::to_string(counts_.waiting));
            next_block();
        }
    }

    // The lanes take turns, block by block; the disk between two rounds.
    void next_block() {
        if (lane_ == 0 && rounds_ > 0) disk_.measure(fsyncs_);
        if (lane_ == 0 && rounds_ * block_ >= lines_) return loop_.stop();
        sent_ = 0;
        next_line();
    }

    // Only while all the others are parked: else their next polls, which fall due now and then, would be measured instead.
    void next_line() {
        const Nanos time = now();
        if (counts_.waiting < people_.seekers.size() || counts_.idle != idle_seen_) {
            idle_seen_ = counts_.idle;
            settled_at_ = time + kSettled;
        }
        if (time < settled_at_) {
            loop_.at(settled_at_, [this] { next_line(); });
            return;
        }
        lanes_[lane_]->send([this] { loop_.after(pause_, [this] { line_done(); }); });
    }

    void line_done() {
        if (++sent_ < block_) return next_line();
        lane_ = (lane_ + 1) % lanes_.size();
        if (lane_ == 0) ++rounds_;
        next_block();
    }

    const std::int64_t lines_;
    const std::int64_t block_;
    const int fsyncs_;
    const Nanos pause_;
    const People people_;
    Disk disk_;
    Loop loop_;
    PollCounts counts_;
    std::array<std::unique_ptr<Lane>, 3> lanes_;
    std::vector<std::unique_ptr<Poller>> pages_;
    std::vector<std::unique_ptr<Subscriber>> subscribers_;
    std::size_t subscribed_ = 0;
    std::size_t lane_ = 0;
    std::int64_t rounds_ = 0;
    std::int64_t sent_ = 0;
    std::size_t idle_seen_ = 0;
    Nanos settled_at_ = 0;
};

std::string delivery(const Options& options) {
    return Delivery(options).run();
}

const Registered registered("delivery", delivery);

}  // namespace
}  // namespace caritas::load
