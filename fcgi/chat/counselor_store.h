// Counselors: signing in and out, passwords, and their inbox's stream.
#pragma once

#include "chat/epoch_keys.h"
#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// A session without a deliberate act for so long is over. Polls do not count.
inline constexpr std::chrono::hours kIdle{8};

/// What a counselor's token leads to.
struct CounselorSession {
    std::optional<std::string> ended_reason;  ///< nullopt while alive; "idle" even before the janitor has stored it
    Counselor counselor;
    bool acted_lately = false;  ///< within the last minute: the row need not be written again
    std::optional<Epoch> share_epoch;
    bool limited = false;  ///< begun with the password that an admin set: may choose another, nothing else
    Time now;
};
std::optional<CounselorSession> find_counselor_session(db::Connection& db, std::string_view token_hash);

/// The counselor did something deliberately: the eight hours start again.
void touch_session(db::Connection& db, std::string_view token_hash);

/// Who may sign in with this login; nullopt if nobody, or disabled.
struct Credentials {
    Counselor counselor;
    std::string password_hash;
    std::optional<std::string> public_key;
};
std::optional<Credentials> find_credentials(db::Connection& db, std::string_view login);

/// How a page derives from this login's password; a stable false answer for a login that nobody has.
struct Derivation {
    std::string salt;
    std::int64_t rounds = 0;
};
Derivation find_derivation(db::Connection& db, std::string_view login);

/// An X25519 pair whose private half only the page can open.
struct SealedPair {
    std::string public_key;
    std::string sealed;
};

/// What a session's page needs to open its counselor's pair. The share is empty once the session has ended; `pair` is nullopt until the
/// counselor has replaced the initial password.
struct OwnKeys {
    SealedShare share;
    std::optional<SealedPair> pair;
};
OwnKeys find_own_keys(db::Connection& db, std::string_view token_hash);

/// Returns false if the password that was checked is no longer the present one, or the counselor has been disabled.
bool start_session(db::Connection& db, const Credentials& checked, std::string_view token_hash, const SealedShare& share);

/// Stores the same share under the seal of another hour, unless another call has replaced `before` already.
void replace_share(db::Connection& db, std::string_view token_hash, const SealedShare& before, const SealedShare& share);

/// Whether this counselor has a session that is alive, in any browser.
bool is_signed_in(db::Connection& db, Id counselor_id);

/// One session; the counselor counts as gone at once unless another is alive.
Moves sign_out(db::Connection& db, Id counselor_id, std::string_view token_hash);
Moves sign_out_everywhere(db::Connection& db, Id counselor_id);

struct NewPassword {
    std::string hash;  ///< Argon2id of the proof
    Derivation derivation;
    SealedPair pair;  ///< the present one under the new password's key, or the first
};
/// Stores it, ends all other sessions, and lifts the limit of this one. Returns nullopt if the password that was
/// checked is not the present one any more.
std::optional<Moves> change_password(db::Connection& db, const Credentials& checked, const NewPassword& wanted,
                                     std::string_view kept_token_hash);

/// The next sequence of the inbox, under the counselor's row lock until the transaction ends.
Move move_inbox(db::Connection& db, Id counselor_id);

}  // namespace caritas::chat
