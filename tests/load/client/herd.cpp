// Scenario "herd": many wait for the same thing, and the bench makes it happen. herd port=… people=FILE [at_once=64]
// Says "parked N" when all wait. On "mark" counts anew; on "count" says "count ANSWERED WAITING ANSWERS FIRST LAST": pages that had news
// since the mark, polls in flight now, answers with news altogether, and when the first and the last came (CLOCK_MONOTONIC, nanoseconds).
#include "client/poller.h"
#include "client/scenario.h"

#include <memory>

namespace caritas::load {
namespace {

class Herd {
public:
    explicit Herd(const Options& options) : at_once_(static_cast<std::size_t>(options.number("at_once", 64))) {
        const People people = read_people(options.text("people"));
        // Seekers wait for their turn; without any, it is the counselors who wait for somebody.
        for (const Seeker& seeker : people.seekers) add(options.port(), Role::seeker, seeker.token);
        for (const Counselor& counselor : people.counselors) {
            if (people.seekers.empty()) add(options.port(), Role::counselor, counselor.token);
        }
    }

    std::string run() {
        const Orders orders(loop_, [this](const std::string& order) { hear(order); });
        std::vector<Poller*> pollers;
        for (const auto& page : pages_) pollers.push_back(page.get());
        start_pollers(loop_, pollers, at_once_, [this] { say("parked " + std::to_string(counts_.waiting)); });
        loop_.run();
        return "{\"failures\":" + std::to_string(counts_.failures) + ",\"ended\":" + std::to_string(counts_.ended) + "}";
    }

private:
    void add(std::uint16_t port, Role role, const std::string& token) {
        const std::size_t number = pages_.size();
        had_news_.push_back(false);
        pages_.push_back(
            std::make_unique<Poller>(loop_, port, role, token, counts_, [this, number](Poller& /*page*/, const Answer& answer) {
                if (is_news(answer.body)) note(number, answer.at);
            }));
    }

    // Of whatever kind: "nothing new" holds the time and the cursor alone.
    static bool is_news(std::string_view body) {
        for (const std::string_view field : {"\"requests\":", "\"queue\":", "\"messages\":"}) {
            if (body.find(field) != std::string_view::npos) return true;
        }
        return false;
    }

    void note(std::size_t number, Nanos at) {
        if (!had_news_[number]) ++answered_;
        had_news_[number] = true;
        if (++answers_ == 1) first_ = at;
        last_ = at;
    }

    void hear(const std::string& order) {
        if (order == "end") return loop_.stop();
        if (order == "mark") {
            had_news_.assign(had_news_.size(), false);
            answered_ = answers_ = 0;
            first_ = last_ = 0;
            say("marked");
        } else if (order == "count") {
            say("count " + std::to_string(answered_) + " " + std::to_string(counts_.waiting) + " " + std::to_string(answers_) + " " +
                std::to_string(first_) + " " + std::to_string(last_));
        }
    }

    const std::size_t at_once_;
    Loop loop_;
    PollCounts counts_;
    std::vector<std::unique_ptr<Poller>> pages_;
    std::vector<bool> had_news_;
    std::size_t answered_ = 0;
    std::size_t answers_ = 0;
    Nanos first_ = 0;
    Nanos last_ = 0;
};

std::string herd(const Options& options) {
    return Herd(options).run();
}

const Registered registered("herd", herd);

}  // namespace
}  // namespace caritas::load
