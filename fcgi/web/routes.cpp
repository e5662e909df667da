// Every call the API has, who may make it, and who handles it.
#include "web/routes.h"

#include "core/error.h"
#include "web/handlers.h"

#include <array>

namespace caritas::web {
namespace {

// clang-format off: a table
constexpr std::array kRoutes{
    Route{"GET", "/api/v1/site", Guard::anybody, get_site},
    Route{"GET", "/api/v1/topics", Guard::anybody, get_topics},
    Route{"GET", "/api/v1/topics/:slug", Guard::anybody, get_topic},

    Route{"POST", "/api/v1/seeker/enqueue", Guard::anybody, seeker_enqueue},
    Route{"POST", "/api/v1/seeker/withdraw", Guard::anybody, seeker_withdraw},
    Route{"GET", "/api/v1/seeker/events", Guard::seeker, seeker_events},
    Route{"GET", "/api/v1/seeker/share", Guard::seeker, seeker_share},
    Route{"PUT", "/api/v1/seeker/key", Guard::seeker, seeker_replace_key},
    Route{"POST", "/api/v1/seeker/begin", Guard::seeker, seeker_begin},
    Route{"PUT", "/api/v1/seeker/messages/:client", Guard::seeker, seeker_send, Pace::sending},
    Route{"POST", "/api/v1/seeker/read", Guard::seeker, seeker_read},
    Route{"POST", "/api/v1/seeker/typing", Guard::seeker, seeker_typing},
    Route{"POST", "/api/v1/seeker/leave", Guard::seeker, seeker_leave},
    Route{"PUT", "/api/v1/seeker/files/:file/:number", Guard::seeker, seeker_put_chunk},
    Route{"GET", "/api/v1/seeker/files/:file/:number", Guard::seeker, seeker_get_chunk},
    Route{"DELETE", "/api/v1/seeker/files/:file", Guard::seeker, seeker_take_back_file},
    Route{"POST", "/api/v1/seeker/end", Guard::seeker, seeker_end},

    Route{"POST", "/api/v1/counselor/derivation", Guard::anybody, counselor_derivation},
    Route{"POST", "/api/v1/counselor/session", Guard::anybody, counselor_sign_in, Pace::hashing},
    Route{"GET", "/api/v1/counselor/session", Guard::beginner, counselor_me},
    Route{"DELETE", "/api/v1/counselor/session", Guard::beginner, counselor_sign_out},
    Route{"DELETE", "/api/v1/counselor/sessions", Guard::beginner, counselor_sign_out_everywhere},
    Route{"PUT", "/api/v1/counselor/password", Guard::beginner, counselor_change_password, Pace::hashing},
    Route{"GET", "/api/v1/counselor/events", Guard::counselor, counselor_events},
    Route{"POST", "/api/v1/counselor/requests/:id/accept", Guard::counselor, counselor_accept},
    Route{"POST", "/api/v1/counselor/requests/:id/dismiss", Guard::counselor, counselor_dismiss},
    Route{"GET", "/api/v1/counselor/chats/:id/messages", Guard::counselor, counselor_history},
    Route{"PUT", "/api/v1/counselor/chats/:id/messages/:client", Guard::counselor, counselor_send, Pace::sending},
    Route{"POST", "/api/v1/counselor/chats/:id/read", Guard::counselor, counselor_read},
    Route{"POST", "/api/v1/counselor/chats/:id/typing", Guard::counselor, counselor_typing},
    Route{"PUT", "/api/v1/counselor/chats/:id/files/:file/:number", Guard::counselor, counselor_put_chunk},
    Route{"GET", "/api/v1/counselor/chats/:id/files/:file/:number", Guard::counselor, counselor_get_chunk},
    Route{"DELETE", "/api/v1/counselor/chats/:id/files/:file", Guard::counselor, counselor_take_back_file},
    Route{"POST", "/api/v1/counselor/chats/:id/end", Guard::counselor, counselor_end},
};
// clang-format on

std::string_view take_segment(std::string_view& path) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    return segment;
}

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& arguments) {
    arguments.clear();
    while (!pattern.empty() && !path.empty()) {
        const std::string_view expected = take_segment(pattern);
        const std::string_view given = take_segment(path);
        if (expected.starts_with("/:") && given.size() > 1) {
            arguments.emplace_back(given.substr(1));
        } else if (expected != given) {
            return false;
        }
    }
    return pattern.empty() && path.empty();
}

}  // namespace

std::span<const Route> routes() {
    return kRoutes;
}

Match find_route(std::string_view method, std::string_view path) {
    Match match;
    bool path_known = false;
    for (const Route& route : kRoutes) {
        if (!fits(route.path, path, match.arguments)) continue;
        path_known = true;
        if (route.method != method) continue;
        match.route = &route;
        return match;
    }
    throw Refusal(path_known ? Code::method_not_allowed : Code::not_found);
}

Pace pace_of(std::string_view method, std::string_view path) {
    std::vector<std::string> arguments;
    for (const Route& route : kRoutes) {
        if (route.method == method && fits(route.path, path, arguments)) return route.pace;
    }
    return Pace::quick;
}

}  // namespace caritas::web
