// What may be the body of a message.
#pragma once

#include "chat/message_store.h"
#include "web/call.h"

namespace caritas::web {

/// The body of a message call, checked: text/plain, UTF-8, visible, not too long. Throws Refusal.
std::string_view message_body(const Call& call);

/// What is to be stored: this call's body, from this side of the chat. `refused` as in Sending.
Sending sending(const Call& call, const chat::Addressee& chat, chat::Role sender, std::string client_id, Code refused);

}  // namespace caritas::web
