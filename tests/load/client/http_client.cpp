// Non-blocking sockets; an answer that comes in one piece is read out of the loop's buffer, without a copy.
#include "client/http_client.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace caritas::load {
namespace {

constexpr std::uint32_t kIn = EPOLLIN | EPOLLRDHUP;

bool would_block() {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

}  // namespace

HttpConnection::~HttpConnection() {
    close();
}

void HttpConnection::close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
    busy_ = connecting_ = reused_ = wants_out_ = false;
    in_.clear();
}

bool HttpConnection::connect() {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd_ < 0) return false;
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int result = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    connecting_ = result != 0;
    if (connecting_ && errno != EINPROGRESS) return false;
    wants_out_ = connecting_;
    loop_.add(fd_, *this, kIn | (wants_out_ ? static_cast<std::uint32_t>(EPOLLOUT) : 0U));
    return true;
}

void HttpConnection::open() {
    if (fd_ < 0 && !connect()) close();
}

void HttpConnection::ask(std::string_view request) {
    out_ = request;
    written_ = 0;
    busy_ = true;
    if (fd_ < 0 && !connect()) {
        report_broken();
        return;
    }
    asked_at_ = now();
    if (!connecting_ && !write_some()) lost();
}

// False if the connection is gone.
bool HttpConnection::write_some() {
    while (written_ < out_.size()) {
        const ssize_t count = ::send(fd_, out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && !would_block()) return false;
        if (count < 0) break;
        written_ += static_cast<std::size_t>(count);
    }
    const bool wants_out = written_ < out_.size();
    if (wants_out != wants_out_) loop_.change(fd_, *this, kIn | (wants_out ? static_cast<std::uint32_t>(EPOLLOUT) : 0U));
    wants_out_ = wants_out;
    return true;
}

void HttpConnection::ready(std::uint32_t events) {
    if (fd_ < 0) return;  // closed by an event before this one
    if (connecting_) {
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) return lost();
        if ((events & EPOLLOUT) == 0) return;
        connecting_ = false;
        if (!write_some()) return lost();
    } else if ((events & EPOLLOUT) != 0 && !write_some()) {
        return lost();
    }
    if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) read_some();
}

void HttpConnection::read_some() {
    std::vector<char>& buffer = loop_.buffer();
    const ssize_t count = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (count < 0 && (would_block() || errno == EINTR)) return;
    if (count <= 0 || !busy_) return lost();
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
    if (!in_.empty()) bytes = in_.append(bytes);
    static std::string joined;  // one thread, one answer at a time
    Answer answer;
    answer.at = now();
    switch (parse_answer(bytes, joined, answer)) {
        case Parsed::incomplete:
            if (in_.empty()) in_ = bytes;
            return;
        case Parsed::malformed: return lost();
        case Parsed::complete: return finish(answer);
    }
}

void HttpConnection::finish(const Answer& answer) {
    busy_ = false;
    reused_ = true;
    // The answer may lie in here: it stays until it was heard.
    std::string kept;
    kept.swap(in_);
    if (answer.closes) close();
    listener_.answered(*this, answer);
    if (in_.empty() && kept.capacity() <= 4096) {
        kept.clear();
        in_.swap(kept);
    }
}

void HttpConnection::lost() {
    const bool once_more = busy_ && reused_ && in_.empty();
    const bool was_busy = busy_;
    close();
    if (!was_busy) return;
    busy_ = true;
    written_ = 0;
    if (!once_more || !connect()) return report_broken();
    if (!connecting_ && !write_some()) report_broken();
}

void HttpConnection::report_broken() {
    close();
    busy_ = true;  // until it is told
    loop_.at(0, [this] {
        busy_ = false;
        listener_.broken(*this);
    });
}

void write_request(std::string& out, std::uint16_t port, const Request& request) {
    const std::string host = "localhost:" + std::to_string(port);
    out.clear();
    const auto add = [&out](const auto&... parts) { (out.append(parts), ...); };
    add(request.method, " ", request.path, " HTTP/1.1\r\nHost: ", host, "\r\nOrigin: http://", host,
        "\r\nX-Requested-With: caritas\r\nAccept-Language: de\r\n");
    if (!request.cookie.empty()) add("Cookie: ", request.cookie, "\r\n");
    if (!request.type.empty()) add("Content-Type: ", request.type, "\r\n");
    if (request.method != "GET") add("Content-Length: ", std::to_string(request.body.size()), "\r\n");
    add(request.extra, "\r\n", request.body);
}

std::string url_encoded(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (kPlain.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += kDigits[byte >> 4U];
            encoded += kDigits[byte & 15U];
        }
    }
    return encoded;
}

}  // namespace caritas::load
