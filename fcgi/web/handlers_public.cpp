// What anybody may read: the house and its topics.
#include "chat/topic_store.h"
#include "web/handlers.h"
#include "web/shape.h"

namespace caritas::web {

Outcome get_site(Call& call) {
    Response response;
    response.body = site_json(call.app.config, call.language());
    return response;
}

Outcome get_topics(Call& call) {
    Response response;
    response.body["topics"] = Json::Value(Json::arrayValue);
    for (const chat::Topic& topic : chat::list_topics(call.db)) {
        Json::Value entry = topic_name_json(topic, call.language());
        entry["open"] = topic.open;
        response.body["topics"].append(entry);
    }
    return response;
}

Outcome get_topic(Call& call) {
    const auto topic = chat::find_topic(call.db, call.arguments[0]);
    if (!topic) throw Refusal(Code::unknown_topic);
    Response response;
    response.body["site"] = site_json(call.app.config, call.language());
    response.body["topic"] = portal_json(*topic, call.app.config, call.language());
    // Saves a first visit the call that would look for a session. Whether it is alive that call says.
    response.body["hasSession"] = cookie(call.request.cookies, kSeekerCookie).has_value();
    return response;
}

}  // namespace caritas::web
