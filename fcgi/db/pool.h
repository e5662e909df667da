// A fixed number of connections, lent out one at a time.
#pragma once

#include "db/connection.h"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace caritas::db {

/// Any thread. A connection that was lost is thrown away when it comes back; the next to ask opens a new one.
class Pool {
public:
    Pool(DatabaseConfig config, std::string password, std::size_t size, Begin begin = Begin::explicitly);

    /// Gives the connection back when it ends.
    class Lease {
    public:
        Lease(Pool& pool, std::unique_ptr<Connection> connection) : pool_(&pool), connection_(std::move(connection)) {}
        ~Lease() {
            if (connection_) pool_->give_back(std::move(connection_));
        }
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        Connection& operator*() const { return *connection_; }
        Connection* operator->() const { return connection_.get(); }

    private:
        Pool* pool_;
        std::unique_ptr<Connection> connection_;
    };

    /// Waits until a connection is free, five seconds at most. Throws Unavailable when there is none or the server is away.
    Lease lease();

private:
    struct Idle {
        std::unique_ptr<Connection> connection;
        Tick since;
    };

    void give_back(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> take_idle();

    DatabaseConfig config_;
    std::string password_;
    Begin begin_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<Idle> idle_;
    std::size_t places_;
};

}  // namespace caritas::db
