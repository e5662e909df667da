// News that need no query of the waiter's own: messages in memory, and a queue that is read once for all.
#pragma once

#include "web/poll.h"
#include "web/queue_board.h"
#include "web/recent.h"

namespace caritas::web {

/// What pages call the chat of this row; nullopt if that is not known.
using ChatNames = std::function<std::optional<std::string>(chat::Id)>;

/// The answer to a poll for which only signals and a few messages are new, all of them in memory. Sets how far the waiter has come. Returns
/// nullopt if the database has to be read.
std::optional<Response> message_news(live::Waiter& waiter, const Recent& recent, const chat::Moves& newer, const ChatNames& names);

/// Reads into `recent` what another process wrote in one chat, if nothing else is newer. Returns false if it did not, also if the database
/// failed: the full refresh then tells the error. Does not throw db::Error.
bool fetch_messages(const live::Waiter& waiter, const chat::Moves& newer, db::Pool& pool, Recent& recent);

/// What became of a waiter whose queues moved.
struct QueueNews {
    bool known = false;              ///< false: the database has to be read
    std::optional<Response> answer;  ///< nullopt: what the waiter sees has not changed, it goes on waiting
};

/// The answer to a waiting seeker whose queue alone moved, between two polls. Returns nullopt if the page shows the same already.
std::optional<Response> moved_queue(const QueueView& shown, const QueueView& now);

/// Reads the queues that moved (once for all who ask, see QueueBoard) and sets how far the waiter has come. Throws db::Error.
QueueNews queue_news(live::Waiter& waiter, QueueBoard& board, const chat::Moves& newer, Time now);

}  // namespace caritas::web
