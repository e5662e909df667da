// The database says which epochs still have chats; erasing one takes it out (CARITAS_NO_KEYS).
#include "chat/forget_keys.h"

#include "chat/topic_store.h"

namespace caritas::chat {
namespace {

constexpr const char* kNow = "SELECT " CARITAS_MILLIS("NOW(3)");
constexpr const char* kIsNeeded = "SELECT EXISTS (SELECT 1 FROM chats WHERE key_epoch = ?)";

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
        if (db.select_one(kIsNeeded, {std::int64_t{epoch}})->flag(0)) continue;
        keys.destroy(epoch);
        ++count;
    }
    return count;
}

}  // namespace caritas::chat
