// Lends connections; checks those that lay idle, since the server may have been restarted meanwhile.
#include "db/pool.h"

namespace caritas::db {
namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr std::chrono::seconds kTrusted{1};

class PlaceGuard {
public:
    PlaceGuard(std::mutex& mutex, std::condition_variable& freed, std::size_t& places) : mutex_(mutex), freed_(freed), places_(places) {}
    ~PlaceGuard() {
        if (!armed_) return;
        const std::lock_guard lock(mutex_);
        ++places_;
        freed_.notify_one();
    }
    PlaceGuard(const PlaceGuard&) = delete;
    PlaceGuard& operator=(const PlaceGuard&) = delete;
    void keep() { armed_ = false; }

private:
    std::mutex& mutex_;
    std::condition_variable& freed_;
    std::size_t& places_;
    bool armed_ = true;
};

}  // namespace

Pool::Pool(DatabaseConfig config, std::string password, std::size_t size, Begin begin)
    : config_(std::move(config)), password_(std::move(password)), begin_(begin), places_(size) {
    mysql_library_init(0, nullptr, nullptr);  // not safe from several threads later
}

std::unique_ptr<Connection> Pool::take_idle() {
    for (;;) {
        Idle idle;
        {
            const std::lock_guard lock(mutex_);
            if (idle_.empty()) return nullptr;
            idle = std::move(idle_.back());
            idle_.pop_back();
        }
        const bool fresh = std::chrono::steady_clock::now() - idle.since < kTrusted;
        if (fresh || idle.connection->ping()) return std::move(idle.connection);
    }
}

Pool::Lease Pool::lease() {
    {
        std::unique_lock lock(mutex_);
        if (!freed_.wait_for(lock, kPatience, [this] { return places_ > 0; })) throw Unavailable(0, "all connections are busy");
        --places_;
    }
    PlaceGuard place(mutex_, freed_, places_);
    auto connection = take_idle();
    if (!connection) connection = std::make_unique<Connection>(config_, password_, begin_);
    place.keep();
    return {*this, std::move(connection)};
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    if (!connection->lost()) idle_.push_back({std::move(connection), std::chrono::steady_clock::now()});
    ++places_;
    freed_.notify_one();
}

}  // namespace caritas::db
