// The client takes part in using the cores it measures: it looks for the few fields it needs and parses no JSON.
#include "client/poller.h"

#include <memory>

namespace caritas::load {
namespace {

constexpr Nanos kBetweenTries = 100 * kMilli;
constexpr Nanos kLookAround = 5 * kMilli;

// The text of the first field "name":"…" whose value holds no quote.
std::string_view text_field(std::string_view json, std::string_view opening) {
    const std::size_t at = json.find(opening);
    if (at == std::string_view::npos) return {};
    json.remove_prefix(at + opening.size());
    return json.substr(0, json.find('"'));
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
    write_request(request, port_, {.method = "GET", .path = path, .cookie = cookie_, .body = {}, .type = {}, .extra = {}});
    set_waiting(!cursor_.empty());
    connection_.ask(request);
}

void Poller::ask_later() {
    ++counts_.failures;
    set_waiting(false);
    loop_.after(kBetweenTries, [this] {
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
    if (answer.status != 200 || cursor.empty()) return ask_later();
    const bool news = answer.body.find("\"messages\":") != std::string_view::npos;
    ++(news ? counts_.news : counts_.idle);
    cursor_ = url_encoded(cursor);
    ask();
    if (news_) news_(*this, answer);
}

void Poller::broken(HttpConnection& /*connection*/) {
    if (!stopped_) ask_later();
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
