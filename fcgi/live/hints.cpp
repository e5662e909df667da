// One datagram socket for each worker; who listens is found by looking into the directory.
#include "live/hints.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace caritas::live {
namespace {

constexpr char kHintsVersion = 1;
constexpr std::size_t kMoveBytes = 17;
constexpr std::size_t kMostMoves = 200;  // a datagram stays below 4 KiB
constexpr std::string_view kEnding = ".hint";
constexpr std::chrono::seconds kLookAgain{1};
constexpr int kReceiveBuffer = 1 << 20;

void append_number(std::string& out, std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>((number >> shift) & 0xFFU);
}

std::uint64_t read_number(std::string_view bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = 8; i-- > 0;) number = (number << 8U) | static_cast<unsigned char>(bytes[i]);
    return number;
}

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("[worker] hints is too long a path: " + path);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

void make_private_directory(const std::string& path) {
    if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        throw std::runtime_error("cannot make the directory of [worker] hints: " + path);
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 077U) != 0) {
        throw std::runtime_error("[worker] hints must be a directory that only the workers' user can enter (0700): " + path);
    }
}

struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
};

}  // namespace

std::string encode_hints(const chat::Moves& moves) {
    std::string datagram(1, kHintsVersion);
    datagram.reserve(1 + moves.size() * kMoveBytes);
    for (const chat::Move& move : moves) {
        datagram += static_cast<char>(move.stream.kind);
        append_number(datagram, move.stream.id);
        append_number(datagram, move.seq);
    }
    return datagram;
}

std::optional<chat::Moves> decode_hints(std::string_view datagram) {
    if (datagram.empty() || datagram.front() != kHintsVersion || (datagram.size() - 1) % kMoveBytes != 0) return std::nullopt;
    chat::Moves moves;
    for (datagram.remove_prefix(1); !datagram.empty(); datagram.remove_prefix(kMoveBytes)) {
        const auto kind = static_cast<unsigned char>(datagram.front());
        if (kind > static_cast<unsigned char>(chat::kLastStreamKind)) return std::nullopt;
        moves.push_back({{static_cast<chat::StreamKind>(kind), read_number(datagram.substr(1, 8))}, read_number(datagram.substr(9, 8))});
    }
    return moves;
}

Hints::Hints(std::string directory, const std::string& name, Receiver receiver)
    : directory_(std::move(directory)),
      receiver_(std::move(receiver)),
      own_path_(directory_ + "/" + name + std::string(kEnding)),
      socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    make_private_directory(directory_);
    const sockaddr_un address = address_of(own_path_);
    ::unlink(own_path_.c_str());  // left by a worker that had our name and was killed
    if (!socket_ || !stop_ || ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("cannot listen for hints at " + own_path_);
    }
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
    thread_ = std::thread([this] { receive(); });
}

Hints::~Hints() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(stop_.get(), &one, sizeof one);
    thread_.join();
    ::unlink(own_path_.c_str());
}

// Siblings come and go seldom; whoever came a moment ago is served by the tail until the next look.
void Hints::look_for_siblings(Tick now) {
    if (looked_at_ != Tick{} && now - looked_at_ < kLookAgain) return;
    looked_at_ = now;
    siblings_.clear();
    const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(directory_.c_str()));
    if (!directory) return;
    while (const dirent* entry = ::readdir(directory.get())) {
        const std::string path = directory_ + "/" + entry->d_name;
        if (std::string_view(entry->d_name).ends_with(kEnding) && path != own_path_) siblings_.push_back(path);
    }
}

void Hints::send(const chat::Moves& moves) {
    const std::lock_guard lock(mutex_);
    look_for_siblings(std::chrono::steady_clock::now());
    if (siblings_.empty()) return;
    for (std::size_t first = 0; first < moves.size(); first += kMostMoves) {
        const auto begin = moves.begin() + static_cast<std::ptrdiff_t>(first);
        send_to_all(encode_hints({begin, begin + static_cast<std::ptrdiff_t>(std::min(kMostMoves, moves.size() - first))}));
    }
}

void Hints::send_to_all(std::string_view datagram) {
    std::erase_if(siblings_, [&](const std::string& path) {
        const sockaddr_un address = address_of(path);
        const auto* to = reinterpret_cast<const sockaddr*>(&address);
        if (::sendto(socket_.get(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL, to, sizeof address) >= 0) return false;
        if (errno == ECONNREFUSED) ::unlink(path.c_str());  // nobody is bound to it any more: its worker was killed
        return errno == ECONNREFUSED || errno == ENOENT;
    });
}

void Hints::receive() {
    std::array<char, 1 + kMostMoves * kMoveBytes> buffer{};
    std::array<pollfd, 2> waited{pollfd{socket_.get(), POLLIN, 0}, pollfd{stop_.get(), POLLIN, 0}};
    for (;;) {
        if (::poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR) return;
        if (waited[1].revents != 0) return;
        for (;;) {
            const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (got < 0) break;
            if (const auto moves = decode_hints({buffer.data(), static_cast<std::size_t>(got)})) receiver_(*moves);
        }
    }
}

}  // namespace caritas::live
