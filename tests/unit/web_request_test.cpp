// The parts of a call outside of its body: language, cookies, query, ids.
#include "unit/expect.h"
#include "web/request.h"

namespace caritas::tests {
namespace {

using web::cookie;
using web::Language;
using web::language_of;
using web::parse_query;

class RequestTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RequestTest);
    CPPUNIT_TEST(speaks_german_unless_english_is_wanted_first);
    CPPUNIT_TEST(reads_language_tags_in_any_case);
    CPPUNIT_TEST(finds_a_cookie_by_its_whole_name);
    CPPUNIT_TEST(survives_odd_cookies);
    CPPUNIT_TEST(decodes_a_query);
    CPPUNIT_TEST(survives_an_odd_query);
    CPPUNIT_TEST(takes_ids_of_32_lower_case_digits_only);
    CPPUNIT_TEST_SUITE_END();

    static bool is_english(std::string_view header) { return language_of(header) == Language::english; }

    void speaks_german_unless_english_is_wanted_first() {
        for (const char* header : {"", "de", "de-AT,en;q=0.5", "fr, de;q=0.3", "fr", "*", ",,,", "fr,es;q=0.9,de;q=0.1,en;q=0.1"}) {
            CPPUNIT_ASSERT_MESSAGE(header, !is_english(header));
        }
        for (const char* header : {"en", "en-US,en;q=0.9,de;q=0.8", "fr, en", " en ", "tr;q=1.0,en-GB;q=0.2"}) {
            CPPUNIT_ASSERT_MESSAGE(header, is_english(header));
        }
    }

    // RFC 5646, 2.1.1; and "den" (Slavey) or "enm" (Middle English) are other languages.
    void reads_language_tags_in_any_case() {
        CPPUNIT_ASSERT(is_english("EN-us"));
        CPPUNIT_ASSERT(is_english("fr,En;q=0.4,de"));
        CPPUNIT_ASSERT(!is_english("DE,en"));
        CPPUNIT_ASSERT(is_english("den,en"));
        CPPUNIT_ASSERT(!is_english("enm"));
    }

    void finds_a_cookie_by_its_whole_name() {
        const std::string_view header = "a=1; __Host-seeker=tok_en-1; x__Host-counselor=no; __Host-counselor=yes";
        CPPUNIT_ASSERT(cookie(header, "__Host-seeker") == "tok_en-1");
        CPPUNIT_ASSERT(cookie(header, "__Host-counselor") == "yes");
        CPPUNIT_ASSERT(!cookie(header, "__Host-seek"));
        CPPUNIT_ASSERT(!cookie(header, "__host-seeker"));
        CPPUNIT_ASSERT(!cookie(header, ""));
        CPPUNIT_ASSERT(!cookie("", "__Host-seeker"));
    }

    void survives_odd_cookies() {
        CPPUNIT_ASSERT(cookie(";;=;a", "a") == "");
        CPPUNIT_ASSERT(cookie("a=b=c;d", "a") == "b=c");
        CPPUNIT_ASSERT(cookie("a=1;a=2", "a") == "1");
        CPPUNIT_ASSERT(cookie("a=\0;b=2"sv, "b") == "2");
        CPPUNIT_ASSERT(!cookie(std::string(100'000, ';'), "a"));
    }

    void decodes_a_query() {
        const auto query = parse_query("after=c1%3A2&fresh=1&x=a+b&after=last&flag&%61=1");
        CPPUNIT_ASSERT_EQUAL("last"s, query.at("after"));
        CPPUNIT_ASSERT_EQUAL("1"s, query.at("fresh"));
        CPPUNIT_ASSERT_EQUAL("a b"s, query.at("x"));
        CPPUNIT_ASSERT_EQUAL(""s, query.at("flag"));
        CPPUNIT_ASSERT_EQUAL("1"s, query.at("a"));
        CPPUNIT_ASSERT_EQUAL("c1:2"s, parse_query("after=c1%3A2").at("after"));
        CPPUNIT_ASSERT(parse_query("").empty());
    }

    void survives_an_odd_query() {
        for (const char* text : {"%", "a=%", "a=%4", "%%%", "a=%zz", "=", "&&&", "a==b", "%00=%00"}) parse_query(text);
        CPPUNIT_ASSERT_EQUAL("\0x"s, parse_query("a=%00x").at("a"));
        CPPUNIT_ASSERT_EQUAL("=b"s, parse_query("a==b").at("a"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, parse_query(std::string(100'000, '&') + "a=1").count("a"));
    }

    void takes_ids_of_32_lower_case_digits_only() {
        CPPUNIT_ASSERT_EQUAL("\0\1\2\3\4\5\6\7\x8\x9\xA\xB\xC\xD\xE\xFF"s, web::parse_id("000102030405060708090a0b0c0d0eff"));
        for (const std::string_view id :
             {""sv, "0"sv, "000102030405060708090a0b0c0d0ef"sv, "000102030405060708090a0b0c0d0eff0"sv, "000102030405060708090A0B0C0D0EFF"sv,
              "000102030405060708090a0b0c0d0eg0"sv, "../../../../../../../../../../../"sv, "000102030405060708090a0b0c0d0ef\0"sv}) {
            CPPUNIT_ASSERT_EQUAL("bad_request"s, refusal_of([&] { web::parse_id(id); }));
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestTest);

}  // namespace
}  // namespace caritas::tests
