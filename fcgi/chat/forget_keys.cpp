// The database says which epochs still have chats (erasing one takes it out, CARITAS_NO_KEYS) or sessions that are alive.
#include "chat/forget_keys.h"

#include "chat/topic_store.h"

namespace caritas::chat {
namespace {

constexpr const char* kNow = "SELECT " CARITAS_MILLIS("NOW(3)");
constexpr const char* kIsNeeded =
    "SELECT EXISTS (SELECT 1 FROM chats WHERE key_epoch = ?) "
    "OR EXISTS (SELECT 1 FROM seeker_sessions WHERE share_epoch = ? AND ended_reason IS NULL) "
    "OR EXISTS (SELECT 1 FROM counselor_sessions WHERE share_epoch = ? AND ended_reason IS NULL)";

}  // namespace

std::int64_t destroy_overdue(const EpochKeys& keys, Time now) {
    std::int64_t count = 0;
    for (const Epoch epoch : keys.all()) {
        if (overdue_at(epoch) > now) break;
        keys.destroy(epoch);
        ++count;
    }
    return count;
}

std::int64_t destroy_unneeded(db::Connection& db, const EpochKeys& keys) {
    const Epoch settled = epoch_at(db.select_one(kNow)->time(0) - kEpochSettles);
    std::int64_t count = 0;
    for (const Epoch epoch : keys.all()) {
        if (epoch >= settled) break;
        const std::int64_t number = epoch;
        if (db.select_one(kIsNeeded, {number, number, number})->flag(0)) continue;
        keys.destroy(epoch);
        ++count;
    }
    return count;
}

}  // namespace caritas::chat
