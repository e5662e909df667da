// The threads of a worker.
#include "web/server.h"

#include "chat/presence_store.h"
#include "core/log.h"
#include "live/tail.h"
#include "web/dispatch.h"
#include "web/routes.h"

#include <sys/socket.h>
#include <unistd.h>

#include <typeinfo>

namespace caritas::web {
namespace {

constexpr std::size_t kDeliverers = 4;
// Each hash takes 64 MiB and a core for a moment; a whole centre may sign in at once.
constexpr std::size_t kHashers = 2;
constexpr std::size_t kMostHashing = 64;
constexpr Millis kBackOff{50};

std::size_t connections(const Config& config) {
    return static_cast<std::size_t>(config.worker.threads) + kDeliverers + kHashers + 1;
}

}  // namespace

Server::Server(const Config& config, std::string password, const Clock& clock)
    : config_(config),
      time_(clock),
      pool_(config.database, std::move(password), connections(config)),
      desk_(config, pool_, time_, kDeliverers, [this](const chat::Moves& moves) { tell_siblings(moves); }),
      hints_(config.worker.hints.empty() ? nullptr
                                         : std::make_unique<live::Hints>(config.worker.hints, std::to_string(::getpid()),
                                                                         [this](const chat::Moves& moves) { desk_.wake(moves); })),
      hashing_(kHashers, kMostHashing, [this](Accepted call) { serve(std::move(call)); }),
      listening_(open_socket(config.worker.socket, config.worker.backlog)) {
    for (int i = 0; i < config.worker.threads; ++i) threads_.emplace_back([this] { accept(); });
    keeper_ = std::thread([this] { keep_up(); });
}

Server::~Server() {
    stop();
}

void Server::accept() {
    Acceptor acceptor(listening_.get());
    while (!stopping_) {
        auto accepted = acceptor.next();
        if (!accepted) {
            std::unique_lock lock(mutex_);  // out of descriptors, or stopping
            stop_.wait_for(lock, kBackOff, [this] { return stopping_.load(); });
            continue;
        }
        if (pace_of(accepted->request.method, accepted->request.path) == Pace::quick) {
            serve(*std::move(accepted));
        } else if (auto refused = hashing_.take(*std::move(accepted))) {
            const Language language = language_of(refused->request.accept_language);
            desk_.finish(std::move(refused->connection), refused->request_id, {}, refusal(Refusal(Code::unavailable), language), 0);
        }
    }
}

void Server::serve(Accepted call) {
    if (desk_.resume(call)) return;
    const std::uint64_t looked_at = desk_.generation();
    Outcome outcome = dispatch(desk_.app(), call.request);
    desk_.finish(std::move(call.connection), call.request_id, call.request, std::move(outcome), looked_at);
}

void Server::tell_siblings(const chat::Moves& moves) {
    if (hints_) hints_->send(moves);
}

void Server::tell_of_gone(db::Connection& db) {
    for (const chat::Stream& person : desk_.presence().take_gone(std::chrono::steady_clock::now())) {
        desk_.app().tell(person.kind == chat::StreamKind::chat ? chat::seeker_gone(db, person.id, Millis(0))
                                                               : chat::counselor_gone(db, person.id));
    }
}

void Server::keep_up() {
    Tick last_look = std::chrono::steady_clock::now();
    bool away = false;
    while (!stopping_) {
        const Tick now = std::chrono::steady_clock::now();
        try {
            const auto db = pool_.lease();
            // After an outage the look goes back to the last one that succeeded.
            const auto missed = std::chrono::ceil<std::chrono::seconds>(now - last_look);
            desk_.wake(live::moved_within(*db, missed + live::kTailOverlap));
            tell_of_gone(*db);
            last_look = now;
            if (away) log::info("database is back");
            away = false;
        } catch (const db::Error& error) {
            if (!away) log::warn("tail lost the database, error", error.number());
            away = true;
        } catch (const std::exception& error) {
            log::error("tail failed", typeid(error).name());
        }
        std::unique_lock lock(mutex_);
        stop_.wait_for(lock, config_.poll.tail, [this] { return stopping_.load(); });
    }
}

void Server::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_.exchange(true)) return;
    }
    stop_.notify_all();
    ::shutdown(listening_.get(), SHUT_RDWR);  // accept() fails at once in every thread
    for (std::thread& thread : threads_) thread.join();
    hashing_.stop();
    keeper_.join();
    desk_.close();
    hints_.reset();
    log::info("worker stopped");
}

}  // namespace caritas::web
