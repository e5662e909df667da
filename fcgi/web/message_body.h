// What may be the body of a message, and what is said when it may not be written now.
#pragma once

#include "chat/message_store.h"
#include "web/call.h"

namespace caritas::web {

/// Bytes; what a row of the table messages holds. Its text has up to 8,000 characters of 4 bytes (htdocs/js/crypto/FORMAT.md, "Message").
inline constexpr std::size_t kLargestMessage = 32'768;

/// What a page has sealed: bytes, at least one. Throws Refusal (unsupported_type, bad_request).
std::string_view sealed_body(const Request& request);

/// What one side may write in a chat.
chat::MessageLimits message_limits(const ChatConfig& config);

/// The body of a message call: opaque bytes, at least one. Throws Refusal.
std::string_view message_body(const Request& request);

/// Stores a message and tells those who wait; most messages go by write_down() of scribe.h instead. Throws Refusal: chat_full at the
/// limits, else `refused` if the rules do not allow it.
Outcome store_message(Call& call, const chat::Draft& draft, Code refused);

}  // namespace caritas::web
