// Who writes without a pause: each line as soon as the one before is acknowledged, repeated with its id until it is.
#pragma once

#include "client/dialogue.h"
#include "client/http_client.h"
#include "client/people.h"

#include <string>

namespace caritas::load {

/// What all writers of a slice count together.
struct WriteCounts {
    std::size_t writing = 0;       ///< writers with a line on its way
    std::size_t acknowledged = 0;  ///< while the slice ran
    std::size_t repeated = 0;      ///< refused or broken off, and sent again
    Spread acknowledgement;
    bool running = false;  ///< false: nobody begins another line
};

/// One side of one chat, on a connection of its own.
class Writer final : public Listener {
public:
    /// `path`: the messages' address, ending in a slash.
    Writer(Loop& loop, std::uint16_t port, std::string path, std::string cookie, std::size_t direction, Direction& lines);

    /// Begins a line, for counts.running, and goes on.
    void start(WriteCounts& counts);

    void answered(HttpConnection& connection, const Answer& answer) override;
    void broken(HttpConnection& connection) override;

private:
    void next();
    void again();

    Loop& loop_;
    HttpConnection connection_;
    const std::uint16_t port_;
    const std::string path_;
    const std::string cookie_;
    const std::size_t direction_;
    Direction& lines_;
    WriteCounts* counts_ = nullptr;
    std::string request_;
};

/// One connection that calls the floor without a pause.
class FloorCaller final : public Listener {
public:
    FloorCaller(Loop& loop, std::uint16_t port);
    void start(WriteCounts& counts);
    void answered(HttpConnection& connection, const Answer& answer) override;
    void broken(HttpConnection& connection) override;

private:
    HttpConnection connection_;
    WriteCounts* counts_ = nullptr;
    std::string request_;
};

}  // namespace caritas::load
