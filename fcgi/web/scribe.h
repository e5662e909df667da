// Messages on their way into the database: those that come while one transaction goes to the disk are stored together by the next.
#pragma once

#include "web/fastcgi.h"
#include "web/poll_desk.h"

#include <functional>

namespace caritas::web {

/// Most messages of one transaction; it locks so many chats, and carries 2 MiB at most.
inline constexpr std::size_t kMostTogether = 64;

/// Stores the messages of these calls (Pace::sending) in one transaction, gives each to the polls that wait for it, and answers the calls.
/// A call that cannot be stored in this way (a repeat, a refusal, a session to be touched, a chat whose row is locked) is given to
/// `whole_way`: nothing here waits for a lock, so that no message delays others. Any thread.
void write_down(PollDesk& desk, std::vector<Accepted> calls, const std::function<void(Accepted)>& whole_way);

}  // namespace caritas::web
