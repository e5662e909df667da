// A parked poll asks again as its page would: by role, from where it stands, in its language.
#include "unit/poll_bench.h"
#include "web/events.h"
#include "web/poll.h"
#include "web/routes.h"

namespace caritas::tests {
namespace {

class PollTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(PollTest);
    CPPUNIT_TEST(asks_from_where_it_stands);
    CPPUNIT_TEST(asks_as_the_role_that_it_is);
    CPPUNIT_TEST(asks_in_its_language);
    CPPUNIT_TEST(is_known_as_a_poll_and_nothing_else_is);
    CPPUNIT_TEST_SUITE_END();

    void asks_from_where_it_stands() {
        const live::Waiter waiter = make_waiter(kChatOne, {{kChatOne, 5}, {kQueueOne, 7}});
        const web::Request request = web::request_of(waiter);
        const auto cursor = web::cursor_of(request);
        CPPUNIT_ASSERT(cursor && cursor->find(kChatOne) == 5U && cursor->find(kQueueOne) == 7U && !cursor->find(kInboxOne));
        CPPUNIT_ASSERT_MESSAGE("a parked poll is no page that just opened", !web::is_fresh(request));
        CPPUNIT_ASSERT(request.body.empty() && request.cookies.empty());
    }

    void asks_as_the_role_that_it_is() {
        for (const auto& [person, guard] : {std::pair{kChatOne, web::Guard::seeker}, std::pair{kInboxOne, web::Guard::counselor}}) {
            const web::Request request = web::request_of(make_waiter(person, {{person, 1}}));
            CPPUNIT_ASSERT(web::is_poll(request));
            CPPUNIT_ASSERT(web::find_route(request.method, request.path).route->guard == guard);
        }
    }

    void asks_in_its_language() {
        for (const web::Language language : {web::Language::german, web::Language::english}) {
            const live::Waiter waiter = make_waiter(kChatOne, {{kChatOne, 1}});
            web::poll_of(waiter).language = language;
            CPPUNIT_ASSERT(web::language_of(web::request_of(waiter).accept_language) == language);
        }
    }

    void is_known_as_a_poll_and_nothing_else_is() {
        web::Request request;
        for (const auto& [method, path] : {std::pair{"POST", "/api/v1/seeker/events"}, std::pair{"GET", "/api/v1/counselor/session"},
                                           std::pair{"GET", "/api/v1/seeker/events/"}, std::pair{"GET", "/api/v1/site"}}) {
            request.method = method;
            request.path = path;
            CPPUNIT_ASSERT_MESSAGE(path, !web::is_poll(request));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PollTest);

}  // namespace
}  // namespace caritas::tests
