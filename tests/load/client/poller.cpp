// The client takes part in using the cores it measures: it looks for the few fields it needs and parses no JSON.
#include "client/poller.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <random>

namespace caritas::load {
namespace {

// As htdocs/js/lib/backoff.js has them.
constexpr Nanos kFirstWait = 500 * kMilli;
constexpr Nanos kLongestWait = 15 * kSecond;
constexpr unsigned kMostDoublings = 5;

constexpr Nanos kLookAround = 5 * kMilli;

// The text of the first field "name":"…" whose value holds no quote.
std::string_view text_field(std::string_view json, std::string_view opening) {
    const std::size_t at = json.find(opening);
    if (at == std::string_view::npos) return {};
    json.remove_prefix(at + opening.size());
    return json.substr(0, json.find('"'));
}

// Later each time, and spread: between half and the whole of it, after once to twice what the server asked for.
Nanos back_off(unsigned attempt, Nanos asked) {
    static std::mt19937_64 random;  // one thread: it serves all pollers
    const Nanos ceiling = std::min(kLongestWait, kFirstWait << std::min(attempt, kMostDoublings));
    const auto between = [](Nanos least, Nanos most) { return std::uniform_int_distribution<Nanos>(least, most)(random); };
    return between(asked, 2 * asked) + between(ceiling / 2, ceiling);
}

int number_of(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

Poller::Poller(Loop& loop, std::uint16_t port, Role role, const std::string& token, PollCounts& counts, News news)
    : loop_(loop),
      connection_(loop, port, *this),
      port_(port),
      role_(role),
      cookie_(cookie_of(role, token)),
      counts_(counts),
      news_(std::move(news)) {}

void Poller::start() {
    ask();
}

void Poller::stop() {
    stopped_ = true;
    set_waiting(false);
    connection_.close();
}

void Poller::set_waiting(bool waiting) {
    if (waiting != waiting_) counts_.waiting += waiting ? std::size_t{1} : std::size_t(-1);
    waiting_ = waiting;
}

void Poller::ask() {
    static std::string path;  // one thread: their memory serves all pollers
    static std::string request;
    path = role_ == Role::seeker ? "/api/v1/seeker/events" : "/api/v1/counselor/events";
    if (!cursor_.empty()) path.append("?after=").append(cursor_);
    if (!cursor_.empty() && attempt_ > 0) path.append("&fresh=1");
    if (attempt_ > 0) trouble_.last_try = now();
    write_request(request, port_, {.method = "GET", .path = path, .cookie = cookie_, .body = {}, .type = {}, .extra = {}});
    set_waiting(!cursor_.empty());
    connection_.ask(request);
}

void Poller::ask_later(int status, int retry_after) {
    ++counts_.failures;
    ++counts_.failed_with[status];
    set_waiting(false);
    if (attempt_ == 0) trouble_ = {.since = now(), .last_try = 0, .failures = 0};
    ++trouble_.failures;
    loop_.after(back_off(attempt_++, retry_after * kSecond), [this] {
        if (!stopped_) ask();
    });
}

void Poller::answered(HttpConnection& /*connection*/, const Answer& answer) {
    if (stopped_) return;
    if (answer.status == 401) {
        ++counts_.ended;
        return stop();
    }
    const std::string_view cursor = text_field(answer.body, "\"cursor\":\"");
    if (answer.status != 200 || cursor.empty()) return ask_later(answer.status, number_of(header(answer.head, "retry-after:")));
    attempt_ = 0;
    const bool news = answer.body.find("\"messages\":") != std::string_view::npos;
    ++(news ? counts_.news : counts_.idle);
    cursor_ = url_encoded(cursor);
    ask();
    if (news_) news_(*this, answer);
}

void Poller::broken(HttpConnection& /*connection*/) {
    if (!stopped_) ask_later(0, 0);
}

void start_pollers(Loop& loop, std::vector<Poller*> pollers, std::size_t at_once, std::function<void()> done) {
    struct Start {
        std::vector<Poller*> pollers;
        std::vector<Poller*> looking;
        std::size_t next = 0;
        std::function<void()> step;
    };
    auto start = std::make_shared<Start>();
    start->pollers = std::move(pollers);
    start->step = [&loop, at_once, done = std::move(done), start] {
        std::erase_if(start->looking, [](const Poller* poller) { return poller->waiting(); });
        while (start->looking.size() < at_once && start->next < start->pollers.size()) {
            start->looking.push_back(start->pollers[start->next++]);
            start->looking.back()->start();
        }
        if (!start->looking.empty() || start->next < start->pollers.size()) {
            loop.after(kLookAround, start->step);
        } else {
            start->step = nullptr;  // lets go of itself
            done();
        }
    };
    loop.at(0, start->step);
}

void each_message_body(std::string_view answer, const std::function<void(std::string_view)>& body) {
    constexpr std::string_view kList = "\"messages\":[";
    constexpr std::string_view kBody = "\"body\":\"";
    const std::size_t at = answer.find(kList);
    if (at == std::string_view::npos) return;
    answer.remove_prefix(at + kList.size());
    // Nothing in the list holds a bracket: ids, numbers and base64.
    answer = answer.substr(0, answer.find(']'));
    for (std::size_t found = answer.find(kBody); found != std::string_view::npos; found = answer.find(kBody)) {
        answer.remove_prefix(found + kBody.size());
        body(answer.substr(0, answer.find('"')));
    }
}

}  // namespace caritas::load
