// The counselor's long poll: the requests of all topics and all own chats, in one call.
#include "chat/message_store.h"
#include "chat/presence_store.h"
#include "chat/queue_store.h"
#include "chat/topic_store.h"
#include "core/secret.h"
#include "web/events.h"
#include "web/handlers.h"
#include "web/shape.h"

#include <algorithm>

namespace caritas::web {
namespace {

using chat::Stream;
using chat::StreamKind;

bool has_moved(const std::optional<live::Cursor>& after, Stream stream, std::uint64_t seq) {
    if (!after) return true;
    const auto seen = after->find(stream);
    return !seen || *seen != seq;
}

// One look: what the counselor may see now against what the cursor says was seen.
class Look {
public:
    Look(Call& call, std::optional<live::Cursor> after)
        : call_(call),
          after_(std::move(after)),
          me_(call.counselor->counselor),
          topics_(chat::topics_of_counselor(call.db, me_.id)),
          active_(chat::active_chats(call.db, me_.id)) {}

    Polled run() {
        find_changes();
        Polled polled;
        polled.person = {StreamKind::inbox, me_.id};
        polled.token_hash = call_.token_hash;
        if (inbox_moved_ || queue_moved_ || !changed_.empty()) {
            Json::Value& body = polled.news.emplace().body;
            if (queue_moved_) add_requests(body);
            add_chats(body);
            body["more"] = more_;
        }
        polled.rests = !more_ && me_.present;
        polled.standing = {next_.moves(), next_window(), std::nullopt};
        return polled;
    }

private:
    void find_changes() {
        const Stream inbox{StreamKind::inbox, me_.id};
        inbox_moved_ = has_moved(after_, inbox, me_.inbox_seq);
        next_.set(inbox, me_.inbox_seq);
        queue_moved_ = inbox_moved_;
        for (const chat::Topic& topic : topics_) {
            const Stream queue{StreamKind::queue, topic.id};
            queue_moved_ = queue_moved_ || has_moved(after_, queue, topic.queue_seq);
            next_.set(queue, topic.queue_seq);
        }
        for (const chat::ChatPosition& position : active_) {
            const Stream stream{StreamKind::chat, position.id};
            if (has_moved(after_, stream, position.last_seq)) changed_.push_back(position.id);
            next_.set(stream, position.last_seq);
            find_signals(position);
        }
        if (after_) find_ended();
    }

    // How far the seeker has read, where the signal was lost; of typing nothing is found later.
    void find_signals(const chat::ChatPosition& position) {
        const Stream read{StreamKind::read_seeker, position.id};
        const auto seen = after_ ? after_->find(read) : std::nullopt;
        const bool listed = !changed_.empty() && changed_.back() == position.id;
        if (seen && *seen != position.seeker_read_seq && !listed) changed_.push_back(position.id);
        next_.set(read, position.seeker_read_seq);
        next_.set({StreamKind::typing_seeker, position.id}, now_as_position(call_));
    }

    // What was active when the cursor was made and is not any more: it ended, by somebody or by the window.
    void find_ended() {
        for (const auto& [stream, seq] : after_->positions()) {
            if (stream.kind != StreamKind::chat) continue;
            const bool active = std::any_of(active_.begin(), active_.end(), [id = stream.id](const auto& chat) { return chat.id == id; });
            if (!active) changed_.push_back(stream.id);
        }
    }

    void add_requests(Json::Value& body) {
        body["requests"] = Json::Value(Json::arrayValue);
        for (const chat::Request& request : chat::requests_for(call_.db, me_.id)) {
            const auto topic = std::find_if(topics_.begin(), topics_.end(), [&](const auto& t) { return t.id == request.topic_id; });
            if (topic == topics_.end()) continue;  // assigned between the two queries; its queue moved as well
            body["requests"].append(request_json(request, *topic, call_.language()));
        }
    }

    void add_chats(Json::Value& body) {
        body["chats"] = Json::Value(Json::arrayValue);
        body["messages"] = Json::Value(Json::arrayValue);
        body["chatsComplete"] = inbox_moved_;
        if (inbox_moved_) {
            for (const auto& entry : chat::chats_of_counselor(call_.db, me_.id)) {
                body["chats"].append(counselor_chat_json(entry, call_.app.keys, call_.language()));
            }
        }
        if (!after_) return;  // a page that opens loads a history when it shows it
        for (const chat::Id id : changed_) add_changed(body, id);
    }

    void add_changed(Json::Value& body, chat::Id id) {
        const auto entry = chat::chat_of_counselor(call_.db, me_.id, id);
        if (!entry) return;
        const bool erased = entry->chat.state == chat::State::erased;
        if (!inbox_moved_ || erased) body["chats"].append(counselor_chat_json(*entry, call_.app.keys, call_.language()));
        if (!erased) add_messages(body, entry->chat);
    }

    void add_messages(Json::Value& body, const chat::Chat& chat) {
        const Stream stream{StreamKind::chat, chat.id};
        const std::uint64_t seen = after_->find(stream).value_or(0);
        const std::size_t room = kMostMessages - body["messages"].size();
        const auto page = chat::messages_between(call_.db, chat.id, seen, chat.last_seq, room);
        for (const chat::Message& message : page.messages) {
            Json::Value json = message_json(message);
            json["chat"] = to_hex(chat.public_id);
            body["messages"].append(json);
        }
        const bool ended = chat.state == chat::State::ended;
        if (page.more || room == 0) {  // not all of them: go on from here
            more_ = true;
            next_.set(stream, page.messages.empty() ? seen : page.messages.back().seq);
        } else if (!ended) {
            next_.set(stream, chat.last_seq);
        }
    }

    [[nodiscard]] std::optional<Time> next_window() const {
        std::optional<Time> next;
        for (const chat::ChatPosition& chat : active_) next = next ? std::min(*next, chat.open_until) : chat.open_until;
        return next;
    }

    Call& call_;
    std::optional<live::Cursor> after_;
    const chat::Counselor& me_;
    std::vector<chat::Topic> topics_;
    std::vector<chat::ChatPosition> active_;
    live::Cursor next_;
    bool inbox_moved_ = false;
    bool queue_moved_ = false;
    bool more_ = false;
    std::vector<chat::Id> changed_;
};

}  // namespace

Outcome counselor_events(Call& call) {
    auto after = cursor_of(call.request);
    if (call.arriving) {
        chat::PresencePace pace{call.app.config.chat.presence_apart};
        call.app.tell(chat::counselor_seen(call.db, call.counselor->counselor, &pace));
        if (pace.held) call.app.look_at_presence_later({StreamKind::inbox, call.counselor->counselor.id});
        call.counselor->counselor.present = true;
    }
    return Look(call, std::move(after)).run();
}

}  // namespace caritas::web
