// Scenario "comeback": every seeker's page polls, and comes back after trouble as pages do. comeback port=… people=FILE [at_once=64]
// Says "parked N" when all wait. On "settled", all of them wait again: says "comeback {…}" of the trouble since the last time. On "mark"
// and "count" says how many answers came since the mark. "end" ends.
#include "client/poller.h"
#include "client/scenario.h"
#include "client/spread.h"

#include <memory>

namespace caritas::load {
namespace {

using Counts = std::map<int, std::size_t>;

std::string json_of(const Counts& counts) {
    std::string text = "{";
    for (const auto& [key, count] : counts) {
        text.append(text.size() > 1 ? ",\"" : "\"").append(std::to_string(key)).append("\":").append(std::to_string(count));
    }
    return text + "}";
}

class Comeback {
public:
    explicit Comeback(const Options& options) : at_once_(static_cast<std::size_t>(options.number("at_once", 64))) {
        for (const Seeker& seeker : read_people(options.text("people")).seekers) {
            pages_.push_back(std::make_unique<Poller>(loop_, options.port(), Role::seeker, seeker.token, counts_, nullptr));
        }
    }

    std::string run() {
        const Orders orders(loop_, [this](const std::string& order) {
            if (order == "settled") say("comeback " + tell());
            if (order == "mark") {
                marked_ = counts_.news + counts_.idle;
                say("marked");
            }
            if (order == "count") say("count " + std::to_string(counts_.news + counts_.idle - marked_));
            if (order == "end") loop_.stop();
        });
        std::vector<Poller*> pollers;
        for (const auto& page : pages_) pollers.push_back(page.get());
        start_pollers(loop_, pollers, at_once_, [this] { say("parked " + std::to_string(counts_.waiting)); });
        loop_.run();
        return "{\"waiting\":" + std::to_string(counts_.waiting) + ",\"ended\":" + std::to_string(counts_.ended) + "}";
    }

private:
    // How long each page was without a poll of its own, up to the one that stayed; how many pages needed how many tries.
    std::string tell() {
        Spread without;
        Counts tries;
        for (const auto& page : pages_) {
            const Trouble& trouble = page->trouble();
            if (trouble.since <= told_at_) continue;
            without.add(trouble.last_try - trouble.since);
            ++tries[static_cast<int>(trouble.failures)];
        }
        std::string text = "{\"without\":" + without.json() + ",\"tries\":" + json_of(tries) +
                           ",\"failed_with\":" + json_of(counts_.failed_with) + ",\"waiting\":" + std::to_string(counts_.waiting) + "}";
        counts_.failed_with.clear();
        told_at_ = now();
        return text;
    }

    const std::size_t at_once_;
    Loop loop_;
    PollCounts counts_;
    std::vector<std::unique_ptr<Poller>> pages_;
    Nanos told_at_ = 0;
    std::size_t marked_ = 0;
};

std::string comeback(const Options& options) {
    return Comeback(options).run();
}

const Registered registered("comeback", comeback);

}  // namespace
}  // namespace caritas::load
