// Answers: headers, cookies' attributes, bodies, and what a refusal looks like.
#include "unit/expect.h"
#include "web/response.h"
#include "web/server_time.h"

#include <memory>

namespace caritas::tests {
namespace {

using web::Language;
using web::Response;

const Time kNow = Time(Millis(1'700'000'000'123));

Json::Value body_of(const std::string& text) {
    const std::size_t start = text.find("\r\n\r\n");
    CPPUNIT_ASSERT(start != std::string::npos);
    const std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
    Json::Value value;
    CPPUNIT_ASSERT(reader->parse(text.data() + start + 4, text.data() + text.size(), &value, nullptr));
    return value;
}

class FakeClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return time; }
    [[nodiscard]] Tick tick() const override { return {}; }
    Time time = kNow;
};

class ResponseTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ResponseTest);
    CPPUNIT_TEST(writes_headers_and_body);
    CPPUNIT_TEST(writes_every_cookie_and_retry_after);
    CPPUNIT_TEST(sends_bytes_for_saving_only);
    CPPUNIT_TEST(keeps_text_inside_the_body);
    CPPUNIT_TEST(gives_cookies_all_their_attributes);
    CPPUNIT_TEST(takes_cookies_back);
    CPPUNIT_TEST(shapes_a_refusal);
    CPPUNIT_TEST(says_why_a_session_ended);
    CPPUNIT_TEST(says_where_somebody_waits);
    CPPUNIT_TEST(asks_to_come_back_when_unavailable);
    CPPUNIT_TEST(takes_now_from_the_database);
    CPPUNIT_TEST_SUITE_END();

    void writes_headers_and_body() {
        CPPUNIT_ASSERT_EQUAL(
            "Status: 200\r\nCache-Control: no-store\r\nContent-Type: application/json; charset=utf-8\r\n\r\n{\"now\":1700000000123}"s,
            serialize(Response{}, kNow));
    }

    void sends_bytes_for_saving_only() {
        Response response;
        response.bytes = "\0\r\n\xFF"s;
        CPPUNIT_ASSERT_EQUAL(
            "Status: 200\r\nCache-Control: no-store\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\n"
            "\0\r\n\xFF"s,
            serialize(response, kNow));
    }

    void writes_every_cookie_and_retry_after() {
        Response response;
        response.status = 503;
        response.retry_after = 7;
        response.cookies = {"a=1", "b=2"};
        const std::string text = serialize(response, kNow);
        CPPUNIT_ASSERT(text.starts_with("Status: 503\r\n"));
        CPPUNIT_ASSERT(text.find("\r\nRetry-After: 7\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n{") != std::string::npos);
        CPPUNIT_ASSERT(serialize(Response{}, kNow).find("Retry-After") == std::string::npos);
    }

    void keeps_text_inside_the_body() {
        Response response;
        response.body["text"] = "Grüße\r\nSet-Cookie: x=1\r\n\r\n\"\\</script>\1";
        const std::string text = serialize(response, kNow);
        CPPUNIT_ASSERT(text.find("Set-Cookie: x") == text.rfind("Set-Cookie: x"));
        CPPUNIT_ASSERT(text.substr(text.find("\r\n\r\n") + 4).find('\n') == std::string::npos);
        CPPUNIT_ASSERT(text.find("Grüße") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(response.body["text"].asString(), body_of(text)["text"].asString());
    }

    void gives_cookies_all_their_attributes() {
        CPPUNIT_ASSERT_EQUAL("__Host-seeker=abc; Path=/; Secure; HttpOnly; SameSite=Strict"s, web::set_cookie(web::kSeekerCookie, "abc"));
        CPPUNIT_ASSERT_EQUAL("__Host-counselor=x; Path=/; Secure; HttpOnly; SameSite=Strict"s, web::set_cookie(web::kCounselorCookie, "x"));
    }

    void takes_cookies_back() {
        CPPUNIT_ASSERT_EQUAL("__Host-seeker=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"s,
                             web::clear_cookie(web::kSeekerCookie));
        web::Response response;
        web::end_session(response, web::kSeekerCookie);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, response.cookies.size());
        CPPUNIT_ASSERT_EQUAL("__Host-page=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"s, response.cookies[1]);
        web::end_session(response, web::kCounselorCookie);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, response.cookies.size());
    }

    void shapes_a_refusal() {
        const Response response = web::refusal(Refusal(Code::key_changed), Language::english);
        CPPUNIT_ASSERT_EQUAL(409, response.status);
        const Json::Value& error = response.body["error"];
        CPPUNIT_ASSERT_EQUAL("key_changed"s, error["code"].asString());
        CPPUNIT_ASSERT_EQUAL("This request has just changed. Please try again."s, error["message"].asString());
        CPPUNIT_ASSERT(!error.isMember("reason") && !error.isMember("topic"));
        CPPUNIT_ASSERT(response.cookies.empty() && response.retry_after == 0);
    }

    void says_why_a_session_ended() {
        const Response response = web::refusal(Refusal::ended("window"), Language::german);
        CPPUNIT_ASSERT_EQUAL(401, response.status);
        CPPUNIT_ASSERT_EQUAL("window"s, response.body["error"]["reason"].asString());
    }

    void says_where_somebody_waits() {
        Refusal refusal(Code::waiting_elsewhere);
        refusal.topic_slug = "schwangerschaft";
        refusal.topic_name_de = "Schwangerschaft";
        refusal.topic_name_en = "Pregnancy";
        CPPUNIT_ASSERT_EQUAL("Schwangerschaft"s, web::refusal(refusal, Language::german).body["error"]["topic"]["name"].asString());
        CPPUNIT_ASSERT_EQUAL("Pregnancy"s, web::refusal(refusal, Language::english).body["error"]["topic"]["name"].asString());
        CPPUNIT_ASSERT_EQUAL("schwangerschaft"s, web::refusal(refusal, Language::german).body["error"]["topic"]["slug"].asString());
    }

    void asks_to_come_back_when_unavailable() {
        CPPUNIT_ASSERT(web::refusal(Refusal(Code::unavailable), Language::german).retry_after > 0);
        CPPUNIT_ASSERT_EQUAL(0, web::refusal(Refusal(Code::internal), Language::german).retry_after);
    }

    void takes_now_from_the_database() {
        FakeClock clock;
        web::ServerTime time(clock);
        CPPUNIT_ASSERT(time.now() == kNow);
        time.learn(kNow + std::chrono::hours(3));  // this host's clock is three hours behind
        clock.time += Millis(250);
        CPPUNIT_ASSERT(time.now() == kNow + std::chrono::hours(3) + Millis(250));
        time.learn(kNow - Millis(1));
        CPPUNIT_ASSERT(time.now() == kNow - Millis(1));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ResponseTest);

}  // namespace
}  // namespace caritas::tests
