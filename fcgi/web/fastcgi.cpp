// libfcgi reads; answers are written by the parking lot, without blocking, for parked and short calls alike: closing a request through
// libfcgi waits up to two seconds for its peer (LIBFCGI_OS_CLOSE_POLL_TIMEOUT).
#include "web/fastcgi.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>

namespace caritas::web {
namespace {

std::string param(const FCGX_Request& fcgx, const char* name) {
    const char* value = FCGX_GetParam(name, fcgx.envp);
    return value == nullptr ? std::string() : std::string(value);
}

// Reads the body, and on to the end of the stream: bytes left in the socket would reset the connection when it is closed.
void read_body(FCGX_Request& fcgx, Request& request) {
    // nginx lets more than kLargestBody through for chunks of documents only.
    const std::size_t most = request.path.find("/files/") == std::string::npos ? kLargestBody : kLargestChunk;
    std::array<char, 16'384> buffer{};
    for (;;) {
        const int got = FCGX_GetStr(buffer.data(), static_cast<int>(buffer.size()), fcgx.in);
        if (got <= 0) return;
        if (request.body.size() + static_cast<std::size_t>(got) > most) {
            request.too_large = true;
        } else {
            request.body.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }
}

Request read_request(FCGX_Request& fcgx) {
    Request request;
    request.method = param(fcgx, "REQUEST_METHOD");
    request.path = param(fcgx, "SCRIPT_NAME");
    request.query = param(fcgx, "QUERY_STRING");
    request.content_type = param(fcgx, "CONTENT_TYPE");
    request.cookies = param(fcgx, "HTTP_COOKIE");
    request.origin = param(fcgx, "HTTP_ORIGIN");
    request.requested_with = param(fcgx, "HTTP_X_REQUESTED_WITH");
    request.accept_language = param(fcgx, "HTTP_ACCEPT_LANGUAGE");
    read_body(fcgx, request);
    return request;
}

// A connection that breaks off looks like the end of the body: half a message must not be taken for a whole one.
bool came_whole(FCGX_Request& fcgx, const Request& request) {
    if (FCGX_GetError(fcgx.in) != 0) return false;
    const std::string announced = param(fcgx, "CONTENT_LENGTH");
    return announced.empty() || request.too_large || announced == std::to_string(request.body.size());
}

}  // namespace

Reserve::Reserve() : spare_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {}

void Reserve::turn_away(int listening) {
    const std::lock_guard lock(mutex_);
    spare_ = live::UniqueFd();
    pollfd waiting{listening, POLLIN, 0};
    while (::poll(&waiting, 1, 0) > 0 && (waiting.revents & POLLIN) != 0) {
        const live::UniqueFd refused(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
        if (!refused) break;
    }
    spare_ = live::UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

Acceptor::Acceptor(int listening, Reserve& reserve) : listening_(listening), reserve_(reserve) {
    if (FCGX_InitRequest(&fcgx_, listening, FCGI_FAIL_ACCEPT_ON_INTR) != 0) throw std::runtime_error("libfcgi does not start");
}

Acceptor::~Acceptor() {
    FCGX_Free(&fcgx_, 1);
}

std::optional<Accepted> Acceptor::next() {
    const int result = FCGX_Accept_r(&fcgx_);  // below zero: minus errno
    if (result == -EMFILE || result == -ENFILE) reserve_.turn_away(listening_);
    if (result < 0) return std::nullopt;
    Accepted accepted;
    accepted.request = read_request(fcgx_);
    if (!came_whole(fcgx_, accepted.request)) {
        FCGX_Free(&fcgx_, 1);  // no answer: the web server says 503, and the page repeats it
        return std::nullopt;
    }
    accepted.connection = live::UniqueFd(fcgx_.ipcFd);
    accepted.request_id = fcgx_.requestId;
    fcgx_.ipcFd = -1;  // ours from here on
    FCGX_Free(&fcgx_, 0);
    return accepted;
}

Listener open_socket(const std::string& path, int backlog) {
    constexpr std::size_t kLongestPath = 107;  // sockaddr_un(7)
    if (path.empty() || path.size() > kLongestPath) throw std::runtime_error("[worker] socket must be a path of at most 107 characters");
    Listener listener;
    // FCGX_OpenSocket takes the path over from a worker that listens there, which would then never get a call.
    listener.lock = live::UniqueFd(::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!listener.lock) throw std::runtime_error("cannot write beside the socket: " + path + ".lock");
    if (::flock(listener.lock.get(), LOCK_EX | LOCK_NB) != 0) {
        throw std::runtime_error("another worker listens on " + path + ": each needs a [worker] socket of its own");
    }
    listener.socket = live::UniqueFd(FCGX_OpenSocket(path.c_str(), backlog));
    if (!listener.socket) throw std::runtime_error("cannot listen on " + path);
    return listener;
}

}  // namespace caritas::web
