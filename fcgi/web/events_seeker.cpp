// The seeker's long poll: the one chat, its messages, and the queue while waiting.
#include "chat/message_store.h"
#include "chat/presence_store.h"
#include "chat/queue_store.h"
#include "web/events.h"
#include "web/handlers.h"
#include "web/shape.h"

namespace caritas::web {
namespace {

chat::Stream chat_stream(const chat::Chat& chat) {
    return {chat::StreamKind::chat, chat.id};
}
chat::Stream queue_stream(const chat::Chat& chat) {
    return {chat::StreamKind::queue, chat.topic.id};
}

chat::Stream read_stream(const chat::Chat& chat) {
    return {chat::StreamKind::read_counselor, chat.id};
}

// A signal that was lost is found by the look after it.
bool has_read(const live::Cursor& cursor, const chat::Chat& chat) {
    const auto seen = cursor.find(read_stream(chat));
    return seen && *seen != chat.read_seq;
}

bool has_moved(const live::Cursor& cursor, chat::Stream stream, std::uint64_t seq) {
    const auto seen = cursor.find(stream);
    return !seen || *seen != seq;
}

void renew_presence(Call& call) {
    chat::Chat& chat = *call.seeker;
    const auto& request = call.request;
    chat::PresencePace pace{call.app.config.chat.presence_apart};
    const auto moves = chat::seeker_seen(call.db, chat, is_fresh(request), call.app.config.chat.patience, page_of(request), &pace);
    if (pace.held) call.app.look_at_presence_later(chat_stream(chat));
    if (moves.empty()) return;
    call.app.tell(moves);
    auto session = chat::find_seeker_session(call.db, call.token_hash);
    if (!session) throw Refusal(Code::no_session);
    if (const auto reason = chat::end_of(*session)) throw Refusal::ended(*reason);
    chat = *std::move(session->chat);
}

QueueView queue_of(Call& call) {
    const chat::Chat& chat = *call.seeker;
    return {chat::position(call.db, chat.topic.id, chat.id), chat.topic.open, chat::counselors_online(call.db, chat.topic.id)};
}

// `upto`: how far the messages of this look reach.
Polled standing_of(const Call& call, std::uint64_t upto) {
    const chat::Chat& chat = *call.seeker;
    Polled polled;
    polled.person = chat_stream(chat);
    polled.token_hash = call.token_hash;
    polled.standing.seen.push_back({chat_stream(chat), upto});
    if (chat.state == chat::State::waiting) {
        polled.standing.seen.push_back({queue_stream(chat), chat.topic.queue_seq});
    } else {
        polled.standing.seen.push_back({read_stream(chat), chat.read_seq});
        polled.standing.seen.push_back({{chat::StreamKind::typing_counselor, chat.id}, now_as_position(call)});
    }
    polled.standing.look_again = chat::open_until(chat);
    return polled;
}

}  // namespace

Outcome seeker_events(Call& call) {
    const auto after = cursor_of(call.request);
    // Only a poll that arrives is a sign of life. One that is parked may be that of a page which has just said that it was left; if not, it
    // is woken by the same news, and its page asks again. One that was sent before and arrives after is known by the name of its page.
    if (call.arriving) renew_presence(call);
    const chat::Chat& chat = *call.seeker;
    const bool waiting = chat.state == chat::State::waiting;
    const bool own_news = !after || has_moved(*after, chat_stream(chat), chat.last_seq) || has_read(*after, chat);
    const bool queue_moved = waiting && after && has_moved(*after, queue_stream(chat), chat.topic.queue_seq);
    if (!own_news && !queue_moved) return standing_of(call, chat.last_seq);

    const std::uint64_t seen = after ? after->find(chat_stream(chat)).value_or(0) : 0;
    const auto page = chat::messages_between(call.db, chat.id, seen, chat.last_seq, kMostMessages);
    Polled polled = standing_of(call, page.more ? page.messages.back().seq : chat.last_seq);
    if (waiting) polled.standing.queue = queue_of(call);
    chat::note_sign_out(call.db, *call.seeker);
    Json::Value& body = polled.news.emplace().body;
    body["chat"] = seeker_chat_json(chat, polled.standing.queue, call.app.config, call.app.keys, call.language());
    body["messages"] = Json::Value(Json::arrayValue);
    for (const chat::Message& message : page.messages) body["messages"].append(message_json(message));
    body["more"] = page.more;
    polled.rests = !page.more && chat.seeker_present;
    polled.only_queue = !own_news;
    return polled;
}

}  // namespace caritas::web
