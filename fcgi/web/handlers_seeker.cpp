// What a seeker does: join the queue, begin, write, leave, end.
#include "chat/presence_store.h"
#include "chat/queue_store.h"
#include "chat/topic_store.h"
#include "core/secret.h"
#include "web/events.h"
#include "web/handlers.h"
#include "web/message_body.h"
#include "web/shape.h"

namespace caritas::web {
namespace {

constexpr std::size_t kLongestSlug = 64;
constexpr std::size_t kLongestId = 64;

Response chat_response(Call& call, chat::Chat chat) {
    std::optional<QueueView> queue;
    if (chat.state == chat::State::waiting) {
        queue =
            QueueView{chat::position(call.db, chat.topic.id, chat.id), chat.topic.open, chat::counselors_online(call.db, chat.topic.id)};
    }
    chat::note_sign_out(call.db, chat);
    Response response;
    response.body["chat"] = seeker_chat_json(chat, queue, call.app.config, call.app.keys, call.language());
    return response;
}

// The chat of a living session that came with the call, if there is one.
std::optional<chat::Chat> living_chat(Call& call) {
    const auto token = cookie(call.request.cookies, kSeekerCookie);
    if (!token) return std::nullopt;
    auto session = chat::find_seeker_session(call.db, sha256(*token));
    if (!session || chat::end_of(*session)) return std::nullopt;
    return std::move(session->chat);
}

// Withdraws or ends, whichever the state needs. False if somebody else was quicker and it is to be looked at again.
bool finish(Call& call, const chat::Chat& chat, bool quick_exit, std::string_view reason) {
    const auto moves = chat.state == chat::State::waiting ? chat::withdraw(call.db, chat.id, chat.topic.id, quick_exit, reason)
                                                          : chat::end_by_seeker(call.db, chat.id, quick_exit, reason);
    if (moves) call.app.tell(*moves);
    return moves.has_value();
}

// A request can be accepted between the look and the withdrawal: then it is a chat to end.
void finish_surely(Call& call, chat::Chat chat, bool quick_exit, std::string_view reason) {
    if (finish(call, chat, quick_exit, reason)) return;
    chat.state = chat::State::accepted;
    finish(call, chat, quick_exit, reason);
}

void refuse_second_topic(const chat::Chat& chat) {
    Refusal refusal(Code::waiting_elsewhere);
    refusal.topic_slug = chat.topic.slug;
    refusal.topic_name_de = chat.topic.name_de;
    refusal.topic_name_en = chat.topic.name_en;
    throw refusal;
}

}  // namespace

Outcome seeker_enqueue(Call& call) {
    const Fields fields(call.request, {"topic", "clientId", "publicKey", "leaveOther"});
    // Each repeat without a cookie makes a token.
    const std::string enqueue_hash = sha256(parse_id(fields.text("clientId", kLongestId)));
    call.app.pace.keep(enqueue_hash, std::chrono::steady_clock::now());
    const std::string public_key = fields.bytes("publicKey", kPublicKeyBytes, kPublicKeyBytes);
    const bool leave_other = fields.flag("leaveOther");
    const auto topic = chat::find_topic(call.db, fields.text("topic", kLongestSlug));
    if (!topic) throw Refusal(Code::unknown_topic);
    auto other = living_chat(call);
    if (other && other->topic.id == topic->id) return chat_response(call, *other);  // its key stays: another tab may hold it
    if (other && !leave_other) refuse_second_topic(*other);
    const std::string token = new_token();
    const std::string token_hash = sha256(token);
    const ChatConfig& config = call.app.config.chat;
    const chat::SealedShare share = call.app.keys.seal_share(chat::epoch_at(call.app.time.now()), new_share());
    const auto enqueued =
        chat::enqueue(call.db, {topic->id, enqueue_hash, token_hash, public_key, config.patience, config.max_waiting, share});
    if (enqueued.outcome == chat::EnqueueOutcome::closed) throw Refusal(Code::topic_closed);
    if (enqueued.outcome == chat::EnqueueOutcome::full) throw Refusal(Code::queue_full);
    call.app.tell(enqueued.moves);
    // Only now: whoever is refused keeps the other place.
    if (other) finish_surely(call, std::move(*other), false, "elsewhere");
    const auto session = chat::find_seeker_session(call.db, token_hash);
    if (!session) throw Refusal(Code::no_session);
    if (const auto reason = chat::end_of(*session)) throw Refusal::ended(*reason);
    Response response = chat_response(call, *session->chat);
    response.status = enqueued.outcome == chat::EnqueueOutcome::joined ? 201 : 200;
    response.cookies.push_back(set_cookie(kSeekerCookie, token));
    return response;
}

Outcome seeker_withdraw(Call& call) {
    const Fields fields(call.request, {"clientId"});
    auto session = chat::find_enqueued(call.db, sha256(parse_id(fields.text("clientId", kLongestId))));
    if (session && !chat::end_of(*session)) finish_surely(call, std::move(*session->chat), false, chat::name_of(chat::EndedBy::seeker));
    return Response{};
}

Outcome seeker_share(Call& call) {
    const auto session = chat::find_seeker_session(call.db, call.token_hash);
    const auto share = session ? call.app.keys.open_share(session->share) : std::nullopt;
    if (!share) throw Refusal(Code::no_session);
    Response response;
    response.body["share"] = to_hex(*share);
    return response;
}

Outcome seeker_replace_key(Call& call) {
    call.app.pace.keep(call.token_hash, std::chrono::steady_clock::now());
    const Fields fields(call.request, {"publicKey"});
    const auto moves = chat::replace_seeker_key(call.db, call.seeker->id, call.seeker->topic.id,
                                                fields.bytes("publicKey", kPublicKeyBytes, kPublicKeyBytes));
    if (!moves) throw Refusal(Code::key_changed);
    call.app.tell(*moves);
    return Response{};
}

Outcome seeker_begin(Call& call) {
    chat::Chat& chat = *call.seeker;
    if (chat.state == chat::State::waiting) throw Refusal(Code::not_accepted);
    if (const auto move = chat::begin(call.db, chat.id)) call.app.tell({*move});
    const auto session = chat::find_seeker_session(call.db, call.token_hash);
    if (!session) throw Refusal(Code::no_session);
    if (const auto reason = chat::end_of(*session)) throw Refusal::ended(*reason);
    return chat_response(call, *session->chat);
}

Outcome seeker_send(Call& call) {
    const std::string client_id = parse_id(call.arguments[0]);
    const std::string_view body = message_body(call.request);
    const chat::State state = call.seeker->state;
    const Code refused = state == chat::State::waiting    ? Code::not_accepted
                         : state == chat::State::accepted ? Code::not_begun
                                                          : Code::chat_over;
    return store_message(call, {call.seeker->id, chat::Role::seeker, client_id, body}, refused);
}

Outcome seeker_read(Call& call) {
    const Fields fields(call.request, {"seq"});
    if (const auto signal = chat::seeker_read(call.db, call.seeker->id, fields.number("seq"))) call.app.tell({*signal});
    return Response{};
}

Outcome seeker_typing(Call& call) {
    if (!chat::may(chat::Verb::send, chat::Role::seeker, call.seeker->state)) throw Refusal(Code::not_begun);
    call.app.tell({{{chat::StreamKind::typing_seeker, call.seeker->id}, now_as_position(call)}});
    return Response{};
}

Outcome seeker_leave(Call& call) {
    const ChatConfig& config = call.app.config.chat;
    chat::PresencePace pace{config.presence_apart};
    call.app.tell(chat::seeker_left(call.db, call.seeker->id, config.leave_grace, page_of(call.request), &pace));
    if (pace.held) call.app.look_at_presence_later({chat::StreamKind::chat, call.seeker->id});
    return Response{};
}

Outcome seeker_end(Call& call) {
    const Fields fields(call.request, {"quickExit"});
    finish_surely(call, *call.seeker, fields.flag("quickExit"), chat::name_of(chat::EndedBy::seeker));
    Response response;
    end_session(response, kSeekerCookie);
    return response;
}

}  // namespace caritas::web
