// Cookies, headers and bodies.
#include "web/response.h"

#include "chat/device_store.h"

#include <memory>
#include <sstream>

namespace caritas::web {
namespace {

constexpr int kRetrySeconds = 2;

// A writer reads its settings when it is made, which takes longer than most answers.
Json::StreamWriter& writer() {
    thread_local const std::unique_ptr<Json::StreamWriter> made = [] {
        Json::StreamWriterBuilder settings;
        settings["indentation"] = "";
        settings["emitUTF8"] = true;
        return std::unique_ptr<Json::StreamWriter>(settings.newStreamWriter());
    }();
    return *made;
}

// The object's text with `now` as its first member.
std::string to_text(const Json::Value& object, Time now) {
    std::ostringstream out;
    writer().write(object, &out);
    std::string text = std::move(out).str();
    text.insert(1, "\"now\":" + std::to_string(millis(now)) + (object.empty() ? "" : ","));
    return text;
}

}  // namespace

std::string set_cookie(std::string_view name, std::string_view token) {
    return std::string(name) + "=" + std::string(token) + "; Path=/; Secure; HttpOnly; SameSite=Strict";
}

std::string set_device_cookie(std::string_view token) {
    return std::string(kDeviceCookie) + "=" + std::string(token) + "; Path=/api/v1/counselor; Secure; HttpOnly; SameSite=Strict; Max-Age=" +
           std::to_string(std::chrono::seconds(chat::kDeviceLasts).count());
}

std::string clear_cookie(std::string_view name) {
    return set_cookie(name, "") + "; Max-Age=0";
}

void end_session(Response& response, std::string_view name) {
    response.cookies.push_back(clear_cookie(name));
    if (name == kSeekerCookie) response.cookies.push_back(clear_cookie(kLeftCookie));
}

std::string serialize(const Response& response, Time now) {
    std::string text = "Status: " + std::to_string(response.status) + "\r\nCache-Control: no-store\r\nContent-Type: ";
    text += response.bytes ? "application/octet-stream\r\nContent-Disposition: attachment\r\n" : "application/json; charset=utf-8\r\n";
    if (response.retry_after > 0) text += "Retry-After: " + std::to_string(response.retry_after) + "\r\n";
    for (const std::string& cookie : response.cookies) text += "Set-Cookie: " + cookie + "\r\n";
    return text + "\r\n" + (response.bytes ? *response.bytes : to_text(response.body, now));
}

Response refusal(const Refusal& refusal, Language language) {
    Response response;
    response.status = status_of(refusal.code());
    response.retry_after = refusal.retry_after;
    Json::Value& error = response.body["error"];
    error["code"] = std::string(name_of(refusal.code()));
    error["message"] = sentence(refusal, language);
    if (refusal.reason) error["reason"] = *refusal.reason;
    if (refusal.topic_slug) {
        error["topic"]["slug"] = *refusal.topic_slug;
        error["topic"]["name"] = (language == Language::german ? refusal.topic_name_de : refusal.topic_name_en).value_or("");
    }
    if (refusal.challenge) {
        error["challenge"] = *refusal.challenge;
        error["bits"] = refusal.bits;
        response.retry_after = 1;
    }
    if (refusal.code() == Code::unavailable) response.retry_after = kRetrySeconds;
    return response;
}

}  // namespace caritas::web
