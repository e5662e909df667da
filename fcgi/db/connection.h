// One connection to MariaDB that speaks prepared statements only.
#pragma once

#include "core/clock.h"
#include "core/config.h"
#include "db/error.h"
#include "db/value.h"

#include <mysql.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <unordered_map>

namespace caritas::db {

struct CloseConnection {
    void operator()(MYSQL* mysql) const { mysql_close(mysql); }
};
using Handle = std::unique_ptr<MYSQL, CloseConnection>;

/// Opens a connection: UTC, READ COMMITTED, strict mode, utf8mb4. `flags` are MariaDB's client flags beside CLIENT_FOUND_ROWS.
/// Throws Unavailable when the server is away or refuses.
Handle open_handle(const DatabaseConfig& config, const std::string& password, unsigned long flags = 0);

/// How often a statement or transaction that a deadlock rolls back is tried.
inline constexpr int kAttempts = 5;

/// Whether a transaction begins with begin(), or with the first statement after the last commit (autocommit off), which saves a round trip.
/// A connection of the second kind does not wait for locks either: it throws Locked at once if another transaction holds a row.
enum class Begin : std::uint8_t { explicitly, by_itself };

/// Not shared between threads at the same time. A statement is prepared once per connection and kept by its text, so `sql` should come
/// from a fixed set of constants. All calls throw Error or one of its kinds.
class Connection {
public:
    Connection(const DatabaseConfig& config, const std::string& password, Begin begin = Begin::explicitly);

    Rows select(std::string_view sql, std::initializer_list<Value> values = {});
    /// The first row if there is one.
    std::optional<Row> select_one(std::string_view sql, std::initializer_list<Value> values = {});
    /// Outside of a transaction, runs a statement again that a deadlock has rolled back, up to kAttempts times; then throws Conflict.
    Changed change(std::string_view sql, std::initializer_list<Value> values = {});
    /// A compound statement (BEGIN NOT ATOMIC … END) in one round trip; the row that it gave, if it gave any.
    std::optional<Row> run_block(std::string_view sql, std::initializer_list<Value> values = {});

    void begin();
    void commit();
    void rollback() noexcept;

    /// Whether the server still answers.
    bool ping() noexcept;
    /// Set once the connection was lost: it is of no use any more.
    [[nodiscard]] bool lost() const { return lost_; }

private:
    struct CloseStatement {
        void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
    };
    using Statement = std::unique_ptr<MYSQL_STMT, CloseStatement>;

    MYSQL_STMT* prepared(std::string_view sql);
    MYSQL_STMT* execute(std::string_view sql, std::initializer_list<Value> values);
    Rows read(MYSQL_STMT* statement, std::string_view sql);
    [[noreturn]] void fail(unsigned number, const char* text, std::string_view sql);

    const Begin begin_;
    Handle handle_;
    std::unordered_map<std::string, Statement> statements_;
    std::string failed_;  ///< text of the statement that failed last
    bool lost_ = false;
    bool in_transaction_ = false;
};

}  // namespace caritas::db
