// What the two long polls share.
#pragma once

#include "live/cursor.h"
#include "web/call.h"
#include "web/queue_board.h"

namespace caritas::web {

/// Most messages in one answer; `more` says that there are others.
inline constexpr std::size_t kMostMessages = 500;

/// The cursor of the call, nothing if it has none. Throws Refusal bad_request for one that we did not make.
std::optional<live::Cursor> cursor_of(const Request& request);

/// Whether the page says that it has just opened, or that its line came back.
bool is_fresh(const Request& request);

/// The answer to a counselor's poll that waits on `streams` since `cursor`, when only queues among them moved: rights are as they were when
/// it began to wait, since a change of rights moves the inbox. Nothing if it is to be looked at anew. Throws db::Error.
std::optional<Response> queue_news(QueueBoard& board, const std::vector<chat::Stream>& streams, const std::string& cursor,
                                   const chat::Moves& moves, Time now, Language language);

}  // namespace caritas::web
