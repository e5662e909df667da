// A poll's way: look, wait, be woken, look again, answer.
#include "web/poll_desk.h"

#include "core/secret.h"
#include "live/cursor.h"
#include "web/dispatch.h"
#include "web/events.h"
#include "web/held_signals.h"
#include "web/limits.h"
#include "web/news.h"

#include <algorithm>

namespace caritas::web {
namespace {

constexpr int kFullRetrySeconds = 5;
// A person has one poll per browser, or one per tab where the browser cannot share it.
constexpr int kMostPolls = 16;
// Below the 3 s of the pages (htdocs/js/models/signals.js).
constexpr std::chrono::seconds kTypingApart{2};

Tick now() {
    return std::chrono::steady_clock::now();
}

void stand(live::Waiter& waiter, const Standing& standing, std::uint64_t looked_at) {
    Poll& poll = poll_of(waiter);
    waiter.seen = standing.seen;
    poll.look_again = standing.look_again;
    poll.queue = standing.queue ? standing.queue : poll.queue;
    poll.looked_at = looked_at;
}

}  // namespace

PollDesk::PollDesk(const Config& config, db::Pool& pool, db::Pool& writing, ServerTime& time, const chat::EpochKeys& keys,
                   SessionPace& pace, std::size_t threads, std::function<void(const chat::Moves&)> tell_siblings)
    : config_(config),
      time_(time),
      tell_siblings_(std::move(tell_siblings)),
      app_{config,
           pool,
           writing,
           time,
           keys,
           pace,
           [this](const chat::Moves& moves) { tell(moves); },
           [this](chat::Written written) { tell_written(std::move(written)); },
           [this](chat::Stream person) { presence_.look_again(person, now() + config_.chat.presence_apart); }},
      board_(pool),
      typing_({kTypingApart, 1}),
      lot_(static_cast<std::size_t>(config.worker.max_parked),
           [this](live::Waiter waiter, live::Reason reason) { on_leave(std::move(waiter), reason); }) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { deliver(); });
}

PollDesk::~PollDesk() {
    close();
}

// Pages tell every few seconds that somebody types; a signal that comes sooner is dropped.
bool PollDesk::is_told(const chat::Move& move) {
    const bool is_typing = move.stream.kind == chat::StreamKind::typing_seeker || move.stream.kind == chat::StreamKind::typing_counselor;
    return !is_typing || typing_.wait_for(move.stream, now()) == Millis(0);
}

void PollDesk::tell(chat::Moves moves) {
    std::erase_if(moves, [this](const chat::Move& move) { return !is_told(move); });
    if (moves.empty()) return;
    lot_.wake(moves);
    tell_siblings_(moves);
}

void PollDesk::tell_written(chat::Written written) {
    const chat::Move move = written.move;
    recent_.add(std::make_shared<const chat::Written>(std::move(written)), now());
    for (live::Waiter& waiter : lot_.take(move)) {
        if (!has_messages(waiter, newer_for(waiter))) look_soon(std::move(waiter));
    }
    tell_siblings_({move});
}

Tick PollDesk::draw_deadline() {
    const std::lock_guard lock(mutex_);
    std::uniform_int_distribution<std::int64_t> span(Millis(config_.poll.min_wait).count(), Millis(config_.poll.max_wait).count());
    return now() + Millis(span(random_));
}

void PollDesk::answer(live::UniqueFd connection, int request_id, const Response& response) {
    lot_.answer(std::move(connection), request_id, serialize(response, time_.now()));
}

void PollDesk::answer_news(live::Waiter waiter, Response response, bool rests) {
    const Tick tick = now();
    presence_.left(poll_of(waiter).person, false, tick);
    if (response.body.isMember("signals")) poll_of(waiter).signals_due = tick + kSignalsApart;
    put_back_signals(waiter);
    response.body["cursor"] = live::Cursor::encode(waiter.seen);
    live::UniqueFd connection = std::move(waiter.connection);
    const int request_id = waiter.request_id;
    // Before the answer is out: the next poll may be here while this line is still running.
    if (rests) resting_.put(std::move(waiter), tick);
    answer(std::move(connection), request_id, response);
}

// "Nothing new" is due, or the end of this worker: what the next poll takes up is the view of the queue, see kept_view.
void PollDesk::answer_idle(live::Waiter waiter) {
    Poll& poll = poll_of(waiter);
    poll.answer_by = std::min(poll.answer_by, now());
    const bool sees_queue = poll.queue.has_value();
    answer_news(std::move(waiter), Response{}, sees_queue);
}

void PollDesk::refuse(live::Waiter waiter) {
    presence_.left(poll_of(waiter).person, false, now());
    Response full = refusal(Refusal(Code::unavailable), poll_of(waiter).language);
    full.retry_after = kFullRetrySeconds;
    answer(std::move(waiter.connection), waiter.request_id, full);
}

bool PollDesk::resume(Accepted& call) {
    if (!is_poll(call.request) || is_fresh(call.request)) return false;
    const auto token = session_token(call.request);
    const auto parameters = parse_query(call.request.query);
    const auto after = parameters.find("after");
    if (!token || after == parameters.end()) return false;
    auto waiter = resting_.take(sha256(*token), after->second, now());
    if (!waiter) return false;
    // "Nothing new" stays due when it was: the poll after it looks in full, and renews the presence in time (chat::kPresenceLasts).
    if (poll_of(*waiter).answer_by <= now()) {
        resting_.put(*std::move(waiter), now());
        return false;
    }
    waiter->connection = std::move(call.connection);
    waiter->request_id = call.request_id;
    Poll& poll = poll_of(*waiter);
    poll.language = language_of(call.request.accept_language);
    if (presence_.arrived(poll.person) > kMostPolls) {
        refuse(*std::move(waiter));
    } else {
        park(*std::move(waiter));
    }
    return true;
}

// What the page that asks shows of the queue. Read now it might be another: a place may have run out meanwhile, and the page would not be
// told once that is written down.
std::optional<QueueView> PollDesk::kept_view(std::string_view token_hash, const Request& request) {
    const auto parameters = parse_query(request.query);
    const auto after = parameters.find("after");
    const auto rested = after == parameters.end() ? std::nullopt : resting_.take(token_hash, after->second, now());
    return rested ? poll_of(*rested).queue : std::nullopt;
}

void PollDesk::finish(live::UniqueFd connection, int request_id, const Request& request, Polled polled, std::uint64_t looked_at) {
    auto poll = std::make_unique<Poll>();
    poll->person = polled.person;
    poll->token_hash = std::move(polled.token_hash);
    poll->language = language_of(request.accept_language);
    poll->answer_by = draw_deadline();
    live::Waiter waiter;
    waiter.connection = std::move(connection);
    waiter.request_id = request_id;
    waiter.ticket = std::move(poll);
    stand(waiter, polled.standing, looked_at);
    if (presence_.arrived(polled.person) > kMostPolls) return refuse(std::move(waiter));
    const auto shown = kept_view(poll_of(waiter).token_hash, request);
    if (polled.only_queue && shown) polled.news = moved_queue(*shown, *polled.standing.queue);
    if (polled.news) return answer_news(std::move(waiter), *std::move(polled.news), polled.rests);
    poll_of(waiter).queue = shown;
    park(std::move(waiter));
}

void PollDesk::park(live::Waiter waiter) {
    if (is_among_the_last(waiter.connection.get())) return refuse(std::move(waiter));
    const Poll& poll = poll_of(waiter);
    waiter.deadline = poll.held.empty() ? poll.answer_by : std::min(poll.answer_by, poll.signals_due);
    if (poll.look_again) {
        const auto left = std::max(*poll.look_again - time_.now(), Millis(0));
        // A little later than the window's end, so that the database's clock has passed it.
        waiter.deadline = std::min<Tick>(waiter.deadline, now() + left + Millis(20));
    }
    const std::uint64_t looked_at = poll.looked_at;
    if (const auto refused = lot_.park(std::move(waiter), looked_at)) refuse(std::move(*refused));
}

void PollDesk::on_leave(live::Waiter waiter, live::Reason reason) {
    const Poll& poll = poll_of(waiter);
    if (reason == live::Reason::gone) return presence_.left(poll.person, true, now());
    const bool nothing_new = reason == live::Reason::closing || (reason == live::Reason::expired && poll.answer_by <= now());
    if (nothing_new) return answer_idle(std::move(waiter));
    look_soon(std::move(waiter));
}

void PollDesk::look_soon(live::Waiter waiter) {
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

// What moved for this waiter; nullopt if that is not known, or a window has passed.
std::optional<chat::Moves> PollDesk::newer_for(const live::Waiter& waiter) const {
    const Poll& poll = poll_of(waiter);
    if (poll.look_again && *poll.look_again <= time_.now()) return std::nullopt;
    return lot_.newer(waiter.seen, poll.looked_at);
}

std::optional<std::string> PollDesk::name_of_chat(chat::Id id) const {
    try {
        return chat::public_id_of(*app_.pool.lease(), id);
    } catch (const db::Error&) {
        return std::nullopt;  // the look of its own says what is wrong
    }
}

// False: look in full. True: it is answered.
bool PollDesk::has_messages(live::Waiter& waiter, const std::optional<chat::Moves>& newer) {
    auto response = newer ? message_news(waiter, recent_, *newer, [this](chat::Id id) { return name_of_chat(id); }) : std::nullopt;
    if (!response) return false;
    answer_news(std::move(waiter), *std::move(response), true);
    return true;
}

// False: look in full. True: it is answered, or waits again.
bool PollDesk::has_queue_news(live::Waiter& waiter, const std::optional<chat::Moves>& newer) {
    if (!newer) return false;
    try {
        QueueNews news = queue_news(waiter, board_, *newer, time_.now());
        if (!news.known) return false;
        if (news.answer) {
            answer_news(std::move(waiter), *std::move(news.answer), true);
        } else {
            park(std::move(waiter));
        }
        return true;
    } catch (const db::Error&) {
        return false;  // the look of its own says what is wrong
    }
}

void PollDesk::look_again(live::Waiter waiter) {
    const auto newer = newer_for(waiter);
    if (newer && hold_signals(waiter, *newer, now())) return park(std::move(waiter));
    if (has_messages(waiter, newer) || has_queue_news(waiter, newer)) return;
    if (newer && fetch_messages(waiter, *newer, app_.pool, recent_) && has_messages(waiter, newer)) return;
    look_in_full(std::move(waiter));
}

void PollDesk::look_in_full(live::Waiter waiter) {
    const std::uint64_t looked_at = lot_.generation();
    put_back_signals(waiter);
    Outcome outcome = dispatch(app_, request_of(waiter), &poll_of(waiter).token_hash);
    if (auto* polled = std::get_if<Polled>(&outcome)) {
        stand(waiter, polled->standing, looked_at);
        if (polled->news) return answer_news(std::move(waiter), *std::move(polled->news), polled->rests);
        return park(std::move(waiter));
    }
    presence_.left(poll_of(waiter).person, false, now());
    answer(std::move(waiter.connection), waiter.request_id, std::get<Response>(outcome));
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
