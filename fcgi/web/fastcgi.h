// The edge to libfcgi: a request copied out of it, and its connection taken over.
#pragma once

#include "live/unique_fd.h"
#include "web/request.h"

#include <fcgiapp.h>

#include <string>

namespace caritas::web {

/// A request that was read to its end, with the connection on which the answer goes.
struct Accepted {
    Request request;
    live::UniqueFd connection;
    int request_id = 0;
};

/// Accepts from a listening socket; one per thread, not shared.
class Acceptor {
public:
    /// `listening` is from open_socket and outlives the acceptor.
    explicit Acceptor(int listening);
    ~Acceptor();
    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;

    /// Blocks for the next request. Nothing when accepting failed: out of descriptors, or the socket was shut down.
    std::optional<Accepted> next();

private:
    FCGX_Request fcgx_{};
};

/// Listens on a unix socket. Throws std::runtime_error with a sentence.
live::UniqueFd open_socket(const std::string& path, int backlog);

}  // namespace caritas::web
