// An answer, and how it is written for FastCGI.
#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "web/request.h"

#include <json/json.h>

#include <string>
#include <vector>

namespace caritas::web {

struct Response {
    int status = 200;
    Json::Value body = Json::Value(Json::objectValue);
    std::vector<std::string> cookies;  ///< whole Set-Cookie values
    int retry_after = 0;               ///< seconds, 0: no such header
    std::optional<std::string> bytes;  ///< sent as they are instead of `body`, for saving only
};

inline constexpr std::string_view kSeekerCookie = "__Host-seeker";
inline constexpr std::string_view kCounselorCookie = "__Host-counselor";
inline constexpr std::string_view kDeviceCookie = "__Secure-device";  ///< of a browser that has signed in before
/// A seeker's page sets it when it leaves for good, so that the next page tells the server first (htdocs/js/models/leaving.js).
inline constexpr std::string_view kLeftCookie = "__Host-page";

/// HttpOnly, Secure, SameSite=Strict, for the browser's session only.
std::string set_cookie(std::string_view name, std::string_view token);
std::string clear_cookie(std::string_view name);
/// Stays when the browser is closed, and goes to the addresses of counselors only.
std::string set_device_cookie(std::string_view token);

/// Clears a session's cookie, and with a seeker's also kLeftCookie.
void end_session(Response& response, std::string_view name);

/// CGI headers and body (RFC 3875, section 6); `now` goes into a JSON body.
std::string serialize(const Response& response, Time now);

/// What a refusal looks like.
Response refusal(const Refusal& refusal, Language language);

/// The sentence for people that goes with a code; the limit stands in it where there is one.
std::string sentence(const Refusal& refusal, Language language);

inline std::int64_t millis(Time time) {
    return time.time_since_epoch().count();
}

}  // namespace caritas::web
