// UTF-8: what is well-formed, how many characters it has, and whether there is anything to see.
#include "core/text.h"
#include "unit/expect.h"

namespace caritas::tests {
namespace {

class TextTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TextTest);
    CPPUNIT_TEST(counts_code_points);
    CPPUNIT_TEST(takes_the_edges_of_every_length);
    CPPUNIT_TEST(refuses_what_is_no_utf8);
    CPPUNIT_TEST(refuses_a_cut_sequence_at_every_place);
    CPPUNIT_TEST(sees_nothing_in_blanks);
    CPPUNIT_TEST(sees_what_can_be_seen);
    CPPUNIT_TEST(takes_blanks_off_both_ends);
    CPPUNIT_TEST_SUITE_END();

    void takes_blanks_off_both_ends() {
        for (const char* blank : {"", " ", "\t\n", "\u00A0", "\u1680", "\u2003", "\u2028", "\u202F", "\u205F", "\u3000", "\u200B", "\uFEFF",
                                  " \u00A0\u2003 "}) {
            for (const char* text : {"anna", "a na", "a\u00A0na", "Grüße", "😀"}) {
                CPPUNIT_ASSERT_EQUAL(std::string(text), std::string(without_blank_ends(std::string(blank) + text + blank)));
            }
            CPPUNIT_ASSERT_EQUAL(""s, std::string(without_blank_ends(blank)));
        }
        CPPUNIT_ASSERT_EQUAL(" \xFF "s, std::string(without_blank_ends(" \xFF ")));
    }

    static std::size_t characters(std::string_view text) {
        const auto size = measure_utf8(text);
        CPPUNIT_ASSERT(size.has_value());
        return size->characters;
    }

    void counts_code_points() {
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, characters(""));
        CPPUNIT_ASSERT_EQUAL(std::size_t{5}, characters("Grüße"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, characters("😀"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{7}, characters("👨‍👩‍👧‍👦"));  // a family: four people and three joiners
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, characters("a\0b"sv));
        CPPUNIT_ASSERT_EQUAL(std::size_t{8192}, characters(std::string(8192, 'x')));
    }

    void takes_the_edges_of_every_length() {
        for (const char* text : {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
                                 "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, characters(text));
        }
    }

    void refuses_what_is_no_utf8() {
        const std::string_view wrong[] = {
            "\x80",              // a continuation alone
            "\xBF\xBF",          // two of them
            "\xC0\x80",          // overlong NUL
            "\xC1\xBF",          // overlong, two bytes
            "\xE0\x9F\xBF",      // overlong, three bytes
            "\xF0\x8F\xBF\xBF",  // overlong, four bytes
            "\xED\xA0\x80",      // the first surrogate
            "\xED\xBF\xBF",      // the last
            "\xF4\x90\x80\x80",  // above U+10FFFF
            "\xF8\x88\x80\x80\x80",
            "\xFE",
            "\xFF",
            "\xC3(",      // a letter where a continuation belongs
            "gut\xE4"sv,  // Latin 1
        };
        for (const std::string_view text : wrong) CPPUNIT_ASSERT(!measure_utf8(text));
    }

    void refuses_a_cut_sequence_at_every_place() {
        const std::string whole = "\xF0\x9F\x98\x80";
        for (std::size_t length = 1; length < whole.size(); ++length) {
            CPPUNIT_ASSERT(!measure_utf8(whole.substr(0, length)));
            CPPUNIT_ASSERT(!measure_utf8("text " + whole.substr(0, length)));
            CPPUNIT_ASSERT(!measure_utf8(whole.substr(0, length) + " text"));
        }
    }

    void sees_nothing_in_blanks() {
        for (const std::string_view text : {""sv, " \t\r\n"sv, "\0"sv, "\xC2\xA0"sv /* no-break space */, "\xE2\x80\x8B"sv /* zero width */,
                                            "\xE3\x80\x80"sv /* ideographic space */, "\xEF\xBB\xBF"sv /* byte order mark */,
                                            "\xE2\x80\xAE"sv /* right to left override */, "\xC2\xAD"sv /* soft hyphen */}) {
            const auto size = measure_utf8(text);
            CPPUNIT_ASSERT(size && !size->visible);
        }
    }

    void sees_what_can_be_seen() {
        for (const std::string_view text : {"."sv, "\n \n?"sv, "ß"sv, "😀"sv, "\xE2\x80\x8Bx"sv}) {
            const auto size = measure_utf8(text);
            CPPUNIT_ASSERT(size && size->visible);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TextTest);

}  // namespace
}  // namespace caritas::tests
