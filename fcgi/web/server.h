// A worker: accept threads in front, the poll desk behind, one thread that reads what other workers changed, and one for presence.
#pragma once

#include "live/hints.h"
#include "web/fastcgi.h"
#include "web/lane.h"
#include "web/poll_desk.h"
#include "web/scribe.h"
#include "web/session_pace.h"
#include "web/sign_in_gate.h"

#include <atomic>
#include <thread>
#include <vector>

namespace caritas::web {

/// Starts in the constructor (throws std::runtime_error with a sentence if it cannot) and runs until stop().
class Server {
public:
    Server(const Config& config, std::string password, const Clock& clock);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Takes no more calls, finishes those that run, answers everybody who waits. Returns when all is done; the first call counts.
    void stop();

private:
    void accept();
    void take(Accepted call);
    void serve(Accepted call);
    void sign_in(Accepted call);
    void write(Accepted call);
    void write_down(std::vector<Accepted> calls);
    void refuse(std::optional<Accepted> call);
    void keep_up();
    void keep_presence();
    void sleep_a_moment();
    void tell_of_presence();
    void tell_of(db::Connection& db, chat::Stream person, bool present);
    void tell_siblings(const chat::Moves& moves);

    const Config& config_;
    ServerTime time_;
    db::Pool pool_;
    db::Pool writing_pool_;
    const chat::EpochKeys keys_;
    SessionPace pace_;
    PollDesk desk_;
    std::unique_ptr<live::Hints> hints_;  ///< none if this is the host's only worker
    SignInGate gate_;
    Lane<Accepted> hashing_;
    Lane<Accepted> patient_;  ///< for messages that write_down() cannot store
    Lane<Accepted> scribe_;
    std::mutex writing_;  ///< held by the call that writes in its own thread
    Listener listener_;
    Reserve reserve_;
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::condition_variable stop_;
    std::vector<std::thread> threads_;
    std::thread keeper_;
    std::thread presence_keeper_;
};

}  // namespace caritas::web
