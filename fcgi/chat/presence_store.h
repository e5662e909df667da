// Who is there: flags on the rows of chats and counselors, written when they flip and renewed now and then.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// How often the presence of one person may change what others see.
struct PresencePace {
    std::chrono::milliseconds apart{0};
    bool held = false;  ///< set if a change has to wait: try it again after `apart`
};

/// A sign of life of the seeker. Writes only if the flag has to flip or is older than 30 seconds; while waiting, `fresh` (a page that just
/// opened, or a line that came back) always writes and renews the place in the queue. `page` is the name of the page that polls, or empty;
/// a page that has said that it was left does not count as a sign of life. Returns the streams that moved.
Moves seeker_seen(db::Connection& db, const Chat& chat, bool fresh, std::chrono::minutes patience, std::string_view page = {},
                  PresencePace* pace = nullptr);

/// Makes the held change of a seeker who is present: sets the flag, unless it has to wait again.
Moves seeker_back(db::Connection& db, Id chat_id, PresencePace& pace);

/// The seeker has no poll any more: clears the flag, unless there was a sign of life within the last `since`.
Moves seeker_gone(db::Connection& db, Id chat_id, std::chrono::milliseconds since, PresencePace* pace = nullptr);

/// The page said that it was left: gone at once, and while waiting the place is kept for `grace` only.
Moves seeker_left(db::Connection& db, Id chat_id, std::chrono::seconds grace, std::string_view page = {}, PresencePace* pace = nullptr);

/// A sign of life of the counselor.
Moves counselor_seen(db::Connection& db, const Counselor& counselor, PresencePace* pace = nullptr);
Moves counselor_gone(db::Connection& db, Id counselor_id, PresencePace* pace = nullptr);
/// The counselor has signed out: clears the flag, and moves the streams of the open chats even if it was cleared before.
Moves counselor_left(db::Connection& db, Id counselor_id);
/// The same, unless there was a sign of life within the last `since`.
Moves counselor_gone(db::Connection& db, Id counselor_id, std::chrono::milliseconds since, PresencePace* pace = nullptr);

}  // namespace caritas::chat
