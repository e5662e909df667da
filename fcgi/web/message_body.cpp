// The way of a message that both sides share.
#include "web/message_body.h"

#include "web/shape.h"

namespace caritas::web {

std::string_view sealed_body(const Request& request) {
    if (request.content_type != "application/octet-stream") throw Refusal(Code::unsupported_type);
    if (request.body.empty()) throw Refusal(Code::bad_request);
    return request.body;
}

std::string_view message_body(const Request& request) {
    if (sealed_body(request).size() > kLargestMessage) throw Refusal(Code::too_large);
    return request.body;
}

chat::MessageLimits message_limits(const ChatConfig& config) {
    return {config.max_messages, config.max_message_kib * 1024};
}

Outcome store_message(Call& call, const chat::Draft& draft, Code refused) {
    const chat::MessageLimits limits = message_limits(call.app.config.chat);
    const auto sent = chat::send(call.db, draft, limits);
    if (!sent) throw Refusal(chat::is_full(call.db, draft, limits) ? Code::chat_full : refused);
    if (sent->move) call.app.tell({*sent->move});
    Response response;
    response.body = receipt_json(sent->receipt);
    return response;
}

}  // namespace caritas::web
