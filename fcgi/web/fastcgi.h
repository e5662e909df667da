// The edge to libfcgi: a request copied out of it, and its connection taken over.
#pragma once

#include "live/unique_fd.h"
#include "web/request.h"

#include <fcgiapp.h>

#include <mutex>
#include <optional>
#include <string>

namespace caritas::web {

/// A request that was read to its end, with the connection on which the answer goes.
struct Accepted {
    Request request;
    live::UniqueFd connection;
    int request_id = 0;
};

/// Keeps one descriptor in reserve. Without it a worker that has none left could not even refuse: who connects would wait, unanswered,
/// until one is free. Any thread.
class Reserve {
public:
    Reserve();
    /// Accepts the waiting connections at `listening` and closes them, so that the web server asks another worker, or says 503, at once.
    void turn_away(int listening);

private:
    std::mutex mutex_;
    live::UniqueFd spare_;
};

/// Accepts from a listening socket; one per thread, not shared.
class Acceptor {
public:
    /// `listening` is from open_socket; both outlive the acceptor.
    Acceptor(int listening, Reserve& reserve);
    ~Acceptor();
    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;

    /// Blocks for the next request. Returns nullopt if accepting failed: out of descriptors (those who wait were turned away), or the
    /// socket was shut down.
    std::optional<Accepted> next();

private:
    int listening_;
    Reserve& reserve_;
    FCGX_Request fcgx_{};
};

/// A unix socket on which this process alone listens.
struct Listener {
    live::UniqueFd lock;  ///< of the file "PATH.lock"; the system lets go of it however the process ends
    live::UniqueFd socket;
};

/// Throws std::runtime_error with a sentence, also where another process listens on this path already.
Listener open_socket(const std::string& path, int backlog);

}  // namespace caritas::web
