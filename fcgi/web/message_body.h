// What may be the body of a message, and what is said when it may not be written now.
#pragma once

#include "chat/message_store.h"
#include "web/call.h"

namespace caritas::web {

/// The body of a message call, checked: text/plain, UTF-8, visible, not too long. Throws Refusal.
std::string_view message_body(const Request& request, const Config& config);

/// Stores it and tells the waiting, once the guard knows whose it is; most messages need no more than scribe.h. `draft` has chat and
/// sender; `refused` is thrown when the rules do not allow it.
Outcome store_message(Call& call, const chat::Draft& draft, Code refused);

}  // namespace caritas::web
