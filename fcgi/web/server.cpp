// The threads of a worker.
#include "web/server.h"

#include "chat/presence_store.h"
#include "core/log.h"
#include "core/secret.h"
#include "live/tail.h"
#include "web/dispatch.h"
#include "web/limits.h"
#include "web/routes.h"

#include <sys/socket.h>
#include <unistd.h>

#include <typeinfo>
#include <utility>

namespace caritas::web {
namespace {

constexpr Lane<Accepted>::Size kHashing{kHashers, kMostHashing, 1};
constexpr Millis kBackOff{50};

}  // namespace

Server::Server(const Config& config, std::string password, const Clock& clock)
    : config_(config),
      time_(clock),
      pool_(config.database, password, connections_needed(config.worker) - kWriters),
      writing_pool_(config.database, std::move(password), kWriters, db::Begin::by_itself),
      keys_(config.keys.folder),
      pace_(config.chat.messages_per_minute),
      desk_(config, pool_, writing_pool_, time_, keys_, pace_, kDeliverers, [this](const chat::Moves& moves) { tell_siblings(moves); }),
      hints_(config.worker.hints.empty() ? nullptr
                                         : std::make_unique<live::Hints>(config.worker.hints, std::to_string(::getpid()),
                                                                         [this](const chat::Moves& moves) { desk_.wake(moves); })),
      gate_(pool_, time_),
      hashing_(kHashing, [this](std::vector<Accepted> calls) { serve(std::move(calls.front())); }),
      patient_({kPatient, most_sending(config.worker), 1}, [this](std::vector<Accepted> calls) { serve(std::move(calls.front())); }),
      scribe_({1, most_sending(config.worker), kMostTogether}, [this](std::vector<Accepted> calls) { write_down(std::move(calls)); }),
      listener_(open_socket(config.worker.socket, config.worker.backlog)) {
    for (int i = 0; i < config.worker.threads; ++i) threads_.emplace_back([this] { accept(); });
    keeper_ = std::thread([this] { keep_up(); });
    presence_keeper_ = std::thread([this] { keep_presence(); });
}

Server::~Server() {
    stop();
}

void Server::accept() {
    Acceptor acceptor(listener_.socket.get(), reserve_);
    while (!stopping_) {
        auto accepted = acceptor.next();
        if (!accepted) {
            std::unique_lock lock(mutex_);  // out of descriptors, half a request, or stopping
            stop_.wait_for(lock, kBackOff, [this] { return stopping_.load(); });
            continue;
        }
        take(*std::move(accepted));
    }
}

void Server::take(Accepted call) {
    switch (pace_of(call.request.method, call.request.path)) {
        case Pace::quick: return serve(std::move(call));
        case Pace::hashing: return sign_in(std::move(call));
        case Pace::sending: return write(std::move(call));
    }
}

void Server::serve(Accepted call) {
    if (desk_.resume(call)) return;
    const std::uint64_t looked_at = desk_.generation();
    Outcome outcome = dispatch(desk_.app(), call.request);
    if (auto* polled = std::get_if<Polled>(&outcome)) {
        desk_.finish(std::move(call.connection), call.request_id, call.request, std::move(*polled), looked_at);
    } else {
        desk_.answer(std::move(call.connection), call.request_id, std::get<Response>(outcome));
    }
}

void Server::sign_in(Accepted call) {
    const Language language = language_of(call.request.accept_language);
    SignInGate::Verdict verdict;
    try {
        verdict = gate_.judge(call.request, hashing_.waiting());
    } catch (...) {
        return desk_.answer(std::move(call.connection), call.request_id, response_to(std::current_exception(), language));
    }
    if (verdict.way != SignInGate::Way::work) return refuse(hashing_.take(std::move(call), verdict.way == SignInGate::Way::first));
    Refusal work(Code::work_required);
    work.challenge = verdict.challenge;
    work.bits = verdict.bits;
    desk_.answer(std::move(call.connection), call.request_id, refusal(work, language));
}

// Alone, a message is stored at once; others that come meanwhile go together.
void Server::write(Accepted call) {
    try {
        if (const auto token = session_token(call.request)) pace_.keep(sha256(*token), std::chrono::steady_clock::now());
    } catch (const Refusal& refused) {
        return desk_.answer(std::move(call.connection), call.request_id, refusal(refused, language_of(call.request.accept_language)));
    }
    const std::unique_lock alone(writing_, std::try_to_lock);
    if (!alone || !scribe_.is_empty()) return refuse(scribe_.take(std::move(call)));
    std::vector<Accepted> calls;
    calls.push_back(std::move(call));
    write_down(std::move(calls));
}

void Server::write_down(std::vector<Accepted> calls) {
    web::write_down(desk_, std::move(calls), [this](Accepted call) { refuse(patient_.take(std::move(call))); });
}

// What a lane did not take.
void Server::refuse(std::optional<Accepted> call) {
    if (!call) return;
    const Language language = language_of(call->request.accept_language);
    desk_.answer(std::move(call->connection), call->request_id, refusal(Refusal(Code::unavailable), language));
}

void Server::tell_siblings(const chat::Moves& moves) {
    if (hints_) hints_->send(moves);
}

// Writes one person's presence, as this worker's polls show it, unless the change has to wait.
void Server::tell_of(db::Connection& db, chat::Stream person, bool present) {
    chat::PresencePace pace{config_.chat.presence_apart};
    chat::Counselor counselor;
    counselor.id = person.id;
    const bool is_seeker = person.kind == chat::StreamKind::chat;
    if (present) {
        desk_.app().tell(is_seeker ? chat::seeker_back(db, person.id, pace) : chat::counselor_seen(db, counselor, &pace));
    } else {
        desk_.app().tell(is_seeker ? chat::seeker_gone(db, person.id, Millis(0), &pace) : chat::counselor_gone(db, person.id, &pace));
    }
    if (pace.held) desk_.app().look_at_presence_later(person);
}

void Server::tell_of_presence() {
    const Tick now = std::chrono::steady_clock::now();
    const auto gone = desk_.presence().take_gone(now);
    const auto due = desk_.presence().take_due(now);
    if (gone.empty() && due.empty()) return;
    std::vector<live::Presence::Due> people;
    people.reserve(gone.size() + due.size());
    for (const chat::Stream person : gone) people.push_back({person, false});
    people.insert(people.end(), due.begin(), due.end());
    auto next = people.begin();
    try {
        const auto db = pool_.lease();
        for (; next != people.end(); ++next) tell_of(*db, next->person, next->present);
    } catch (...) {
        // They are looked at again with what is true then: a person who came back meanwhile is not gone.
        for (; next != people.end(); ++next) desk_.presence().look_again(next->person, now);
        throw;
    }
}

// A thread of its own: a locked row must not delay what the tail reads.
void Server::keep_presence() {
    while (!stopping_) {
        try {
            tell_of_presence();
        } catch (const db::Error&) {
            // The tail says when the database is away; these people are looked at again.
        } catch (const std::exception& error) {
            log::error("presence failed", typeid(error).name());
        }
        sleep_a_moment();
    }
}

void Server::sleep_a_moment() {
    std::unique_lock lock(mutex_);
    stop_.wait_for(lock, config_.poll.tail, [this] { return stopping_.load(); });
}

void Server::keep_up() {
    Tick last_look = std::chrono::steady_clock::now();
    bool away = false;
    bool compared = false;
    int looks = 0;
    while (!stopping_) {
        const Tick now = std::chrono::steady_clock::now();
        try {
            const auto db = pool_.lease();
            if (!std::exchange(compared, true)) warn_of_few_connections(*db, config_.worker);
            // After an outage the look goes back to the last one that succeeded.
            const auto missed = std::chrono::ceil<std::chrono::seconds>(now - last_look);
            const bool quick = looks++ % (live::kQuickLooks + 1) != 0;
            desk_.wake(live::moved_within(*db, missed + (quick ? live::kQuickOverlap : live::kTailOverlap)));
            last_look = now;
            if (away) log::info("database is back");
            away = false;
        } catch (const db::Error& error) {
            looks = 0;
            if (!away) log::warn("tail lost the database, error", error.number());
            away = true;
        } catch (const std::exception& error) {
            log::error("tail failed", typeid(error).name());
        }
        sleep_a_moment();
    }
}

void Server::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_.exchange(true)) return;
    }
    stop_.notify_all();
    ::shutdown(listener_.socket.get(), SHUT_RDWR);  // accept() fails at once in every thread
    for (std::thread& thread : threads_) thread.join();
    hashing_.stop();
    scribe_.stop();
    patient_.stop();
    keeper_.join();
    presence_keeper_.join();
    desk_.close();
    hints_.reset();
    log::info("worker stopped");
}

}  // namespace caritas::web
