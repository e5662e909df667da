// MariaDB Connector/C behind a few typed calls.
#include "db/connection.h"

#include <errmsg.h>
#include <mysqld_error.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace caritas::db {
namespace {

constexpr unsigned kConnectSeconds = 3;
constexpr unsigned kAnswerSeconds = 20;

bool means_lost(unsigned number) {
    constexpr std::array numbers{static_cast<unsigned>(CR_SERVER_GONE_ERROR), static_cast<unsigned>(CR_SERVER_LOST),
                                 static_cast<unsigned>(CR_CONNECTION_ERROR),  static_cast<unsigned>(CR_CONN_HOST_ERROR),
                                 static_cast<unsigned>(CR_UNKNOWN_ERROR),     static_cast<unsigned>(CR_COMMANDS_OUT_OF_SYNC),
                                 static_cast<unsigned>(ER_SERVER_SHUTDOWN),   static_cast<unsigned>(ER_CONNECTION_KILLED),
                                 static_cast<unsigned>(ER_CON_COUNT_ERROR),   static_cast<unsigned>(ER_NEW_ABORTING_CONNECTION)};
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end() || (number >= CR_MIN_ERROR && number <= CR_MAX_ERROR);
}

// What a result column is read into.
struct Column {
    bool is_number = false;
    std::int64_t number = 0;
    std::string bytes;
    unsigned long length = 0;
    my_bool is_null = 0;
};

bool holds_number(enum_field_types type) {
    return type == MYSQL_TYPE_TINY || type == MYSQL_TYPE_SHORT || type == MYSQL_TYPE_INT24 || type == MYSQL_TYPE_LONG ||
           type == MYSQL_TYPE_LONGLONG;
}

struct FreeResult {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

// Leaves the statement ready for its next use, whatever happened.
class ResultGuard {
public:
    explicit ResultGuard(MYSQL_STMT* statement) : statement_(statement) {}
    ~ResultGuard() { mysql_stmt_free_result(statement_); }
    ResultGuard(const ResultGuard&) = delete;
    ResultGuard& operator=(const ResultGuard&) = delete;

private:
    MYSQL_STMT* statement_;
};

std::vector<Column> make_columns(MYSQL_RES* meta) {
    const unsigned count = mysql_num_fields(meta);
    const MYSQL_FIELD* fields = mysql_fetch_fields(meta);
    std::vector<Column> columns(count);
    for (unsigned i = 0; i < count; ++i) {
        columns[i].is_number = holds_number(fields[i].type);
        if (!columns[i].is_number) columns[i].bytes.resize(std::max<unsigned long>(fields[i].max_length, 1));
    }
    return columns;
}

std::vector<MYSQL_BIND> make_binds(std::vector<Column>& columns) {
    std::vector<MYSQL_BIND> binds(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        Column& column = columns[i];
        MYSQL_BIND& bind = binds[i];
        std::memset(&bind, 0, sizeof bind);
        bind.buffer_type = column.is_number ? MYSQL_TYPE_LONGLONG : MYSQL_TYPE_STRING;
        bind.buffer = column.is_number ? static_cast<void*>(&column.number) : static_cast<void*>(column.bytes.data());
        bind.buffer_length = column.is_number ? sizeof column.number : column.bytes.size();
        bind.length = &column.length;
        bind.is_null = &column.is_null;
    }
    return binds;
}

Row read_row(const std::vector<Column>& columns) {
    std::vector<Row::Cell> cells;
    cells.reserve(columns.size());
    for (const Column& column : columns) {
        if (column.is_null != 0) {
            cells.emplace_back();
        } else if (column.is_number) {
            cells.emplace_back(column.number);
        } else {
            cells.emplace_back(column.bytes.substr(0, column.length));
        }
    }
    return Row(std::move(cells));
}

}  // namespace

Handle open_handle(const DatabaseConfig& config, const std::string& password, unsigned long flags) {
    Handle handle(mysql_init(nullptr));
    if (!handle) throw std::bad_alloc();
    const unsigned connect_seconds = kConnectSeconds;
    const unsigned answer_seconds = kAnswerSeconds;
    mysql_options(handle.get(), MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
    mysql_options(handle.get(), MYSQL_OPT_READ_TIMEOUT, &answer_seconds);
    mysql_options(handle.get(), MYSQL_OPT_WRITE_TIMEOUT, &answer_seconds);
    mysql_options(handle.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(handle.get(), MYSQL_INIT_COMMAND,
                  "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', "
                  "innodb_lock_wait_timeout = 5");
    const bool by_socket = !config.socket.empty();
    if (mysql_real_connect(handle.get(), by_socket ? nullptr : config.host.c_str(), config.user.c_str(), password.c_str(),
                           config.name.c_str(), config.port, by_socket ? config.socket.c_str() : nullptr,
                           flags | CLIENT_FOUND_ROWS) == nullptr) {
        throw Unavailable(mysql_errno(handle.get()), mysql_error(handle.get()));
    }
    return handle;
}

Connection::Connection(const DatabaseConfig& config, const std::string& password, Begin begin)
    : begin_(begin), handle_(open_handle(config, password)) {
    if (begin_ == Begin::by_itself) change("SET autocommit = 0, innodb_lock_wait_timeout = 0");
}

void Connection::fail(unsigned number, const char* text, std::string_view sql) {
    failed_ = sql;
    const std::string message = std::string(text) + " in: " + std::string(sql);
    if (means_lost(number)) {
        lost_ = true;
        throw Unavailable(number, message);
    }
    // No room or no writing at the moment: nothing is wrong with the call.
    if (number == ER_DISK_FULL || number == ER_RECORD_FILE_FULL || number == ER_OPTION_PREVENTS_STATEMENT)
        throw Unavailable(number, message);
    if (number == ER_DUP_ENTRY) throw Duplicate(number, message);
    if (number == ER_LOCK_DEADLOCK) throw Conflict(number, message);
    if (number == ER_LOCK_WAIT_TIMEOUT) throw Locked(number, message);
    throw Error(number, message);
}

MYSQL_STMT* Connection::prepared(std::string_view sql) {
    // A statement that failed after its column descriptions had come (INSERT … RETURNING of a double) waits for ever at its next execution
    // (Connector/C 3.3): it is prepared anew.
    if (!failed_.empty()) statements_.erase(std::exchange(failed_, {}));
    const auto known = statements_.find(std::string(sql));
    if (known != statements_.end()) return known->second.get();
    Statement statement(mysql_stmt_init(handle_.get()));
    if (!statement) throw std::bad_alloc();
    if (mysql_stmt_prepare(statement.get(), sql.data(), sql.size()) != 0) {
        fail(mysql_stmt_errno(statement.get()), mysql_stmt_error(statement.get()), sql);
    }
    // With the longest value of each column known, a row is fetched in one go into buffers that fit.
    const my_bool yes = 1;
    mysql_stmt_attr_set(statement.get(), STMT_ATTR_UPDATE_MAX_LENGTH, &yes);
    return statements_.emplace(sql, std::move(statement)).first->second.get();
}

MYSQL_STMT* Connection::execute(std::string_view sql, std::initializer_list<Value> values) {
    MYSQL_STMT* statement = prepared(sql);
    if (mysql_stmt_param_count(statement) != values.size()) throw std::logic_error("wrong number of values for: " + std::string(sql));
    std::vector<MYSQL_BIND> binds(values.size());
    std::size_t i = 0;
    for (const Value& value : values) {
        MYSQL_BIND& bind = binds[i++];
        std::memset(&bind, 0, sizeof bind);
        if (value.number() != nullptr) {
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = const_cast<std::int64_t*>(value.number());
        } else if (value.bytes() != nullptr) {
            bind.buffer_type = MYSQL_TYPE_STRING;
            bind.buffer = const_cast<char*>(value.bytes()->data());
            bind.buffer_length = value.bytes()->size();
        } else {
            bind.buffer_type = MYSQL_TYPE_NULL;
        }
    }
    if (!binds.empty() && mysql_stmt_bind_param(statement, binds.data()) != 0) {
        fail(mysql_stmt_errno(statement), mysql_stmt_error(statement), sql);
    }
    if (mysql_stmt_execute(statement) != 0) fail(mysql_stmt_errno(statement), mysql_stmt_error(statement), sql);
    return statement;
}

Rows Connection::select(std::string_view sql, std::initializer_list<Value> values) {
    MYSQL_STMT* statement = execute(sql, values);
    return read(statement, sql);
}

std::optional<Row> Connection::run_block(std::string_view sql, std::initializer_list<Value> values) {
    MYSQL_STMT* statement = execute(sql, values);
    Rows rows;
    if (mysql_stmt_field_count(statement) != 0) rows = read(statement, sql);
    // The block's own end follows the rows.
    while (mysql_stmt_more_results(statement) != 0) {
        if (mysql_stmt_next_result(statement) > 0) fail(mysql_stmt_errno(statement), mysql_stmt_error(statement), sql);
    }
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

Rows Connection::read(MYSQL_STMT* statement, std::string_view sql) {
    const ResultGuard guard(statement);
    if (mysql_stmt_store_result(statement) != 0) fail(mysql_stmt_errno(statement), mysql_stmt_error(statement), sql);
    const std::unique_ptr<MYSQL_RES, FreeResult> meta(mysql_stmt_result_metadata(statement));
    if (!meta) throw std::logic_error("no rows to read from: " + std::string(sql));
    std::vector<Column> columns = make_columns(meta.get());
    std::vector<MYSQL_BIND> binds = make_binds(columns);
    if (mysql_stmt_bind_result(statement, binds.data()) != 0) fail(mysql_stmt_errno(statement), mysql_stmt_error(statement), sql);
    Rows rows;
    for (;;) {
        const int fetched = mysql_stmt_fetch(statement);
        if (fetched == MYSQL_NO_DATA) break;
        if (fetched != 0) fail(mysql_stmt_errno(statement), mysql_stmt_error(statement), sql);
        rows.push_back(read_row(columns));
    }
    return rows;
}

std::optional<Row> Connection::select_one(std::string_view sql, std::initializer_list<Value> values) {
    Rows rows = select(sql, values);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

Changed Connection::change(std::string_view sql, std::initializer_list<Value> values) {
    for (int attempt = 1;; ++attempt) {
        try {
            MYSQL_STMT* statement = execute(sql, values);
            return {mysql_stmt_affected_rows(statement), mysql_stmt_insert_id(statement)};
        } catch (const Locked&) {
            throw;
        } catch (const Conflict&) {
            if (in_transaction_ || begin_ == Begin::by_itself || attempt == kAttempts) throw;
        }
    }
}

void Connection::begin() {
    if (begin_ == Begin::explicitly) change("START TRANSACTION");
    in_transaction_ = true;
}
void Connection::commit() {
    change("COMMIT");
    in_transaction_ = false;
}

void Connection::rollback() noexcept {
    in_transaction_ = false;
    if (mysql_rollback(handle_.get()) != 0) lost_ = true;
}

bool Connection::ping() noexcept {
    return !lost_ && mysql_ping(handle_.get()) == 0;
}

}  // namespace caritas::db
