// The SQL of known browsers.
#include "chat/device_store.h"

#include <stdexcept>

namespace caritas::chat {
namespace {

constexpr const char* kIsKnown = "SELECT EXISTS (SELECT 1 FROM known_devices WHERE token_hash = ? AND used_at > NOW(3) - INTERVAL ? HOUR)";
constexpr const char* kRemember =
    "INSERT INTO known_devices (token_hash, counselor_id, used_at) VALUES (?, ?, NOW(3)) ON DUPLICATE KEY UPDATE used_at = NOW(3)";
constexpr const char* kForgetOldest =
    "DELETE d FROM known_devices d JOIN (SELECT token_hash FROM known_devices WHERE counselor_id = ? ORDER BY used_at DESC, token_hash "
    "LIMIT 1000 OFFSET ?) AS oldest ON oldest.token_hash = d.token_hash";
constexpr const char* kSecret = "SELECT salt_secret FROM installation WHERE id = 1";

}  // namespace

bool is_known_device(db::Connection& db, std::string_view token_hash) {
    return db.select_one(kIsKnown, {token_hash, std::int64_t{kDeviceLasts.count()}})->flag(0);
}

void remember_device(db::Connection& db, Id counselor_id, std::string_view token_hash) {
    db.change(kRemember, {token_hash, counselor_id});
    db.change(kForgetOldest, {counselor_id, kMostDevices});
}

std::string installation_secret(db::Connection& db) {
    const auto row = db.select_one(kSecret);
    if (!row) throw std::runtime_error("the table installation is empty");
    return row->text(0);
}

}  // namespace caritas::chat
