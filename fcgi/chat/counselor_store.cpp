// The SQL of counselors and their sessions.
#include "chat/counselor_store.h"

#include "chat/presence_store.h"
#include "db/transaction.h"

namespace caritas::chat {
namespace {

constexpr const char* kSession =
    "SELECT CASE WHEN s.ended_reason IS NOT NULL THEN s.ended_reason WHEN k.disabled THEN 'disabled' "
    "WHEN s.acted_at <= NOW(3) - INTERVAL ? HOUR THEN 'idle' END, "
    "k.id, k.login, k.display_name, k.inbox_seq, k.present AND k.present_at > NOW(3) - INTERVAL 30 SECOND, "
    "s.acted_at > NOW(3) - INTERVAL 1 MINUTE, " CARITAS_MILLIS(
        "NOW(3)") " FROM counselor_sessions s JOIN counselors k ON k.id = s.counselor_id WHERE s.token_hash = ?";
constexpr const char* kTouch = "UPDATE counselor_sessions SET acted_at = NOW(3) WHERE token_hash = ? AND ended_reason IS NULL";
constexpr const char* kCredentials =
    "SELECT id, login, display_name, inbox_seq, password_hash FROM counselors WHERE login = ? AND NOT disabled";
// Not for one who was disabled, or whose password was changed, between the check of the password and now.
constexpr const char* kStart =
    "INSERT INTO counselor_sessions (token_hash, counselor_id) "
    "SELECT ?, id FROM counselors WHERE id = ? AND NOT disabled AND password_hash = ? FOR UPDATE";
constexpr const char* kEndOne =
    "UPDATE counselor_sessions SET ended_reason = 'signed_out', ended_at = NOW(3) WHERE token_hash = ? AND ended_reason IS NULL";
constexpr const char* kEndAll =
    "UPDATE counselor_sessions SET ended_reason = 'signed_out', ended_at = NOW(3) WHERE counselor_id = ? AND ended_reason IS NULL";
constexpr const char* kEndOthers =
    "UPDATE counselor_sessions SET ended_reason = 'password_changed', ended_at = NOW(3) "
    "WHERE counselor_id = ? AND ended_reason IS NULL AND token_hash <> ?";
constexpr const char* kAlive =
    "SELECT EXISTS (SELECT 1 FROM counselor_sessions WHERE counselor_id = ? AND ended_reason IS NULL "
    "AND acted_at > NOW(3) - INTERVAL ? HOUR)";
constexpr const char* kSetPassword = "UPDATE counselors SET password_hash = ? WHERE id = ? AND password_hash = ? AND NOT disabled";
constexpr const char* kMoveInbox = "UPDATE counselors SET inbox_seq = LAST_INSERT_ID(inbox_seq + 1), moved_at = NOW(3) WHERE id = ?";

Counselor read_counselor(const db::Row& row, std::size_t first) {
    Counselor counselor;
    counselor.id = row.id(first);
    counselor.login = row.text(first + 1);
    counselor.display_name = row.maybe_text(first + 2);
    counselor.inbox_seq = row.id(first + 3);
    return counselor;
}

}  // namespace

std::optional<CounselorSession> find_counselor_session(db::Connection& db, std::string_view token_hash) {
    const auto row = db.select_one(kSession, {std::int64_t{kIdle.count()}, token_hash});
    if (!row) return std::nullopt;
    CounselorSession session;
    session.ended_reason = row->maybe_text(0);
    session.counselor = read_counselor(*row, 1);
    session.counselor.present = row->maybe_number(5).value_or(0) != 0;
    session.acted_lately = row->flag(6);
    session.now = row->time(7);
    return session;
}

void touch_session(db::Connection& db, std::string_view token_hash) {
    db.change(kTouch, {token_hash});
}

std::optional<Credentials> find_credentials(db::Connection& db, std::string_view login) {
    const auto row = db.select_one(kCredentials, {login});
    if (!row) return std::nullopt;
    return Credentials{read_counselor(*row, 0), row->text(4)};
}

bool start_session(db::Connection& db, const Credentials& checked, std::string_view token_hash) {
    return db.change(kStart, {token_hash, checked.counselor.id, checked.password_hash}).rows == 1;
}

Moves sign_out(db::Connection& db, Id counselor_id, std::string_view token_hash) {
    Moves moves = db::in_transaction(db, [&] {
        db.change(kEndOne, {token_hash});
        return Moves{move_inbox(db, counselor_id)};
    });
    const bool others = db.select_one(kAlive, {counselor_id, std::int64_t{kIdle.count()}})->flag(0);
    if (!others) {
        for (const Move& move : counselor_gone(db, counselor_id)) moves.push_back(move);
    }
    return moves;
}

Moves sign_out_everywhere(db::Connection& db, Id counselor_id) {
    Moves moves = db::in_transaction(db, [&] {
        db.change(kEndAll, {counselor_id});
        return Moves{move_inbox(db, counselor_id)};
    });
    for (const Move& move : counselor_gone(db, counselor_id)) moves.push_back(move);
    return moves;
}

std::optional<Moves> change_password(db::Connection& db, const Credentials& checked, std::string_view new_hash,
                                     std::string_view kept_token_hash) {
    return db::in_transaction(db, [&]() -> std::optional<Moves> {
        const Id counselor_id = checked.counselor.id;
        if (db.change(kSetPassword, {new_hash, counselor_id, checked.password_hash}).rows == 0) return std::nullopt;
        db.change(kEndOthers, {counselor_id, kept_token_hash});
        return Moves{move_inbox(db, counselor_id)};
    });
}

Move move_inbox(db::Connection& db, Id counselor_id) {
    const db::Changed changed = db.change(kMoveInbox, {counselor_id});
    return {{StreamKind::inbox, counselor_id}, changed.insert_id};
}

}  // namespace caritas::chat
