// epoll over parked connections, a sorted set of deadlines, and an index from stream to waiters.
#include "live/parking_lot.h"

#include "core/log.h"
#include "live/fastcgi_record.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

namespace caritas::live {
namespace {

constexpr std::uint64_t kPokeId = 0;
constexpr std::size_t kRememberedMoves = 1U << 16U;
constexpr std::chrono::seconds kWriteTime{30};
constexpr std::chrono::seconds kCloseTime{5};
constexpr int kLongestSleep = 1000;

// The web server sends nothing more for a request that was read to its end, so anything readable is its going away.
bool peer_is_gone(int fd) {
    std::array<char, 64> rest{};
    const ssize_t got = ::recv(fd, rest.data(), rest.size(), MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

}  // namespace

ParkingLot::ParkingLot(std::size_t most, Leaver leaver)
    : most_(most), leaver_(std::move(leaver)), epoll_(::epoll_create1(EPOLL_CLOEXEC)), poke_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!epoll_ || !poke_ || !watch(poke_.get(), kPokeId, EPOLLIN)) throw std::runtime_error("no descriptors for the parking lot");
    thread_ = std::thread([this] { run(); });
}

ParkingLot::~ParkingLot() {
    close();
}

bool ParkingLot::watch(int fd, WaiterId id, std::uint32_t events) const {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void ParkingLot::poke() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(poke_.get(), &one, sizeof one);
}

std::uint64_t ParkingLot::generation() const {
    const std::lock_guard lock(mutex_);
    return generation_;
}

std::size_t ParkingLot::parked() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

std::optional<chat::Moves> ParkingLot::newer(const chat::Moves& seen, std::uint64_t looked_at) const {
    const std::lock_guard lock(mutex_);
    return newer_known(seen, looked_at);
}

std::optional<chat::Moves> ParkingLot::newer_known(const chat::Moves& seen, std::uint64_t looked_at) const {
    if (looked_at < forgotten_until_) return std::nullopt;
    chat::Moves newer;
    for (const auto& [stream, seq] : seen) {
        const auto known = known_.find(stream);
        if (known != known_.end() && known->second > seq) newer.push_back({stream, known->second});
    }
    return newer;
}

std::unique_ptr<Waiter> ParkingLot::park(Waiter waiter, std::uint64_t looked_at) {
    {
        const std::lock_guard lock(mutex_);
        if (closing_ || waiting_.size() >= most_) return std::make_unique<Waiter>(std::move(waiter));
        const auto news = newer_known(waiter.seen, looked_at);
        if (news && news->empty()) {
            const WaiterId id = next_id_++;
            if (!watch(waiter.connection.get(), id, EPOLLIN | EPOLLRDHUP)) return std::make_unique<Waiter>(std::move(waiter));
            const bool earliest = deadlines_.empty() || waiter.deadline < deadlines_.begin()->first;
            deadlines_.emplace(waiter.deadline, id);
            for (const chat::Move& seen : waiter.seen) watchers_.emplace(seen.stream, id);
            waiting_.emplace(id, std::move(waiter));
            if (earliest) poke();
            return nullptr;
        }
    }
    leaver_(std::move(waiter), Reason::moved);
    return nullptr;
}

Waiter ParkingLot::remove(WaiterId id) {
    const auto place = waiting_.find(id);
    Waiter waiter = std::move(place->second);
    waiting_.erase(place);
    deadlines_.erase({waiter.deadline, id});
    for (const chat::Move& seen : waiter.seen) watchers_.erase({seen.stream, id});
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, waiter.connection.get(), nullptr);
    return waiter;
}

void ParkingLot::remove_watchers(const chat::Move& move, std::vector<Waiter>& woken) {
    std::uint64_t& known = known_[move.stream];
    if (move.seq <= known) return;
    known = move.seq;
    ++generation_;
    // remove() takes the waiter out of all its streams, so no iterator is kept.
    for (auto first = watchers_.lower_bound({move.stream, 0}); first != watchers_.end() && first->first == move.stream;
         first = watchers_.lower_bound({move.stream, 0})) {
        woken.push_back(remove(first->second));
    }
    if (known_.size() > kRememberedMoves) {
        known_.clear();
        forgotten_until_ = ++generation_;
    }
}

void ParkingLot::wake(const chat::Moves& moves) {
    std::vector<Waiter> woken;
    {
        const std::lock_guard lock(mutex_);
        for (const chat::Move& move : moves) remove_watchers(move, woken);
    }
    for (Waiter& waiter : woken) leaver_(std::move(waiter), Reason::moved);
}

std::vector<Waiter> ParkingLot::take(const chat::Move& move) {
    std::vector<Waiter> woken;
    const std::lock_guard lock(mutex_);
    remove_watchers(move, woken);
    return woken;
}

// The sockets themselves block, as libfcgi left them: every call here says that it does not wait.
bool ParkingLot::write_some(Writing& writing) {
    while (writing.written < writing.bytes.size()) {
        const ssize_t sent = ::send(writing.connection.get(), writing.bytes.data() + writing.written,
                                    writing.bytes.size() - writing.written, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            writing.written += static_cast<std::size_t>(sent);
        } else if (errno != EINTR) {
            return errno != EAGAIN;  // any other error: the peer is gone, nothing is left to do
        }
    }
    return true;
}

void ParkingLot::answer(UniqueFd connection, int request_id, std::string_view content) {
    Writing writing{std::move(connection), fastcgi_answer(request_id, content), 0, std::chrono::steady_clock::now() + kWriteTime};
    if (write_some(writing)) return;
    const std::lock_guard lock(mutex_);
    const WaiterId id = next_id_++;
    if (!stopped_ && watch(writing.connection.get(), id, EPOLLOUT)) writing_.emplace(id, std::move(writing));
}

void ParkingLot::on_event(WaiterId id, std::uint32_t events) {
    Waiter gone;
    {
        const std::lock_guard lock(mutex_);
        const auto writing = writing_.find(id);
        if (writing != writing_.end()) {
            if ((events & (EPOLLERR | EPOLLHUP)) != 0 || write_some(writing->second)) writing_.erase(writing);
            if (writing_.empty()) drained_.notify_all();
            return;
        }
        const auto place = waiting_.find(id);
        if (place == waiting_.end()) return;  // it left between the event and now
        const bool hung_up = (events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) != 0;
        if (!hung_up && !peer_is_gone(place->second.connection.get())) return;
        gone = remove(id);
    }
    leaver_(std::move(gone), Reason::gone);
}

void ParkingLot::leave_expired() {
    std::vector<Waiter> expired;
    {
        const std::lock_guard lock(mutex_);
        const Tick now = std::chrono::steady_clock::now();
        while (!deadlines_.empty() && deadlines_.begin()->first <= now) expired.push_back(remove(deadlines_.begin()->second));
        drop_stuck_writers(now);
    }
    for (Waiter& waiter : expired) leaver_(std::move(waiter), Reason::expired);
}

void ParkingLot::drop_stuck_writers(Tick now) {
    std::erase_if(writing_, [now](const auto& entry) { return entry.second.give_up <= now; });
}

int ParkingLot::milliseconds_to_next() const {
    const std::lock_guard lock(mutex_);
    if (deadlines_.empty()) return kLongestSleep;
    const auto left = std::chrono::ceil<Millis>(deadlines_.begin()->first - std::chrono::steady_clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, kLongestSleep));
}

void ParkingLot::run() {
    std::array<epoll_event, 256> events{};
    for (;;) {
        const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), milliseconds_to_next());
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (event.data.u64 == kPokeId) {
                std::uint64_t pokes = 0;
                [[maybe_unused]] const ssize_t got = ::read(poke_.get(), &pokes, sizeof pokes);
            } else {
                on_event(event.data.u64, event.events);
            }
        }
        leave_expired();
        const std::lock_guard lock(mutex_);
        if (stopped_) return;
    }
}

void ParkingLot::close() {
    std::vector<Waiter> leaving;
    {
        const std::lock_guard lock(mutex_);
        if (stopped_) return;
        closing_ = true;
        while (!waiting_.empty()) leaving.push_back(remove(waiting_.begin()->first));
    }
    for (Waiter& waiter : leaving) leaver_(std::move(waiter), Reason::closing);
    {
        std::unique_lock lock(mutex_);
        drained_.wait_for(lock, kCloseTime, [this] { return writing_.empty(); });
        stopped_ = true;
    }
    poke();
    thread_.join();
}

}  // namespace caritas::live
