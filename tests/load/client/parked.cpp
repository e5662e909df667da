// Scenario "parked": every seeker's page polls and nobody writes. parked port=… people=FILE [at_once=64]
// Says "parked N" when all wait, hears "end", and prints what was answered meanwhile.
#include "client/poller.h"
#include "client/scenario.h"

#include <memory>

namespace caritas::load {
namespace {

std::string parked(const Options& options) {
    const People people = read_people(options.text("people"));
    Loop loop;
    PollCounts counts;
    std::vector<std::unique_ptr<Poller>> pages;
    std::vector<Poller*> pollers;
    for (const Seeker& seeker : people.seekers) {
        pages.push_back(std::make_unique<Poller>(loop, options.port(), Role::seeker, seeker.token, counts, nullptr));
        pollers.push_back(pages.back().get());
    }
    const Orders orders(loop, [&loop](const std::string& order) {
        if (order == "end") loop.stop();
    });
    start_pollers(loop, pollers, static_cast<std::size_t>(options.number("at_once", 64)),
                  [&counts] { say("parked " + std::to_string(counts.waiting)); });
    loop.run();
    return "{\"waiting\":" + std::to_string(counts.waiting) + ",\"news\":" + std::to_string(counts.news) +
           ",\"idle\":" + std::to_string(counts.idle) + ",\"failures\":" + std::to_string(counts.failures) +
           ",\"ended\":" + std::to_string(counts.ended) + "}";
}

const Registered registered("parked", parked);

}  // namespace
}  // namespace caritas::load
