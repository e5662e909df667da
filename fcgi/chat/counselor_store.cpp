// The SQL of counselors and their sessions.
#include "chat/counselor_store.h"

#include "chat/chat_row.h"
#include "chat/presence_store.h"
#include "core/derivation.h"
#include "core/secret.h"
#include "db/transaction.h"

#include <stdexcept>

namespace caritas::chat {
namespace {

constexpr const char* kCounselorSession =
    "SELECT CASE WHEN s.ended_reason IS NOT NULL THEN s.ended_reason WHEN k.disabled THEN 'disabled' "
    "WHEN s.acted_at <= NOW(3) - INTERVAL ? HOUR THEN 'idle' END, "
    "k.id, k.login, k.display_name, k.inbox_seq, k.present AND k.present_at > NOW(3) - INTERVAL 30 SECOND, "
    "s.acted_at > NOW(3) - INTERVAL 1 MINUTE, s.limited, " CARITAS_MILLIS(
        "NOW(3)") ", s.share_epoch FROM counselor_sessions s JOIN counselors k ON k.id = s.counselor_id WHERE s.token_hash = ?";
constexpr const char* kTouch = "UPDATE counselor_sessions SET acted_at = NOW(3) WHERE token_hash = ? AND ended_reason IS NULL";
constexpr const char* kCredentials =
    "SELECT id, login, display_name, inbox_seq, password_hash, public_key FROM counselors WHERE login = ? AND NOT disabled";
// The weights say which spellings of a login are the same one: a false salt tells them apart no more than a true one does. MariaDB compares
// with PAD SPACE: whatever weighs as much as spaces at the end does not count, nor may it here (see without_padding).
constexpr const char* kDerivation =
    "SELECT k.password_salt, k.password_rounds, i.salt_secret, WEIGHT_STRING(asked.login), "
    "WEIGHT_STRING(CONVERT(' ' USING utf8mb4) COLLATE utf8mb4_unicode_ci) "
    "FROM (SELECT CONVERT(? USING utf8mb4) COLLATE utf8mb4_unicode_ci AS login) AS asked JOIN installation i ON i.id = 1 "
    "LEFT JOIN counselors k ON k.login = asked.login";
constexpr const char* kOwnKeys =
    "SELECT s.share, s.share_epoch, k.public_key, k.sealed_private_key FROM counselor_sessions s JOIN counselors k ON k.id = "
    "s.counselor_id "
    "WHERE s.token_hash = ? AND s.ended_reason IS NULL";
// Not for one who was disabled, or whose password was changed, between the check of the password and now.
constexpr const char* kStart =
    "INSERT INTO counselor_sessions (token_hash, counselor_id, share, share_epoch, limited) "
    "SELECT ?, id, ?, ?, password_is_initial FROM counselors WHERE id = ? AND NOT disabled AND password_hash = ? FOR UPDATE";
constexpr const char* kReplaceShare = "UPDATE counselor_sessions SET share = ?, share_epoch = ? WHERE token_hash = ? AND share = ?";
constexpr const char* kEndOne =
    "UPDATE counselor_sessions SET ended_reason = 'signed_out', ended_at = NOW(3), share = NULL WHERE token_hash = ? AND ended_reason IS "
    "NULL";
constexpr const char* kEndAll =
    "UPDATE counselor_sessions SET ended_reason = 'signed_out', ended_at = NOW(3), share = NULL WHERE counselor_id = ? AND ended_reason IS "
    "NULL";
constexpr const char* kEndOthers =
    "UPDATE counselor_sessions SET ended_reason = 'password_changed', ended_at = NOW(3), share = NULL "
    "WHERE counselor_id = ? AND ended_reason IS NULL AND token_hash <> ?";
constexpr const char* kAlive =
    "SELECT EXISTS (SELECT 1 FROM counselor_sessions WHERE counselor_id = ? AND ended_reason IS NULL "
    "AND acted_at > NOW(3) - INTERVAL ? HOUR)";
constexpr const char* kSetPassword =
    "UPDATE counselors SET password_hash = ?, password_salt = ?, password_rounds = ?, password_is_initial = FALSE, public_key = ?, "
    "sealed_private_key = ? WHERE id = ? AND password_hash = ? AND NOT disabled";
constexpr const char* kFree = "UPDATE counselor_sessions SET limited = FALSE WHERE token_hash = ?";
constexpr const char* kMoveInbox = "UPDATE counselors SET inbox_seq = LAST_INSERT_ID(inbox_seq + 1), moved_at = NOW(3) WHERE id = ?";

Counselor read_counselor(const db::Row& row, std::size_t first) {
    Counselor counselor;
    counselor.id = row.id(first);
    counselor.login = row.text(first + 1);
    counselor.display_name = row.maybe_text(first + 2);
    counselor.inbox_seq = row.id(first + 3);
    return counselor;
}

// Both are weights of two bytes each; of a character that expands to several, each counts.
std::string_view without_padding(std::string_view weights, std::string_view space) {
    while (weights.ends_with(space) && weights.size() % space.size() == 0) weights.remove_suffix(space.size());
    return weights;
}

}  // namespace

std::optional<CounselorSession> find_counselor_session(db::Connection& db, std::string_view token_hash) {
    const auto row = db.select_one(kCounselorSession, {std::int64_t{kIdle.count()}, token_hash});
    if (!row) return std::nullopt;
    CounselorSession session;
    session.ended_reason = row->maybe_text(0);
    session.counselor = read_counselor(*row, 1);
    session.counselor.present = row->maybe_number(5).value_or(0) != 0;
    session.acted_lately = row->flag(6);
    session.limited = row->flag(7);
    session.now = row->time(8);
    if (const auto epoch = row->maybe_number(9)) session.share_epoch = static_cast<Epoch>(*epoch);
    return session;
}

void touch_session(db::Connection& db, std::string_view token_hash) {
    db.change(kTouch, {token_hash});
}

std::optional<Credentials> find_credentials(db::Connection& db, std::string_view login) {
    const auto row = db.select_one(kCredentials, {login});
    if (!row) return std::nullopt;
    return Credentials{read_counselor(*row, 0), row->text(4), row->maybe_text(5)};
}

Derivation find_derivation(db::Connection& db, std::string_view login) {
    const auto row = db.select_one(kDerivation, {login});
    if (!row) throw std::runtime_error("the table installation is empty");
    if (const auto salt = row->maybe_text(0)) return {*salt, row->number(1)};
    return {false_salt(row->text(2), without_padding(row->text(3), row->text(4))), kRounds};
}

OwnKeys find_own_keys(db::Connection& db, std::string_view token_hash) {
    const auto row = db.select_one(kOwnKeys, {token_hash});
    if (!row) return {};
    OwnKeys keys{read_share(*row, 0), std::nullopt};
    const auto public_key = row->maybe_text(2);
    const auto sealed = row->maybe_text(3);
    if (public_key && sealed) keys.pair = SealedPair{*public_key, *sealed};
    return keys;
}

bool start_session(db::Connection& db, const Credentials& checked, std::string_view token_hash, const SealedShare& share) {
    return db.change(kStart, {token_hash, share.bytes, epoch_value(share), checked.counselor.id, checked.password_hash}).rows == 1;
}

void replace_share(db::Connection& db, std::string_view token_hash, const SealedShare& before, const SealedShare& share) {
    db.change(kReplaceShare, {share.bytes, epoch_value(share), token_hash, before.bytes});
}

bool is_signed_in(db::Connection& db, Id counselor_id) {
    return db.select_one(kAlive, {counselor_id, std::int64_t{kIdle.count()}})->flag(0);
}

Moves sign_out(db::Connection& db, Id counselor_id, std::string_view token_hash) {
    Moves moves = db::in_transaction(db, [&] {
        db.change(kEndOne, {token_hash});
        return Moves{move_inbox(db, counselor_id)};
    });
    if (!is_signed_in(db, counselor_id)) {
        for (const Move& move : counselor_left(db, counselor_id)) moves.push_back(move);
    }
    return moves;
}

Moves sign_out_everywhere(db::Connection& db, Id counselor_id) {
    Moves moves = db::in_transaction(db, [&] {
        db.change(kEndAll, {counselor_id});
        return Moves{move_inbox(db, counselor_id)};
    });
    for (const Move& move : counselor_left(db, counselor_id)) moves.push_back(move);
    return moves;
}

std::optional<Moves> change_password(db::Connection& db, const Credentials& checked, const NewPassword& wanted,
                                     std::string_view kept_token_hash) {
    return db::in_transaction(db, [&]() -> std::optional<Moves> {
        const Id counselor_id = checked.counselor.id;
        const db::Changed set = db.change(kSetPassword, {wanted.hash, wanted.derivation.salt, wanted.derivation.rounds,
                                                         wanted.pair.public_key, wanted.pair.sealed, counselor_id, checked.password_hash});
        if (set.rows == 0) return std::nullopt;
        db.change(kEndOthers, {counselor_id, kept_token_hash});
        db.change(kFree, {kept_token_hash});
        return Moves{move_inbox(db, counselor_id)};
    });
}

Move move_inbox(db::Connection& db, Id counselor_id) {
    const db::Changed changed = db.change(kMoveInbox, {counselor_id});
    return {{StreamKind::inbox, counselor_id}, changed.insert_id};
}

}  // namespace caritas::chat
