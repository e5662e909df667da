// What is decided before the database is asked: origin, route, size; and that a database that is away is said to be so.
#include "unit/expect.h"
#include "unit/temporary_keys.h"
#include "web/dispatch.h"
#include "web/routes.h"

namespace caritas::tests {
namespace {

using web::Request;
using web::Response;

class DispatchTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DispatchTest);
    CPPUNIT_TEST(carries_out_nothing_that_another_site_asked_for);
    CPPUNIT_TEST(lets_anybody_read_from_anywhere);
    CPPUNIT_TEST(says_that_the_database_is_away);
    CPPUNIT_TEST(refuses_a_body_that_is_too_large);
    CPPUNIT_TEST(says_what_does_not_exist);
    CPPUNIT_TEST(speaks_the_language_of_the_page);
    CPPUNIT_TEST(reads_no_parameter_before_the_guard);
    CPPUNIT_TEST_SUITE_END();

    static Config config() {
        Config config;
        config.database.socket = "/nowhere/mariadb.sock";
        config.database.user = "nobody";
        config.site.origin = "https://hilfe.example";
        return config;
    }

    const Config config_ = config();
    SystemClock clock_;
    web::ServerTime time_{clock_};
    const TemporaryKeys temporary_;
    db::Pool pool_{config_.database, "", 1};
    web::SessionPace pace_{120};
    const web::App app_{
        config_, pool_, pool_, time_, temporary_.keys, pace_, [](const chat::Moves&) {}, [](const chat::Written&) {}, [](chat::Stream) {}};

    static Request own(std::string_view method, std::string path) {
        Request request;
        request.method = method;
        request.path = std::move(path);
        request.origin = "https://hilfe.example";
        request.requested_with = "caritas";
        return request;
    }

    Response answer(const Request& request) { return std::get<Response>(dispatch(app_, request)); }
    std::string code(const Request& request) { return answer(request).body["error"]["code"].asString(); }

    void carries_out_nothing_that_another_site_asked_for() {
        int changing = 0;
        for (const web::Route& route : web::routes()) {
            if (route.method == "GET") continue;
            ++changing;
            const Request good = own(route.method, std::string(route.path));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(good.path, "unavailable"s, code(good));  // as far as the database
            for (const char* origin : {"", "null", "http://hilfe.example", "https://hilfe.example:8443",
                                       "https://hilfe.example.evil.example", "https://HILFE.example", "https://hilfe.example/"}) {
                Request bad = good;
                bad.origin = origin;
                CPPUNIT_ASSERT_EQUAL_MESSAGE(bad.path + " from " + origin, "foreign_origin"s, code(bad));
            }
            for (const char* header : {"", "XMLHttpRequest", "Caritas", "caritas, caritas"}) {
                Request bad = good;
                bad.requested_with = header;
                CPPUNIT_ASSERT_EQUAL_MESSAGE(bad.path + " with " + header, "foreign_origin"s, code(bad));
            }
        }
        CPPUNIT_ASSERT_EQUAL(24, changing);
    }

    void lets_anybody_read_from_anywhere() {
        Request request = own("GET", "/api/v1/site");
        request.origin = "https://evil.example";
        request.requested_with = "";
        CPPUNIT_ASSERT_EQUAL("unavailable"s, code(request));
    }

    void says_that_the_database_is_away() {
        const Response response = answer(own("GET", "/api/v1/topics"));
        CPPUNIT_ASSERT_EQUAL(503, response.status);
        CPPUNIT_ASSERT(response.retry_after > 0);
    }

    void refuses_a_body_that_is_too_large() {
        Request request = own("POST", "/api/v1/seeker/enqueue");
        request.too_large = true;
        CPPUNIT_ASSERT_EQUAL("too_large"s, code(request));
        CPPUNIT_ASSERT_EQUAL(413, answer(request).status);
    }

    void says_what_does_not_exist() {
        CPPUNIT_ASSERT_EQUAL(404, answer(own("GET", "/api/v1/nothing")).status);
        CPPUNIT_ASSERT_EQUAL(405, answer(own("PATCH", "/api/v1/site")).status);
        CPPUNIT_ASSERT_EQUAL("not_found"s, code(own("POST", "/api/v1/nothing")));
    }

    void speaks_the_language_of_the_page() {
        Request request = own("GET", "/api/v1/nothing");
        CPPUNIT_ASSERT_EQUAL("Das gibt es hier nicht (mehr)."s, answer(request).body["error"]["message"].asString());
        request.accept_language = "en-GB,de";
        CPPUNIT_ASSERT_EQUAL("This does not exist here (any more)."s, answer(request).body["error"]["message"].asString());
    }

    // Who has no session learns nothing about what a call would have said.
    void reads_no_parameter_before_the_guard() {
        Request request = own("GET", "/api/v1/seeker/events");
        request.query = "after=not-a-cursor";
        CPPUNIT_ASSERT_EQUAL("unavailable"s, code(request));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DispatchTest);

}  // namespace
}  // namespace caritas::tests
