// Messages on their way into the database: those that come while one transaction goes to the disk are stored together by the next.
#pragma once

#include "web/poll_desk.h"

namespace caritas::web {

/// A message call, accepted and checked, that waits to be stored.
struct Letter {
    live::UniqueFd connection;
    int request_id = 0;
    Language language = Language::german;
    Sending sending;
};

/// Most letters of one transaction; it locks so many chats, and carries 2 MiB at most.
inline constexpr std::size_t kMostLetters = 64;

/// Stores them, gives each to those who wait for it, and answers the calls. `pool` may have connections whose transactions begin by
/// themselves. Any thread.
void write_down(db::Pool& pool, PollDesk& desk, std::vector<Letter> letters);

}  // namespace caritas::web
