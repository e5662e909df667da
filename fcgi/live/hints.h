// Hints between the workers of one host: which stream moved, and to where. No content; the receiver reads the database.
#pragma once

#include "chat/stream.h"
#include "core/clock.h"
#include "live/unique_fd.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace caritas::live {

/// Moves as a datagram: a version byte, then 17 bytes each (kind, id and sequence in little-endian order).
std::string encode_hints(const chat::Moves& moves);
/// Returns nullopt if encode_hints() did not make it.
std::optional<chat::Moves> decode_hints(std::string_view datagram);

/// Sends and receives datagrams over unix sockets (unix(7)) in a directory that only the workers' user can enter: that is their
/// authentication. A hint that is lost does no harm, the tail finds the move (tail.h); so nothing here ever waits. Any thread.
class Hints {
public:
    using Receiver = std::function<void(const chat::Moves&)>;

    /// Makes the directory if it is not there, and listens in it as `name`, which no other living worker has (the process id).
    /// `receiver` is called by a thread of its own. Throws std::runtime_error with a sentence.
    Hints(std::string directory, const std::string& name, Receiver receiver);
    ~Hints();
    Hints(const Hints&) = delete;
    Hints& operator=(const Hints&) = delete;

    /// To every sibling; whose queue is full misses it.
    void send(const chat::Moves& moves);

private:
    void look_for_siblings(Tick now);
    void send_to_all(std::string_view datagram);
    void receive();

    const std::string directory_;
    const Receiver receiver_;
    std::string own_path_;
    UniqueFd socket_;
    UniqueFd stop_;

    std::mutex mutex_;
    std::vector<std::string> siblings_;
    Tick looked_at_;

    std::thread thread_;
};

}  // namespace caritas::live
