// Scenario "turns": lines to one who waits, and first looks, over several ways that take turns block by block.
// turns plan=FILE [lines=1000] [block=100] [ask=0]
// A line of the plan: NAME line|look PORT PAUSE_US COUNSELOR-TOKEN [SEEKER-TOKEN CHAT], with as many lines as there are ways. The pause
// between two calls is drawn between half and three halves of PAUSE_US. ask=1: says "block NAME" before each block and waits for "go".
#include "client/lane.h"
#include "client/scenario.h"

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

namespace caritas::load {
namespace {

constexpr std::size_t kBody = 1024;
constexpr std::int64_t kWarmUp = 20;  // calls of each way that are not counted

struct Way {
    std::string name;
    Nanos pause = 0;
    std::unique_ptr<Lane> lane;
};

class Turns {
public:
    explicit Turns(const Options& options)
        : lines_(options.number("lines", 1000)), block_(options.number("block", 100)), asks_(options.number("ask", 0) != 0) {
        std::ifstream plan(options.text("plan"));
        for (std::string line; std::getline(plan, line);) add(line);
        if (ways_.empty()) throw std::runtime_error("no plan in " + options.text("plan"));
    }

    std::string run() {
        const Orders orders(loop_, [this](const std::string& order) {
            if (order == "go") next_call();
            if (order == "end") throw std::runtime_error("told to end before all was measured");
        });
        open(0);
        loop_.run();
        std::string text = "{";
        for (const Way& way : ways_) text += "\"" + way.name + "\":" + way.lane->delivered().json() + ",";
        return text + "\"idle\":" + std::to_string(counts_.idle) + ",\"failures\":" + std::to_string(counts_.failures) +
               ",\"ended\":" + std::to_string(counts_.ended) + "}";
    }

private:
    void add(const std::string& line) {
        std::istringstream words(line);
        std::string kind;
        std::uint16_t port = 0;
        std::int64_t pause_us = 0;
        Counselor counselor;
        Seeker seeker;
        Way way;
        words >> way.name >> kind >> port >> pause_us >> counselor.token >> seeker.token >> seeker.chat;
        way.pause = pause_us * kMicro;
        if (kind == "look") {
            way.lane = look_lane(loop_, port, counselor.token);
        } else {
            way.lane = product_lane(loop_, port, {{counselor}, {seeker}}, counts_, std::string(kBody, 'x'));
        }
        ways_.push_back(std::move(way));
    }

    void open(std::size_t way) {
        if (way == ways_.size()) return next_block();
        ways_[way].lane->open([this, way] { warm_up(way, 0); });
    }

    void warm_up(std::size_t way, std::int64_t done) {
        if (done < kWarmUp) return ways_[way].lane->send([this, way, done] { loop_.after(kMilli, [=, this] { warm_up(way, done + 1); }); });
        ways_[way].lane->forget();
        open(way + 1);
    }

    void next_block() {
        sent_ = 0;
        if (!asks_) return next_call();
        say("block " + ways_[way_].name);
    }

    void next_call() {
        ways_[way_].lane->send([this] { loop_.after(draw_pause(), [this] { call_done(); }); });
    }

    // A fixed one would meet whatever happens at intervals, such as the worker's tail, always at the same place.
    Nanos draw_pause() {
        const Nanos middle = ways_[way_].pause;
        return std::uniform_int_distribution<Nanos>(middle / 2, middle * 3 / 2)(random_);
    }

    void call_done() {
        if (++sent_ < block_) return next_call();
        way_ = (way_ + 1) % ways_.size();
        if (way_ == 0) done_ += block_;
        if (done_ >= lines_) return loop_.stop();
        next_block();
    }

    const std::int64_t lines_;
    const std::int64_t block_;
    const bool asks_;
    Loop loop_;
    PollCounts counts_;
    std::vector<Way> ways_;
    std::mt19937_64 random_;  // the same pauses in every run
    std::size_t way_ = 0;
    std::int64_t sent_ = 0;
    std::int64_t done_ = 0;
};

std::string turns(const Options& options) {
    return Turns(options).run();
}

const Registered registered("turns", turns);

}  // namespace
}  // namespace caritas::load
