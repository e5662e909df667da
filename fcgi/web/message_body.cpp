// The way of a message that both sides share.
#include "web/message_body.h"

#include "core/text.h"
#include "web/shape.h"

namespace caritas::web {

std::string_view message_body(const Request& request, const Config& config) {
    if (!request.content_type.starts_with("text/plain")) throw Refusal(Code::unsupported_type);
    const auto size = measure_utf8(request.body);
    if (!size) throw Refusal(Code::not_utf8);
    if (!size->visible) throw Refusal(Code::empty_text);
    const std::int64_t limit = config.chat.max_characters;
    if (static_cast<std::int64_t>(size->characters) > limit) throw Refusal::beyond(Code::too_long, limit);
    return request.body;
}

Outcome store_message(Call& call, const chat::Draft& draft, Code refused) {
    const auto sent = chat::send(call.db, draft);
    if (!sent) throw Refusal(refused);
    if (sent->move) call.app.tell({*sent->move});
    Response response;
    response.body = receipt_json(sent->receipt);
    return response;
}

}  // namespace caritas::web
