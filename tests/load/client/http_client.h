// One keep-alive connection to loopback, as a browser holds it: one request at a time, opened again when the server closed it.
#pragma once

#include "client/http_answer.h"
#include "client/loop.h"

#include <string>
#include <string_view>

namespace caritas::load {

class HttpConnection;

/// What became of a request. Both may ask again on the same connection.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void answered(HttpConnection& connection, const Answer& answer) = 0;
    /// No answer: refused, or broken off. Never called from inside ask().
    virtual void broken(HttpConnection& connection) = 0;
};

class HttpConnection final : public Watched {
public:
    HttpConnection(Loop& loop, std::uint16_t port, Listener& listener) : loop_(loop), listener_(listener), port_(port) {}
    ~HttpConnection() override;
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    /// Sends a whole request (write_request). The connection must not be busy. A request that meets a kept connection which the server has
    /// just closed is sent once more on a new one, as browsers do.
    void ask(std::string_view request);
    /// When the first byte of the last request was handed to the kernel.
    [[nodiscard]] Nanos asked_at() const { return asked_at_; }
    [[nodiscard]] bool busy() const { return busy_; }
    /// Opens the connection without a request.
    void open();
    /// Closes at once, as a browser that leaves; nobody is told.
    void close();

    void ready(std::uint32_t events) override;

private:
    bool connect();
    bool write_some();
    void read_some();
    void finish(const Answer& answer);
    void lost();
    void report_broken();

    Loop& loop_;
    Listener& listener_;
    std::uint16_t port_;
    int fd_ = -1;
    bool connecting_ = false;
    bool busy_ = false;
    bool reused_ = false;     ///< an answer came on this socket before
    bool wants_out_ = false;  ///< epoll tells us when more can be written
    std::string out_;
    std::size_t written_ = 0;
    std::string in_;
    Nanos asked_at_ = 0;
};

/// What a page sends with every call.
struct Request {
    std::string_view method;
    std::string_view path;
    std::string_view cookie;  ///< "name=value", or nothing
    std::string_view body;
    std::string_view type;   ///< of the body, or nothing
    std::string_view extra;  ///< more header lines, each with its end
};

/// Replaces `out`; its memory is kept, so that nothing is allocated for a request like the one before.
void write_request(std::string& out, std::uint16_t port, const Request& request);

/// RFC 3986: everything but unreserved characters as %XX.
std::string url_encoded(std::string_view text);

}  // namespace caritas::load
