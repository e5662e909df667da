// The one list of codes and their HTTP statuses (RFC 9110, section 15; 429: RFC 6585, section 4).
#include "core/error.h"

#include <array>

namespace caritas {
namespace {

struct Entry {
    Code code;
    int status;
    const char* name;
};

constexpr std::array kEntries{
    Entry{Code::bad_request, 400, "bad_request"},
    Entry{Code::no_session, 401, "no_session"},
    Entry{Code::session_ended, 401, "session_ended"},
    Entry{Code::foreign_origin, 403, "foreign_origin"},
    Entry{Code::wrong_login, 403, "wrong_login"},
    Entry{Code::initial_password, 403, "initial_password"},
    Entry{Code::not_found, 404, "not_found"},
    Entry{Code::unknown_topic, 404, "unknown_topic"},
    Entry{Code::method_not_allowed, 405, "method_not_allowed"},
    Entry{Code::topic_closed, 409, "topic_closed"},
    Entry{Code::queue_full, 409, "queue_full"},
    Entry{Code::waiting_elsewhere, 409, "waiting_elsewhere"},
    Entry{Code::already_accepted, 409, "already_accepted"},
    Entry{Code::key_changed, 409, "key_changed"},
    Entry{Code::request_withdrawn, 409, "request_withdrawn"},
    Entry{Code::seeker_present, 409, "seeker_present"},
    Entry{Code::not_accepted, 409, "not_accepted"},
    Entry{Code::not_begun, 409, "not_begun"},
    Entry{Code::chat_over, 409, "chat_over"},
    Entry{Code::too_many_files, 409, "too_many_files"},
    Entry{Code::chat_full, 409, "chat_full"},
    Entry{Code::too_large, 413, "too_large"},
    Entry{Code::unsupported_type, 415, "unsupported_type"},
    Entry{Code::too_many_requests, 429, "too_many_requests"},
    Entry{Code::work_required, 429, "work_required"},
    Entry{Code::internal, 500, "internal"},
    Entry{Code::unavailable, 503, "unavailable"},
};

// The list is indexed by the code, so its order is that of the enum.
constexpr bool in_order() {
    for (std::size_t i = 0; i < kEntries.size(); ++i) {
        if (static_cast<std::size_t>(kEntries[i].code) != i) return false;
    }
    return kEntries.size() == static_cast<std::size_t>(Code::unavailable) + 1;
}
static_assert(in_order());

const Entry& entry(Code code) {
    return kEntries[static_cast<std::size_t>(code)];
}

}  // namespace

std::string_view name_of(Code code) {
    return entry(code).name;
}
int status_of(Code code) {
    return entry(code).status;
}
const char* Refusal::what() const noexcept {
    return entry(code_).name;
}

}  // namespace caritas
