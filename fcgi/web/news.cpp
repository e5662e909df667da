// Answers from what is in memory already.
#include "web/news.h"

#include "core/secret.h"
#include "web/events.h"
#include "web/held_signals.h"
#include "web/shape.h"

#include <algorithm>
#include <map>

namespace caritas::web {
namespace {

// At most this many messages are read without a full refresh, which pages.
constexpr std::uint64_t kMostFetched = 8;

chat::Move* find(chat::Moves& seen, chat::Stream stream) {
    const auto found = std::find_if(seen.begin(), seen.end(), [stream](const chat::Move& move) { return move.stream == stream; });
    return found == seen.end() ? nullptr : &*found;
}

bool is_queue(const chat::Move& move) {
    return move.stream.kind == chat::StreamKind::queue;
}

// The queue at least as far as the waiter must see it; null if the topic is gone.
std::shared_ptr<const chat::Queue> read(QueueBoard& board, chat::Move& seen, const chat::Moves& newer, Time now) {
    std::uint64_t at_least = seen.seq;
    for (const chat::Move& move : newer) {
        if (move.stream == seen.stream) at_least = move.seq;
    }
    auto queue = board.at_least(seen.stream.id, at_least, now);
    if (queue) seen.seq = queue->topic.queue_seq;
    return queue;
}

// Returns nullopt if the seeker is not in the queue any more.
std::optional<QueueView> view_of(const chat::Queue& queue, chat::Id chat_id, Time now) {
    QueueView view{0, queue.topic.open, queue.counselors_online};
    for (const chat::Request& request : queue.requests) {
        // As chat::position counts.
        if (request.place_until > now && (!request.away || request.id == chat_id)) ++view.position;
        if (request.id == chat_id) return view;
    }
    return std::nullopt;
}

QueueNews seeker_news(live::Waiter& waiter, QueueBoard& board, const chat::Moves& newer, Time now) {
    Poll& poll = poll_of(waiter);
    chat::Move* seen = find(waiter.seen, newer.front().stream);
    if (!poll.queue || newer.size() != 1 || seen == nullptr) return {};
    const auto queue = read(board, *seen, newer, now);
    const auto view = queue ? view_of(*queue, poll.person.id, now) : std::nullopt;
    if (!view) return {};
    QueueNews news{true, moved_queue(*poll.queue, *view)};
    poll.queue = view;
    return news;
}

QueueNews counselor_news(live::Waiter& waiter, QueueBoard& board, const chat::Moves& newer, Time now) {
    std::map<chat::Id, Json::Value> requests;  // in the order of the queue, over all topics
    for (chat::Move& seen : waiter.seen) {
        if (!is_queue(seen)) continue;
        const auto queue = read(board, seen, newer, now);
        if (!queue) return {};
        for (const chat::Request& request : queue->requests) {
            if (request.place_until > now) requests.emplace(request.id, request_json(request, queue->topic, poll_of(waiter).language));
        }
    }
    QueueNews news{true, Response{}};
    Json::Value& list = news.answer->body["requests"] = Json::Value(Json::arrayValue);
    for (auto& [id, request] : requests) list.append(std::move(request));
    return news;
}

// Returns false if the chat's name is not known: the full look leaves it out.
bool add_signal(const live::Waiter& waiter, const chat::Move& move, const ChatNames& names, Json::Value& body) {
    Json::Value signal;
    const bool is_read = move.stream.kind == chat::StreamKind::read_seeker || move.stream.kind == chat::StreamKind::read_counselor;
    if (is_read) {
        signal["read"] = Json::UInt64(move.seq);
    } else {
        signal["typing"] = true;
    }
    if (poll_of(waiter).is_counselors()) {
        const auto name = names(move.stream.id);
        if (!name) return false;
        signal["chat"] = to_hex(*name);
    }
    body["signals"].append(std::move(signal));
    return true;
}

void add_messages(const live::Waiter& waiter, const Recent::Messages& messages, Json::Value& body) {
    Json::Value& list = body["messages"] = Json::Value(Json::arrayValue);
    for (const auto& written : messages) {
        Json::Value& message = list.append(message_json(written->message));
        if (poll_of(waiter).is_counselors()) message["chat"] = to_hex(written->public_id);
    }
    body["more"] = false;
}

}  // namespace

std::optional<Response> message_news(live::Waiter& waiter, const Recent& recent, const chat::Moves& newer, const ChatNames& names) {
    if (newer.empty() && poll_of(waiter).held.empty()) return std::nullopt;
    Recent::Messages all;
    for (const chat::Move& move : newer) {
        if (chat::is_signal(move.stream.kind)) continue;
        const auto messages = recent.between(move.stream, find(waiter.seen, move.stream)->seq, move.seq);
        if (!messages || all.size() + messages->size() > kMostMessages) return std::nullopt;
        all.insert(all.end(), messages->begin(), messages->end());
    }
    Response response;
    const std::vector<HeldSignal> held = poll_of(waiter).held;
    for (const chat::Move& signal : take_signals(waiter, newer)) {
        if (add_signal(waiter, signal, names, response.body)) continue;
        poll_of(waiter).held = held;  // the full look puts them back
        return std::nullopt;
    }
    for (const chat::Move& move : newer) find(waiter.seen, move.stream)->seq = move.seq;
    if (!all.empty()) add_messages(waiter, all, response.body);
    return response;
}

bool fetch_messages(const live::Waiter& waiter, const chat::Moves& newer, db::Pool& pool, Recent& recent) {
    if (newer.size() != 1 || newer.front().stream.kind != chat::StreamKind::chat) return false;
    const chat::Stream stream = newer.front().stream;
    const std::uint64_t upto = newer.front().seq;
    const auto seen = std::find_if(waiter.seen.begin(), waiter.seen.end(), [&](const chat::Move& move) { return move.stream == stream; });
    if (upto - seen->seq > kMostFetched) return false;
    const Poll& poll = poll_of(waiter);
    try {
        const auto db = pool.lease();
        const chat::Role reader = poll.is_counselors() ? chat::Role::counselor : chat::Role::seeker;
        for (chat::Written& message : chat::messages_for(*db, reader, poll.token_hash, stream.id, seen->seq, upto)) {
            recent.add(std::make_shared<const chat::Written>(std::move(message)), std::chrono::steady_clock::now());
        }
        return true;
    } catch (const db::Error&) {
        return false;
    }
}

std::optional<Response> moved_queue(const QueueView& shown, const QueueView& now) {
    if (shown == now) return std::nullopt;
    Response response;
    response.body["queue"] = queue_json(now);
    return response;
}

QueueNews queue_news(live::Waiter& waiter, QueueBoard& board, const chat::Moves& newer, Time now) {
    if (newer.empty() || !std::all_of(newer.begin(), newer.end(), is_queue)) return {};
    return poll_of(waiter).is_counselors() ? counselor_news(waiter, board, newer, now) : seeker_news(waiter, board, newer, now);
}

}  // namespace caritas::web
