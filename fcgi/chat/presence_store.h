// Who is there: flags on the rows of chats and counselors, written when they flip and renewed now and then.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// How often the presence of one person may change what others see.
struct PresencePace {
    std::chrono::milliseconds apart{0};
    bool held = false;  ///< set where a change has to wait: the next look then makes it
};

/// A sign of life of the seeker. Writes only if the flag has to flip or is older than 30 seconds; `fresh` (a page that just opened, or a
/// line that came back) always, while waiting: it renews the place in the queue as well. `page` is the name of the page that asks, empty
/// if it has none: one that has said that it was left is none. Returns what watchers see.
Moves seeker_seen(db::Connection& db, const Chat& chat, bool fresh, std::chrono::minutes patience, std::string_view page = {},
                  PresencePace* pace = nullptr);

/// The seeker is there after all: what was held.
Moves seeker_back(db::Connection& db, Id chat_id, PresencePace& pace);

/// The seeker's line is gone; who was seen after `since` stays.
Moves seeker_gone(db::Connection& db, Id chat_id, std::chrono::milliseconds since, PresencePace* pace = nullptr);

/// The page said that it was left: gone at once, and while waiting the place is kept for `grace` only.
Moves seeker_left(db::Connection& db, Id chat_id, std::chrono::seconds grace, std::string_view page = {}, PresencePace* pace = nullptr);

/// A sign of life of the counselor.
Moves counselor_seen(db::Connection& db, const Counselor& counselor, PresencePace* pace = nullptr);
Moves counselor_gone(db::Connection& db, Id counselor_id, PresencePace* pace = nullptr);
/// The counselor has signed out: gone, and the seekers of the open chats are told even if their line was down before.
Moves counselor_left(db::Connection& db, Id counselor_id);
/// The same as counselor_gone, if not seen within `since`.
Moves counselor_gone(db::Connection& db, Id counselor_id, std::chrono::milliseconds since, PresencePace* pace = nullptr);

}  // namespace caritas::chat
