// All or nothing, and again if another transaction won.
#pragma once

#include "db/connection.h"

#include <type_traits>

namespace caritas::db {

/// Rolls back unless committed.
class Transaction {
public:
    explicit Transaction(Connection& db) : db_(db) { db_.begin(); }
    ~Transaction() {
        if (open_) db_.rollback();
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit() {
        db_.commit();
        open_ = false;
    }

private:
    Connection& db_;
    bool open_ = true;
};

/// Runs `work()` in a transaction and commits; what it throws rolls back. A deadlock runs it again, so `work` must change nothing but the
/// database; the last of the attempts lets it out, and Locked comes out at once. Returns what `work` returns.
template <class Work>
auto in_transaction(Connection& db, Work&& work, int attempts = kAttempts) -> std::invoke_result_t<Work> {
    for (int attempt = 1;; ++attempt) {
        try {
            Transaction transaction(db);
            if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
                work();
                transaction.commit();
                return;
            } else {
                auto result = work();
                transaction.commit();
                return result;
            }
        } catch (const Locked&) {
            throw;
        } catch (const Conflict&) {
            if (attempt >= attempts) throw;
        }
    }
}

}  // namespace caritas::db
