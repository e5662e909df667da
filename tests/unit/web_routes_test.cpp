// The table of routes: every call of API.md with its guard, arguments, 404 and 405.
#include "unit/expect.h"
#include "web/routes.h"

#include <map>
#include <set>

namespace caritas::tests {
namespace {

using web::find_route;
using web::Guard;

// "METHOD path" of API.md and who may call it.
const std::map<std::string, Guard> kContract{
    {"GET /site", Guard::anybody},
    {"GET /topics", Guard::anybody},
    {"GET /topics/:slug", Guard::anybody},
    {"POST /seeker/enqueue", Guard::anybody},
    {"POST /seeker/withdraw", Guard::anybody},
    {"GET /seeker/events", Guard::seeker},
    {"GET /seeker/share", Guard::seeker},
    {"PUT /seeker/key", Guard::seeker},
    {"POST /seeker/begin", Guard::seeker},
    {"POST /seeker/read", Guard::seeker},
    {"PUT /seeker/files/:file/:number", Guard::seeker},
    {"GET /seeker/files/:file/:number", Guard::seeker},
    {"DELETE /seeker/files/:file", Guard::seeker},
    {"PUT /counselor/chats/:id/files/:file/:number", Guard::counselor},
    {"GET /counselor/chats/:id/files/:file/:number", Guard::counselor},
    {"DELETE /counselor/chats/:id/files/:file", Guard::counselor},
    {"POST /seeker/typing", Guard::seeker},
    {"POST /counselor/chats/:id/typing", Guard::counselor},
    {"PUT /seeker/messages/:client", Guard::seeker},
    {"POST /seeker/leave", Guard::seeker},
    {"POST /seeker/end", Guard::seeker},
    {"POST /counselor/derivation", Guard::anybody},
    {"POST /counselor/session", Guard::anybody},
    {"GET /counselor/session", Guard::beginner},
    {"DELETE /counselor/session", Guard::beginner},
    {"DELETE /counselor/sessions", Guard::beginner},
    {"PUT /counselor/password", Guard::beginner},
    {"GET /counselor/events", Guard::counselor},
    {"POST /counselor/requests/:id/accept", Guard::counselor},
    {"POST /counselor/requests/:id/dismiss", Guard::counselor},
    {"GET /counselor/chats/:id/messages", Guard::counselor},
    {"PUT /counselor/chats/:id/messages/:client", Guard::counselor},
    {"POST /counselor/chats/:id/read", Guard::counselor},
    {"POST /counselor/chats/:id/end", Guard::counselor},
};

std::string refused(std::string_view method, std::string_view path) {
    return refusal_of([&] { find_route(method, path); });
}

class RoutesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RoutesTest);
    CPPUNIT_TEST(has_the_calls_of_the_contract_and_no_others);
    CPPUNIT_TEST(finds_every_route_by_its_own_path);
    CPPUNIT_TEST(gives_arguments_in_order);
    CPPUNIT_TEST(does_not_know_other_paths);
    CPPUNIT_TEST(refuses_other_methods);
    CPPUNIT_TEST_SUITE_END();

    void has_the_calls_of_the_contract_and_no_others() {
        std::set<std::string> seen;
        for (const web::Route& route : web::routes()) {
            CPPUNIT_ASSERT(route.path.starts_with("/api/v1/"));
            const std::string call = std::string(route.method) + " " + std::string(route.path.substr(7));
            CPPUNIT_ASSERT_MESSAGE(call, kContract.contains(call));
            CPPUNIT_ASSERT_MESSAGE(call, kContract.at(call) == route.guard);
            CPPUNIT_ASSERT_MESSAGE("twice: " + call, seen.insert(call).second);
            CPPUNIT_ASSERT(route.handler != nullptr);
        }
        CPPUNIT_ASSERT_EQUAL(kContract.size(), seen.size());
    }

    void finds_every_route_by_its_own_path() {
        for (const web::Route& route : web::routes()) {
            std::string path(route.path);
            for (std::size_t mark = path.find(':'); mark != std::string::npos; mark = path.find(':')) path[mark] = 'x';
            CPPUNIT_ASSERT_MESSAGE(path, find_route(route.method, path).route == &route);
        }
    }

    void gives_arguments_in_order() {
        const auto match = find_route("PUT", "/api/v1/counselor/chats/abc/messages/def");
        CPPUNIT_ASSERT(match.arguments == std::vector<std::string>({"abc", "def"}));
        CPPUNIT_ASSERT(find_route("GET", "/api/v1/site").arguments.empty());
        CPPUNIT_ASSERT(find_route("GET", "/api/v1/topics/kinder-jugendliche").arguments.at(0) == "kinder-jugendliche");
    }

    void does_not_know_other_paths() {
        for (const std::string_view path :
             {""sv, "/"sv, "/api"sv, "/api/v1"sv, "/api/v1/"sv, "/api/v2/site"sv, "/api/v1/site/"sv, "/api/v1/Site"sv, "/api/v1/sites"sv,
              "/api/v1/topics/"sv, "/api/v1/topics/a/b"sv, "api/v1/site"sv, "//api/v1/site"sv, "/api/v1//site"sv, "/api/v1/site\0"sv,
              "/api/v1/counselor/chats//messages"sv, "/api/v1/counselor/requests/accept"sv, "/api/v1/topics/:slug/"sv}) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(path), "not_found"s, refused("GET", path));
        }
    }

    void refuses_other_methods() {
        CPPUNIT_ASSERT_EQUAL("method_not_allowed"s, refused("POST", "/api/v1/site"));
        CPPUNIT_ASSERT_EQUAL("method_not_allowed"s, refused("GET", "/api/v1/seeker/enqueue"));
        CPPUNIT_ASSERT_EQUAL("method_not_allowed"s, refused("DELETE", "/api/v1/counselor/chats/abc/messages/def"));
        CPPUNIT_ASSERT_EQUAL("method_not_allowed"s, refused("get", "/api/v1/site"));
        CPPUNIT_ASSERT_EQUAL("method_not_allowed"s, refused("", "/api/v1/site"));
        CPPUNIT_ASSERT_EQUAL("method_not_allowed"s, refused("HEAD", "/api/v1/site"));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RoutesTest);

}  // namespace
}  // namespace caritas::tests
