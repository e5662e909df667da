// Polls as requests.
#include "web/poll.h"

#include "live/cursor.h"

namespace caritas::web {
namespace {

constexpr std::string_view kSeekerEvents = "/api/v1/seeker/events";
constexpr std::string_view kCounselorEvents = "/api/v1/counselor/events";

}  // namespace

Request request_of(const live::Waiter& waiter) {
    const Poll& poll = poll_of(waiter);
    Request request;
    request.method = "GET";
    request.path = poll.is_counselors() ? kCounselorEvents : kSeekerEvents;
    request.query = "after=" + live::Cursor::encode(waiter.seen);
    request.accept_language = poll.language == Language::german ? "de" : "en";
    return request;
}

bool is_poll(const Request& request) {
    return request.method == "GET" && (request.path == kSeekerEvents || request.path == kCounselorEvents);
}

}  // namespace caritas::web
