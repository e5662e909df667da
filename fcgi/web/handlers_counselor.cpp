// What a counselor does: accept, read, write, end.
#include "chat/queue_store.h"
#include "web/events.h"
#include "web/handlers.h"
#include "web/message_body.h"
#include "web/shape.h"

#include <charconv>

namespace caritas::web {
namespace {

constexpr std::size_t kPage = 500;
// HPKE's encapsulated key, ciphertext and tag (htdocs/js/crypto/FORMAT.md, "Wrapped key").
constexpr std::size_t kWrappedKeyBytes = 80;

bool is_gone(const chat::CounselorChat& entry) {
    return entry.chat.state == chat::State::erased;
}

Response chat_response(const Call& call, const chat::CounselorChat& entry) {
    Response response;
    response.body["chat"] = counselor_chat_json(entry, call.app.keys, call.language());
    return response;
}

std::uint64_t parse_after(const Request& request) {
    const auto parameters = parse_query(request.query);
    const auto found = parameters.find("after");
    if (found == parameters.end()) return 0;
    std::uint64_t after = 0;
    const char* end = found->second.data() + found->second.size();
    const auto [stop, error] = std::from_chars(found->second.data(), end, after);
    if (error != std::errc{} || stop != end) throw Refusal(Code::bad_request);
    return after;
}

}  // namespace

chat::CounselorChat own_chat(Call& call) {
    const auto entry = chat::chat_of_counselor(call.db, call.counselor->counselor.id, parse_id(call.arguments[0]));
    if (!entry || is_gone(*entry)) throw Refusal(Code::not_found);
    return *entry;
}

Outcome counselor_accept(Call& call) {
    const chat::Id me = call.counselor->counselor.id;
    const std::string public_id = parse_id(call.arguments[0]);
    const Fields fields(call.request, {"seekerKey", "forSeeker", "forCounselor"});
    const std::string seeker_key = fields.bytes("seekerKey", kPublicKeyBytes, kPublicKeyBytes);
    const chat::Epoch epoch = chat::epoch_at(call.app.time.now());
    const auto sealed = [&](const char* name, chat::Role reader) {
        return call.app.keys.seal(epoch, fields.bytes(name, kWrappedKeyBytes, kWrappedKeyBytes), chat::outer_bound(public_id, reader));
    };
    const std::string for_seeker = sealed("forSeeker", chat::Role::seeker);
    const std::string for_counselor = sealed("forCounselor", chat::Role::counselor);
    const auto accepted = chat::accept(call.db, {me, public_id, seeker_key, for_seeker, for_counselor, epoch});
    switch (accepted.outcome) {
        case chat::AcceptOutcome::not_found: throw Refusal(Code::not_found);
        case chat::AcceptOutcome::taken: throw Refusal(Code::already_accepted);
        case chat::AcceptOutcome::withdrawn: throw Refusal(Code::request_withdrawn);
        case chat::AcceptOutcome::key_changed: throw Refusal(Code::key_changed);
        case chat::AcceptOutcome::accepted:
        case chat::AcceptOutcome::repeated: break;
    }
    call.app.tell(accepted.moves);
    const auto entry = chat::chat_of_counselor(call.db, me, accepted.chat_id);
    if (!entry || is_gone(*entry)) throw Refusal(Code::not_found);
    return chat_response(call, *entry);
}

Outcome counselor_dismiss(Call& call) {
    const auto dismissed = chat::dismiss(call.db, call.counselor->counselor.id, parse_id(call.arguments[0]));
    switch (dismissed.outcome) {
        case chat::DismissOutcome::not_found: throw Refusal(Code::not_found);
        case chat::DismissOutcome::taken: throw Refusal(Code::already_accepted);
        case chat::DismissOutcome::present: throw Refusal(Code::seeker_present);
        case chat::DismissOutcome::dismissed: break;
    }
    call.app.tell(dismissed.moves);
    return Response{};
}

Outcome counselor_history(Call& call) {
    const std::uint64_t after = parse_after(call.request);
    const auto entry = own_chat(call);
    const auto page = chat::messages_between(call.db, entry.chat.id, after, entry.chat.last_seq, kPage);
    Response response;
    response.body["messages"] = Json::Value(Json::arrayValue);
    for (const chat::Message& message : page.messages) response.body["messages"].append(message_json(message));
    response.body["more"] = page.more;
    return response;
}

Outcome counselor_send(Call& call) {
    const std::string client_id = parse_id(call.arguments[1]);
    const auto entry = own_chat(call);
    return store_message(call, {entry.chat.id, chat::Role::counselor, client_id, message_body(call.request)}, Code::chat_over);
}

Outcome counselor_read(Call& call) {
    const Fields fields(call.request, {"seq"});
    const auto entry = own_chat(call);
    const auto signal = chat::counselor_read(call.db, entry.chat.id, call.counselor->counselor.id, fields.number("seq"));
    if (signal) call.app.tell({*signal});
    return Response{};
}

Outcome counselor_typing(Call& call) {
    const auto entry = own_chat(call);
    if (!chat::may(chat::Verb::send, chat::Role::counselor, entry.chat.state)) throw Refusal(Code::chat_over);
    call.app.tell({{{chat::StreamKind::typing_counselor, entry.chat.id}, now_as_position(call)}});
    return Response{};
}

Outcome counselor_end(Call& call) {
    const chat::Id me = call.counselor->counselor.id;
    const auto entry = own_chat(call);
    const auto moves = chat::end_by_counselor(call.db, entry.chat.id, me);
    if (moves) call.app.tell(*moves);
    const auto now = chat::chat_of_counselor(call.db, me, entry.chat.id);
    if (!now || is_gone(*now)) throw Refusal(Code::not_found);
    // A repeat by the one who ended it gets the first answer.
    const bool ended_here = moves || (now->chat.state == chat::State::ended && now->chat.ended_by == chat::EndedBy::counselor);
    if (!ended_here) throw Refusal(Code::chat_over);
    return chat_response(call, *now);
}

}  // namespace caritas::web
