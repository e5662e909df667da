// JSON bodies: one object with known members, of the right types, no deeper and no longer than said.
#include "unit/expect.h"
#include "web/request.h"

namespace caritas::tests {
namespace {

using web::Fields;

Fields fields_of(std::string body, std::string type = "application/json") {
    web::Request request;
    request.body = std::move(body);
    request.content_type = std::move(type);
    return {request, {"text", "number", "flag"}};
}

std::string refused(const std::string& body) {
    return refusal_of([&] { fields_of(body); });
}

class FieldsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(FieldsTest);
    CPPUNIT_TEST(reads_members);
    CPPUNIT_TEST(refuses_another_content_type);
    CPPUNIT_TEST(refuses_what_is_no_object);
    CPPUNIT_TEST(refuses_lax_json);
    CPPUNIT_TEST(refuses_unknown_members);
    CPPUNIT_TEST(refuses_what_is_no_utf8);
    CPPUNIT_TEST(refuses_deep_nesting);
    CPPUNIT_TEST(bounds_texts_in_bytes);
    CPPUNIT_TEST(refuses_zero_bytes_in_texts);
    CPPUNIT_TEST(refuses_halves_of_surrogate_pairs);
    CPPUNIT_TEST(refuses_texts_of_other_types);
    CPPUNIT_TEST(takes_numbers_that_javascript_keeps);
    CPPUNIT_TEST(reads_flags);
    CPPUNIT_TEST_SUITE_END();

    void reads_members() {
        const Fields fields = fields_of(R"({"text": "Grüße \u00e4 \"", "number": 42, "flag": true})", "application/json; charset=utf-8");
        CPPUNIT_ASSERT_EQUAL("Grüße ä \""s, fields.text("text", 64));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{42}, fields.number("number"));
        CPPUNIT_ASSERT(fields.flag("flag"));
        CPPUNIT_ASSERT_EQUAL("nothing"s, refused("{}"));
        CPPUNIT_ASSERT_EQUAL("nothing"s, refused(" {}\n"));
    }

    void refuses_another_content_type() {
        for (const char* type : {"", "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data"}) {
            CPPUNIT_ASSERT_EQUAL("unsupported_type"s, refusal_of([&] { fields_of("{}", type); }));
        }
    }

    void refuses_what_is_no_object() {
        for (const char* body :
             {"", " ", "[]", "\"text\"", "1", "null", "true", "[{}]", "{", "}", "{\"text\"", "{\"text\":", "{} {}", "{}x"}) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(body, "bad_request"s, refused(body));
        }
    }

    void refuses_lax_json() {
        for (const char* body : {"{\"text\": 'x'}", "{text: \"x\"}", "{\"flag\": true,}", "{\"flag\": true} // x", "/* x */ {}",
                                 "{\"number\": NaN}", "{\"flag\": true, \"flag\": false}", "{\"text\": \"a\nb\\\"}"}) {
            CPPUNIT_ASSERT_EQUAL_MESSAGE(body, "bad_request"s, refused(body));
        }
    }

    void refuses_unknown_members() {
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused(R"({"other": 1})"));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused(R"({"Text": "x"})"));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused(R"({"": 1})"));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused(R"({"flag\u0000": true})"));
    }

    void refuses_what_is_no_utf8() {
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused("{\"text\": \"\xE4\"}"));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused("{\"text\": \"\xED\xA0\x80\"}"));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused("{}\0"s));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused("\xEF\xBB\xBF{\xFF}"));
    }

    static std::string nested(std::size_t depth) { return "{\"text\": " + std::string(depth, '[') + std::string(depth, ']') + "}"; }

    void refuses_deep_nesting() {
        CPPUNIT_ASSERT_EQUAL("nothing"s, refused(nested(6)));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused(nested(8)));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused(nested(30'000)));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refused(std::string(60'000, '[')));
    }

    void bounds_texts_in_bytes() {
        const Fields fields = fields_of(R"({"text": "äöü"})");
        CPPUNIT_ASSERT_EQUAL("äöü"s, fields.text("text", 6));
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refusal_of([&] { static_cast<void>(fields.text("text", 5)); }));
    }

    void refuses_zero_bytes_in_texts() {
        for (const char* body : {R"({"text": "a\u0000b"})", R"({"text": "\u0000"})", R"({"text": "login\u0000"})"}) {
            const Fields fields = fields_of(body);
            CPPUNIT_ASSERT_EQUAL("bad_request"s, refusal_of([&] { static_cast<void>(fields.text("text", 64)); }));
        }
    }

    void refuses_halves_of_surrogate_pairs() {
        CPPUNIT_ASSERT_EQUAL("😀"s, fields_of(R"({"text": "\ud83d\ude00"})").text("text", 64));
        for (const char* body : {R"({"text": "\ude00"})", R"({"text": "a\udfffb"})"}) {
            const Fields fields = fields_of(body);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(body, "bad_request"s, refusal_of([&] { static_cast<void>(fields.text("text", 64)); }));
        }
    }

    void refuses_texts_of_other_types() {
        for (const char* body :
             {"{}", R"({"text": null})", R"({"text": 1})", R"({"text": true})", R"({"text": ["x"]})", R"({"text": {}})"}) {
            const Fields fields = fields_of(body);
            CPPUNIT_ASSERT_EQUAL_MESSAGE(body, "bad_request"s, refusal_of([&] { static_cast<void>(fields.text("text", 64)); }));
        }
    }

    void takes_numbers_that_javascript_keeps() {
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, fields_of(R"({"number": 0})").number("number"));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{9007199254740992}, fields_of(R"({"number": 9007199254740992})").number("number"));
        for (const char* value : {"-1", "9007199254740993", "1.5", "1e300", "18446744073709551616", "\"1\"", "true", "null", "[1]"}) {
            const Fields fields = fields_of(std::string("{\"number\": ") + value + "}");
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, "bad_request"s, refusal_of([&] { static_cast<void>(fields.number("number")); }));
        }
        CPPUNIT_ASSERT_EQUAL("bad_request"s, refusal_of([] { static_cast<void>(fields_of("{}").number("number")); }));
    }

    void reads_flags() {
        CPPUNIT_ASSERT(!fields_of("{}").flag("flag"));
        CPPUNIT_ASSERT(!fields_of(R"({"flag": false})").flag("flag"));
        for (const char* value : {"1", "0", "\"true\"", "[]", "{}"}) {
            const Fields fields = fields_of(std::string("{\"flag\": ") + value + "}");
            CPPUNIT_ASSERT_EQUAL_MESSAGE(value, "bad_request"s, refusal_of([&] { static_cast<void>(fields.flag("flag")); }));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FieldsTest);

}  // namespace
}  // namespace caritas::tests
