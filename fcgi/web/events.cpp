// Parameters of the long polls.
#include "web/events.h"

#include "core/error.h"

namespace caritas::web {

std::optional<live::Cursor> cursor_of(const Request& request) {
    const auto parameters = parse_query(request.query);
    const auto after = parameters.find("after");
    if (after == parameters.end()) return std::nullopt;
    auto cursor = live::Cursor::decode(after->second);
    if (!cursor) throw Refusal(Code::bad_request);
    return cursor;
}

std::uint64_t now_as_position(const Call& call) {
    return static_cast<std::uint64_t>(millis(call.app.time.now()));
}

bool is_fresh(const Request& request) {
    const auto parameters = parse_query(request.query);
    const auto fresh = parameters.find("fresh");
    return fresh != parameters.end() && fresh->second == "1";
}

std::string page_of(const Request& request) {
    const auto parameters = parse_query(request.query);
    const auto page = parameters.find("page");
    return page == parameters.end() ? std::string() : parse_id(page->second);
}

}  // namespace caritas::web
