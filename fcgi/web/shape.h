// From the stores' types to the API's JSON; the fields are described in API.md.
#pragma once

#include "chat/chat_store.h"
#include "chat/epoch_keys.h"
#include "core/config.h"
#include "web/request.h"
#include "web/standing.h"

#include <json/json.h>

namespace caritas::web {

Json::Value site_json(const Config& config, Language language);
/// {slug, name}
Json::Value topic_name_json(const chat::Topic& topic, Language language);
Json::Value portal_json(const chat::Topic& topic, const Config& config, Language language);

/// {position, topicOpen, counselorsOnline}
Json::Value queue_json(const QueueView& queue);
/// Takes the outer seal off the conversation's key: for whoever may see the chat.
Json::Value seeker_chat_json(const chat::Chat& chat, const std::optional<QueueView>& queue, const Config& config,
                             const chat::EpochKeys& keys, Language language);
Json::Value counselor_chat_json(const chat::CounselorChat& entry, const chat::EpochKeys& keys, Language language);

/// A line of the list of first inquiries.
Json::Value request_json(const chat::Request& request, const chat::Topic& topic, Language language);

Json::Value message_json(const chat::Message& message);
Json::Value receipt_json(const chat::Receipt& receipt);
Json::Value me_json(const chat::Counselor& counselor, const std::vector<chat::Topic>& topics, Language language);

}  // namespace caritas::web
