// Scenario "chats": everybody writes as fast as the lines are acknowledged, and everybody polls; the floor in turns with it.
// chats port=… compare=PORT people=FILE [slices=3] [slice_ms=10000] [ramp_ms=3000]
// compare=0: without the floor and the ramp. Says "slice ours|floor N" when one begins and "over" when all are.
// slices=0: as the bench orders. Says "drained" when all pages poll; on "slice LABEL" everybody writes until "stop", and all has arrived
// when it says "drained" again. "end" ends. Slices of the same label are also put together.
#include "client/poller.h"
#include "client/scenario.h"
#include "client/writer.h"

#include <sys/resource.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>

namespace caritas::load {
namespace {

constexpr std::size_t kAtOnce = 64;
constexpr Nanos kLookAround = 20 * kMilli;
constexpr Nanos kPatience = 60 * kSecond;  // for what was acknowledged to arrive

/// A stretch of time in which some write.
struct Slice {
    bool ours = true;
    std::size_t writers = 0;
    Nanos length = 0;
    bool is_ramp = false;
    std::string label;  ///< of a slice that was ordered
    WriteCounts counts;
};

class Chats {
public:
    explicit Chats(const Options& options) : people_(read_people(options.text("people"))), directions_(people_.seekers.size() * kSides) {
        const std::uint16_t port = options.port();
        const std::uint16_t compare = options.port("compare");
        make_pages(port);
        for (std::size_t i = 0; i < people_.seekers.size(); ++i) make_writers(port, i);
        for (std::size_t i = 0; compare != 0 && i < writers_.size(); ++i) callers_.push_back(std::make_unique<FloorCaller>(loop_, compare));
        plan(options, compare != 0);
    }

    std::string run() {
        const Orders orders(loop_, [this](const std::string& order) { hear(order); });
        std::vector<Poller*> pollers;
        for (const auto& page : pages_) pollers.push_back(page.get());
        start_pollers(loop_, pollers, kAtOnce, [this] { next_slice(); });
        loop_.run();
        return report();
    }

private:
    void make_pages(std::uint16_t port) {
        // A page sees both sides of a chat; its own lines come back to it and are no delivery.
        const auto add = [&](Role role, const std::string& token) {
            const std::size_t own = role == Role::seeker ? 0 : 1;
            pages_.push_back(std::make_unique<Poller>(loop_, port, role, token, polls_,
                                                      [this, own](Poller& /*page*/, const Answer& answer) { read_news(answer, own); }));
        };
        for (const Seeker& seeker : people_.seekers) add(Role::seeker, seeker.token);
        for (const Counselor& counselor : people_.counselors) add(Role::counselor, counselor.token);
    }

    // Neighbours in the list are the two sides of a chat.
    void make_writers(std::uint16_t port, std::size_t chat) {
        const Seeker& seeker = people_.seekers[chat];
        const std::size_t first = chat * kSides;
        writers_.push_back(std::make_unique<Writer>(loop_, port, "/api/v1/seeker/messages/", cookie_of(Role::seeker, seeker.token), first,
                                                    directions_[first]));
        writers_.push_back(std::make_unique<Writer>(loop_, port, "/api/v1/counselor/chats/" + seeker.chat + "/messages/",
                                                    cookie_of(Role::counselor, people_.counselors.at(seeker.counselor).token), first + 1,
                                                    directions_[first + 1]));
    }

    void plan(const Options& options, bool compared) {
        const Nanos length = options.number("slice_ms", 10'000) * kMilli;
        by_orders_ = options.number("slices", 3) == 0;
        const auto add = [this](bool ours, std::size_t writers, Nanos time, bool is_ramp) {
            slices_.push_back({ours, std::min(writers, writers_.size()), time, is_ramp, {}, {}});
        };
        if (compared) {
            for (const std::size_t writers : {1U, 2U, 4U, 8U, 16U, 64U}) add(true, writers, options.number("ramp_ms", 3000) * kMilli, true);
        }
        for (std::int64_t i = 0; i < options.number("slices", 3); ++i) {
            add(true, writers_.size(), length, false);
            if (compared) add(false, writers_.size(), length, false);
        }
    }

    void read_news(const Answer& answer, std::size_t own) {
        each_message_body(answer.body, [&](std::string_view body) {
            const auto line = read_line(body);
            if (!line || line->direction >= directions_.size()) {
                ++strange_;
            } else if (line->direction % kSides != own) {
                directions_[line->direction].arrived(line->number, answer.at, counts_for_latency());
            }
        });
    }

    // Deliveries of the ramp have few writers: they are not what the percentiles are of.
    Spread& counts_for_latency() { return slice_ < slices_.size() && slices_[slice_].is_ramp ? ramp_delivery_ : delivery_; }

    void hear(const std::string& order) {
        if (order == "end") return loop_.stop();
        if (!by_orders_) return;
        if (order == "stop") return finish_slice();
        slices_.push_back({true, writers_.size(), 0, false, order.substr(order.find(' ') + 1), {}});
        next_slice();
    }

    void next_slice() {
        if (slice_ == slices_.size()) {
            say(by_orders_ ? "drained" : "over");
            if (!by_orders_) loop_.stop();
            return;
        }
        Slice& slice = slices_[slice_];
        began_ = now();
        say(std::string("slice ") + (slice.ours ? "ours " : "floor ") + std::to_string(slice.writers));
        slice.counts.running = true;
        for (std::size_t i = 0; i < slice.writers; ++i) {
            if (slice.ours) {
                writers_[i]->start(slice.counts);
            } else {
                callers_[i]->start(slice.counts);
            }
        }
        if (!by_orders_) loop_.after(slice.length, [this] { finish_slice(); });
    }

    void finish_slice() {
        Slice& slice = slices_[slice_];
        slice.counts.running = false;
        if (by_orders_) slice.length = now() - began_;
        drain(now() + kPatience);
    }

    // What is on its way comes to its end before the next slice begins.
    void drain(Nanos give_up) {
        const auto whole = [](const Direction& direction) { return direction.is_whole(); };
        const bool done = slices_[slice_].counts.writing == 0 && std::all_of(directions_.begin(), directions_.end(), whole);
        if (!done && now() < give_up) {
            loop_.after(kLookAround, [this, give_up] { drain(give_up); });
            return;
        }
        // A double would come now.
        loop_.after(kSecond / 2, [this] {
            ++slice_;
            next_slice();
        });
    }

    [[nodiscard]] std::string labels() const {
        std::map<std::string, Spread> spreads;
        for (const Slice& slice : slices_) {
            if (!slice.label.empty()) spreads[slice.label].add(slice.counts.acknowledgement);
        }
        std::string text = "{";
        for (const auto& [label, spread] : spreads) {
            text.append(text.size() > 1 ? ",\"" : "\"").append(label).append("\":").append(spread.json());
        }
        return text + "}";
    }

    [[nodiscard]] std::string report() const {
        std::string text = "{\"slices\":[";
        for (const Slice& slice : slices_) {
            const WriteCounts& counts = slice.counts;
            if (text.back() != '[') text += ',';
            text += "{\"ours\":" + std::string(slice.ours ? "true" : "false") + ",\"ramp\":" + (slice.is_ramp ? "true" : "false") +
                    ",\"label\":\"" + slice.label + "\",\"writers\":" + std::to_string(slice.writers) +
                    ",\"ms\":" + std::to_string(slice.length / kMilli) + ",\"acknowledged\":" + std::to_string(counts.acknowledged) +
                    ",\"repeated\":" + std::to_string(counts.repeated) + ",\"acknowledgement\":" + counts.acknowledgement.json() + "}";
        }
        Direction::Faults faults;
        for (const Direction& direction : directions_) direction.judge(faults);
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        const auto number = [&text](const char* name, std::size_t value) {
            text.append(",\"").append(name).append("\":").append(std::to_string(value));
        };
        text += "],\"labels\":" + labels() + ",\"delivery\":" + delivery_.json();
        number("acknowledged", faults.acknowledged);
        number("delivered", faults.delivered);
        number("lost", faults.lost);
        number("doubled", faults.doubled);
        number("disordered", faults.disordered);
        number("strange", strange_);
        number("failures", polls_.failures);
        number("ended", polls_.ended);
        number("client_cpu_ms", static_cast<std::size_t>((used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 +
                                                         (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000));
        return text + "}";
    }

    const People people_;
    Loop loop_;
    PollCounts polls_;
    std::vector<Direction> directions_;
    std::vector<std::unique_ptr<Poller>> pages_;
    std::vector<std::unique_ptr<Writer>> writers_;
    std::vector<std::unique_ptr<FloorCaller>> callers_;
    std::deque<Slice> slices_;  ///< stay where they are: writers count in them
    bool by_orders_ = false;
    Nanos began_ = 0;
    std::size_t slice_ = 0;
    Spread delivery_;
    Spread ramp_delivery_;
    std::size_t strange_ = 0;
};

std::string chats(const Options& options) {
    return Chats(options).run();
}

const Registered registered("chats", chats);

}  // namespace
}  // namespace caritas::load
