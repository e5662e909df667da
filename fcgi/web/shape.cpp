// JSON for each thing the API speaks of.
#include "web/shape.h"

#include "core/secret.h"
#include "web/response.h"

namespace caritas::web {
namespace {

Json::Value time_json(const std::optional<Time>& time) {
    return time ? Json::Value(Json::Int64(millis(*time))) : Json::Value();
}

Json::Value text_json(const std::optional<std::string>& text) {
    return text ? Json::Value(*text) : Json::Value();
}

const std::string& name_in(const chat::Topic& topic, Language language) {
    return language == Language::german ? topic.name_de : topic.name_en;
}

const std::string& team_name_in(const chat::Topic& topic, Language language) {
    return language == Language::german ? topic.team_name_de : topic.team_name_en;
}

// `wrapped`: null where the key of the epoch is destroyed, or somebody has changed the row.
Json::Value keys_json(const chat::Chat& chat, chat::Role reader, const std::string& sealed, const chat::EpochKeys& keys) {
    const auto wrapped = keys.open(chat.keys->epoch, sealed, chat::outer_bound(chat.public_id, reader));
    Json::Value json;
    json["seeker"] = to_hex(chat.seeker_public_key);
    json["counselor"] = to_hex(chat.keys->counselor_public_key);
    json["wrapped"] = wrapped ? Json::Value(to_hex(*wrapped)) : Json::Value();
    return json;
}

Json::Value sender_json(chat::Role role) {
    return std::string(name_of(role));
}

}  // namespace

Json::Value site_json(const Config& config, Language language) {
    Json::Value site;
    site["name"] = config.site.name;
    site["claim"] = language == Language::german ? config.site.claim_de : config.site.claim_en;
    site["exitUrl"] = config.site.exit_url;
    site["maxFileBytes"] = Json::Int64(config.chat.max_file_mib * 1024 * 1024);
    site["maxCharacters"] = Json::Int64(config.chat.max_characters);
    return site;
}

Json::Value topic_name_json(const chat::Topic& topic, Language language) {
    Json::Value json;
    json["slug"] = topic.slug;
    json["name"] = name_in(topic, language);
    return json;
}

Json::Value portal_json(const chat::Topic& topic, const Config& config, Language language) {
    Json::Value json = topic_name_json(topic, language);
    json["summary"] = language == Language::german ? topic.summary_de : topic.summary_en;
    json["address"] = topic.address;
    json["teamName"] = team_name_in(topic, language);
    json["open"] = topic.open;
    json["onlineCounsellingUrl"] = text_json(topic.online_counselling_url);
    json["offerAfterSeconds"] = Json::Int64(std::chrono::seconds(config.chat.offer_after).count());
    return json;
}

Json::Value queue_json(const QueueView& queue) {
    Json::Value json;
    json["position"] = Json::Int64(queue.position);
    json["topicOpen"] = queue.open;
    json["counselorsOnline"] = queue.counselors_online;
    return json;
}

Json::Value seeker_chat_json(const chat::Chat& chat, const std::optional<QueueView>& queue, const Config& config,
                             const chat::EpochKeys& keys, Language language) {
    Json::Value json;
    json["id"] = to_hex(chat.public_id);
    json["number"] = Json::Int64(chat.number.value_or(0));
    json["topic"] = topic_name_json(chat.topic, language);
    json["topic"]["address"] = chat.topic.address;
    json["state"] = std::string(chat::name_of(chat.state));
    json["enqueuedAt"] = Json::Int64(millis(chat.enqueued_at));
    json["publicKey"] = to_hex(chat.seeker_public_key);
    json["keys"] = chat.keys ? keys_json(chat, chat::Role::seeker, chat.keys->for_seeker, keys) : Json::Value();
    json["topicOpen"] = chat.topic.open;
    json["onlineCounsellingUrl"] = text_json(chat.topic.online_counselling_url);
    json["offerAfterSeconds"] = Json::Int64(std::chrono::seconds(config.chat.offer_after).count());
    if (queue) {
        json["position"] = Json::Int64(queue->position);
        json["counselorsOnline"] = queue->counselors_online;
    }
    if (chat.accepted_at) {
        json["acceptedAt"] = time_json(chat.accepted_at);
        json["openUntil"] = time_json(chat::open_until(chat));
        json["counselorName"] = chat.counselor_display_name.value_or(team_name_in(chat.topic, language));
        json["counselorPresent"] = chat.counselor_present;
        json["counselorSignedOut"] = chat.counselor_signed_out;
        json["counselorReadSeq"] = Json::UInt64(chat.read_seq);
        json["readSeq"] = Json::UInt64(chat.seeker_read_seq);
    }
    return json;
}

Json::Value counselor_chat_json(const chat::CounselorChat& entry, const chat::EpochKeys& keys, Language language) {
    const chat::Chat& chat = entry.chat;
    Json::Value json;
    json["id"] = to_hex(chat.public_id);
    json["number"] = chat.number ? Json::Value(Json::Int64(*chat.number)) : Json::Value();
    json["topic"] = topic_name_json(chat.topic, language);
    json["kind"] = "live";
    json["state"] = std::string(chat::name_of(chat.state));
    json["endedBy"] = chat.ended_by ? Json::Value(std::string(chat::name_of(*chat.ended_by))) : Json::Value();
    json["quickExit"] = chat.quick_exit;
    json["acceptedAt"] = time_json(chat.accepted_at);
    json["beganAt"] = time_json(chat.began_at);
    json["endedAt"] = time_json(chat.ended_at);
    json["openUntil"] = time_json(chat::open_until(chat));
    json["readableUntil"] = time_json(chat::readable_until(chat));
    json["keys"] = chat.keys ? keys_json(chat, chat::Role::counselor, chat.keys->for_counselor, keys) : Json::Value();
    json["seekerPresent"] = chat.seeker_present;
    json["lastSeq"] = Json::UInt64(chat.last_seq);
    json["readSeq"] = Json::UInt64(chat.read_seq);
    json["seekerReadSeq"] = Json::UInt64(chat.seeker_read_seq);
    json["unread"] = Json::Int64(entry.unread);
    json["last"] = Json::Value();
    if (entry.last) {
        json["last"]["clientId"] = to_hex(entry.last->client_id);
        json["last"]["from"] = sender_json(entry.last->sender);
        json["last"]["sentAt"] = Json::Int64(millis(entry.last->sent_at));
        json["last"]["body"] = to_base64(entry.last->body);
    }
    return json;
}

Json::Value request_json(const chat::Request& request, const chat::Topic& topic, Language language) {
    Json::Value json;
    json["id"] = to_hex(request.public_id);
    json["number"] = Json::Int64(request.number);
    json["topic"] = topic_name_json(topic, language);
    json["enqueuedAt"] = Json::Int64(millis(request.enqueued_at));
    json["away"] = request.away;
    json["seekerKey"] = to_hex(request.public_key);
    return json;
}

Json::Value message_json(const chat::Message& message) {
    Json::Value json;
    json["seq"] = Json::UInt64(message.seq);
    json["from"] = sender_json(message.sender);
    json["clientId"] = to_hex(message.client_id);
    json["sentAt"] = Json::Int64(millis(message.sent_at));
    json["body"] = to_base64(message.body);
    return json;
}

Json::Value receipt_json(const chat::Receipt& receipt) {
    Json::Value json;
    json["seq"] = Json::UInt64(receipt.seq);
    json["sentAt"] = Json::Int64(millis(receipt.sent_at));
    if (receipt.nearly_full) json["nearlyFull"] = true;
    return json;
}

Json::Value me_json(const chat::Counselor& counselor, const std::vector<chat::Topic>& topics, Language language) {
    Json::Value json;
    json["login"] = counselor.login;
    json["displayName"] = text_json(counselor.display_name);
    json["topics"] = Json::Value(Json::arrayValue);
    for (const chat::Topic& topic : topics) {
        Json::Value entry = topic_name_json(topic, language);
        entry["teamName"] = team_name_in(topic, language);
        json["topics"].append(entry);
    }
    return json;
}

}  // namespace caritas::web
