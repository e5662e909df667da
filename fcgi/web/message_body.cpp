// Messages as calls bring them.
#include "web/message_body.h"

#include "core/text.h"

namespace caritas::web {

std::string_view message_body(const Call& call) {
    const Request& request = call.request;
    if (!request.content_type.starts_with("text/plain")) throw Refusal(Code::unsupported_type);
    const auto size = measure_utf8(request.body);
    if (!size) throw Refusal(Code::not_utf8);
    if (!size->visible) throw Refusal(Code::empty_text);
    const std::int64_t limit = call.app.config.chat.max_characters;
    if (static_cast<std::int64_t>(size->characters) > limit) throw Refusal::beyond(Code::too_long, limit);
    return request.body;
}

Sending sending(const Call& call, const chat::Addressee& chat, chat::Role sender, std::string client_id, Code refused) {
    return {{chat.id, sender, std::move(client_id), std::string(message_body(call))}, chat.public_id, refused};
}

}  // namespace caritas::web
