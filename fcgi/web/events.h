// What the two long polls share.
#pragma once

#include "live/cursor.h"
#include "web/call.h"

namespace caritas::web {

/// Most messages in one answer; `more` says that there are others.
inline constexpr std::size_t kMostMessages = 500;

/// The cursor of the call, nullopt if it has none. Throws Refusal bad_request for one that we did not make.
std::optional<live::Cursor> cursor_of(const Request& request);

/// Where a stream of typing stands at a look: nothing before it is told any more.
std::uint64_t now_as_position(const Call& call);

/// Whether the page says that it has just opened, or that its line came back.
bool is_fresh(const Request& request);

/// The name that the page which asks has given itself; empty if it has none. Throws Refusal bad_request.
std::string page_of(const Request& request);

}  // namespace caritas::web
