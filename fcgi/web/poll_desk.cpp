// A poll's way: look, wait, be woken, look again, answer.
#include "web/poll_desk.h"

#include "web/dispatch.h"
#include "web/events.h"

#include <algorithm>

namespace caritas::web {

// What is kept of a poll while it waits.
struct PollDesk::Ticket final : live::Ticket {
    Request request;
    chat::Stream person;
    std::string cursor;
    std::uint64_t looked_at = 0;
    bool shares_queues = false;
    Tick answer_by;  ///< "nothing new" is due then; the waiter's own deadline is earlier if a window ends before
};

namespace {

constexpr int kFullRetrySeconds = 5;

Response idle_response(const std::string& cursor) {
    Response response;
    response.body["cursor"] = cursor;
    return response;
}

}  // namespace

PollDesk::PollDesk(const Config& config, db::Pool& pool, ServerTime& time, std::size_t threads,
                   std::function<void(const chat::Moves&)> tell_siblings)
    : config_(config),
      time_(time),
      tell_siblings_(std::move(tell_siblings)),
      app_{config, pool, time, [this](const chat::Moves& moves) { tell(moves); }},
      board_(pool),
      lot_(static_cast<std::size_t>(config.worker.max_parked),
           [this](live::Waiter waiter, live::Reason reason) { on_leave(std::move(waiter), reason); }) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { deliver(); });
}

PollDesk::~PollDesk() {
    close();
}

void PollDesk::tell(const chat::Moves& moves) {
    lot_.wake(moves);
    tell_siblings_(moves);
}

Tick PollDesk::draw_deadline() {
    const std::lock_guard lock(mutex_);
    std::uniform_int_distribution<std::int64_t> span(Millis(config_.poll.min_wait).count(), Millis(config_.poll.max_wait).count());
    return std::chrono::steady_clock::now() + Millis(span(random_));
}

void PollDesk::answer(live::UniqueFd connection, int request_id, const Response& response) {
    lot_.answer(std::move(connection), request_id, serialize(response, time_.now()));
}

void PollDesk::finish(live::UniqueFd connection, int request_id, Request request, Outcome outcome, std::uint64_t looked_at) {
    const auto* polled = std::get_if<Polled>(&outcome);
    if (polled == nullptr) return answer(std::move(connection), request_id, std::get<Response>(outcome));
    presence_.arrived(polled->person);
    if (const auto* response = std::get_if<Response>(&polled->result)) {
        presence_.left(polled->person, false, std::chrono::steady_clock::now());
        return answer(std::move(connection), request_id, *response);
    }
    auto ticket = std::make_unique<Ticket>();
    ticket->request = std::move(request);
    ticket->person = polled->person;
    ticket->answer_by = draw_deadline();
    live::Waiter waiter;
    waiter.connection = std::move(connection);
    waiter.request_id = request_id;
    waiter.ticket = std::move(ticket);
    park(std::move(waiter), std::get<Wait>(polled->result), looked_at);
}

void PollDesk::park(live::Waiter waiter, const Wait& wait, std::uint64_t looked_at) {
    auto& ticket = static_cast<Ticket&>(*waiter.ticket);
    ticket.cursor = wait.cursor;
    ticket.looked_at = looked_at;
    ticket.shares_queues = wait.shares_queues;
    waiter.streams = wait.streams;
    waiter.deadline = ticket.answer_by;
    if (wait.look_again) {
        const auto left = std::max(*wait.look_again - time_.now(), Millis(0));
        // A little later than the window's end, so that the database's clock has passed it.
        waiter.deadline = std::min<Tick>(waiter.deadline, std::chrono::steady_clock::now() + left + Millis(20));
    }
    const auto refused = lot_.park(std::move(waiter), looked_at);
    if (!refused) return;
    presence_.left(static_cast<Ticket&>(*refused->ticket).person, false, std::chrono::steady_clock::now());
    Response full = refusal(Refusal(Code::unavailable), language_of(static_cast<Ticket&>(*refused->ticket).request.accept_language));
    full.retry_after = kFullRetrySeconds;
    answer(std::move(refused->connection), refused->request_id, full);
}

void PollDesk::on_leave(live::Waiter waiter, live::Reason reason) {
    auto& ticket = static_cast<Ticket&>(*waiter.ticket);
    const Tick now = std::chrono::steady_clock::now();
    if (reason == live::Reason::gone) return presence_.left(ticket.person, true, now);
    const bool nothing_new = reason == live::Reason::closing || (reason == live::Reason::expired && ticket.answer_by <= now);
    if (nothing_new) return answer_idle(std::move(waiter));
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_) {
            woken_.push_back(std::move(waiter));
            work_.notify_one();
            return;
        }
    }
    answer_idle(std::move(waiter));  // nobody will look any more; the page asks again, elsewhere
}

void PollDesk::answer_idle(live::Waiter waiter) {
    auto& ticket = static_cast<Ticket&>(*waiter.ticket);
    presence_.left(ticket.person, false, std::chrono::steady_clock::now());
    answer(std::move(waiter.connection), waiter.request_id, idle_response(ticket.cursor));
}

// What needs no look of one's own: a queue moved, and everybody who watches it reads the same.
std::optional<Response> PollDesk::shared_answer(const live::Waiter& waiter) {
    const auto& ticket = static_cast<const Ticket&>(*waiter.ticket);
    if (!ticket.shares_queues) return std::nullopt;
    const auto moves = lot_.moves_since(waiter.streams, ticket.looked_at);
    if (!moves) return std::nullopt;
    try {
        return queue_news(board_, waiter.streams, ticket.cursor, *moves, time_.now(), language_of(ticket.request.accept_language));
    } catch (const db::Error&) {
        return std::nullopt;  // the look of its own says what is wrong
    }
}

void PollDesk::look_again(live::Waiter waiter) {
    auto& ticket = static_cast<Ticket&>(*waiter.ticket);
    if (const auto response = shared_answer(waiter)) {
        presence_.left(ticket.person, false, std::chrono::steady_clock::now());
        return answer(std::move(waiter.connection), waiter.request_id, *response);
    }
    const std::uint64_t looked_at = lot_.generation();
    const Outcome outcome = dispatch(app_, ticket.request, false);
    const auto* polled = std::get_if<Polled>(&outcome);
    if (polled != nullptr && std::holds_alternative<Wait>(polled->result)) {
        return park(std::move(waiter), std::get<Wait>(polled->result), looked_at);
    }
    presence_.left(ticket.person, false, std::chrono::steady_clock::now());
    const Response& response = polled == nullptr ? std::get<Response>(outcome) : std::get<Response>(polled->result);
    answer(std::move(waiter.connection), waiter.request_id, response);
}

void PollDesk::deliver() {
    for (;;) {
        live::Waiter waiter;
        {
            std::unique_lock lock(mutex_);
            work_.wait(lock, [this] { return stopping_ || !woken_.empty(); });
            if (woken_.empty()) return;
            waiter = std::move(woken_.front());
            woken_.pop_front();
        }
        look_again(std::move(waiter));
    }
}

void PollDesk::close() {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        stopping_ = true;
    }
    work_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    lot_.close();
}

}  // namespace caritas::web
