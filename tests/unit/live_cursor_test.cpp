// Cursors: there and back, and everything that we did not make is refused.
#include "core/secret.h"
#include "live/cursor.h"
#include "unit/expect.h"

namespace caritas::tests {
namespace {

using chat::Stream;
using chat::StreamKind;
using live::Cursor;

class CursorTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(CursorTest);
    CPPUNIT_TEST(comes_back_as_it_went);
    CPPUNIT_TEST(takes_the_largest_numbers);
    CPPUNIT_TEST(keeps_the_last_position_of_a_stream);
    CPPUNIT_TEST(refuses_what_is_malformed);
    CPPUNIT_TEST(refuses_what_is_no_base64url);
    CPPUNIT_TEST(refuses_what_is_huge);
    CPPUNIT_TEST_SUITE_END();

    static bool is_taken(std::string_view plain) { return Cursor::decode(to_base64url(plain)).has_value(); }

    void comes_back_as_it_went() {
        Cursor cursor;
        cursor.set({StreamKind::chat, 17}, 4);
        cursor.set({StreamKind::queue, 1}, 90);
        cursor.set({StreamKind::inbox, 3}, 0);
        const auto back = Cursor::decode(cursor.encode());
        CPPUNIT_ASSERT(back && back->positions() == cursor.positions());
        CPPUNIT_ASSERT(back->find({StreamKind::chat, 17}) == std::uint64_t{4});
        CPPUNIT_ASSERT(back->find({StreamKind::inbox, 3}) == std::uint64_t{0});
        CPPUNIT_ASSERT(!back->find({StreamKind::queue, 17}));
        CPPUNIT_ASSERT_EQUAL("c17:4,q1:90,i3:0"s, from_base64url(cursor.encode()).value());
    }

    void takes_the_largest_numbers() {
        Cursor cursor;
        cursor.set({StreamKind::chat, UINT64_MAX}, UINT64_MAX);
        const auto back = Cursor::decode(cursor.encode());
        CPPUNIT_ASSERT(back && back->find({StreamKind::chat, UINT64_MAX}) == UINT64_MAX);
        CPPUNIT_ASSERT(!is_taken("c1:18446744073709551616"));
        CPPUNIT_ASSERT(!is_taken("c18446744073709551616:1"));
    }

    void keeps_the_last_position_of_a_stream() {
        Cursor cursor;
        cursor.set({StreamKind::chat, 1}, 5);
        cursor.set({StreamKind::chat, 1}, 6);
        CPPUNIT_ASSERT_EQUAL("c1:6"s, from_base64url(cursor.encode()).value());
    }

    void refuses_what_is_malformed() {
        CPPUNIT_ASSERT(is_taken("c1:2"));
        for (const std::string_view plain : {"c"sv,     "c1"sv,     "c1:"sv,        "c:2"sv,       "1:2"sv,    "x1:2"sv,  "C1:2"sv,
                                             "c1:2,"sv, ",c1:2"sv,  "c1:2,,q1:2"sv, "c1:2 "sv,     " c1:2"sv,  "c-1:2"sv, "c1:-2"sv,
                                             "c+1:2"sv, "c1.5:2"sv, "c0x1:2"sv,     "c1:2;q1:2"sv, "c1:2\0"sv, "\0"sv,    "c1:2q1:2"sv}) {
            CPPUNIT_ASSERT_MESSAGE(std::string(plain), !is_taken(plain));
        }
    }

    void refuses_what_is_no_base64url() {
        for (const std::string_view text : {""sv, "c1:2"sv, "YzE6Mg=="sv, "YzE6M"sv, " YzE6Mg"sv, "YzE6Mg\0"sv, "\xFF\xFF"sv}) {
            CPPUNIT_ASSERT(!Cursor::decode(text));
        }
        CPPUNIT_ASSERT(Cursor::decode("YzE6Mg"));
    }

    void refuses_what_is_huge() {
        CPPUNIT_ASSERT(!Cursor::decode(std::string(1'000'000, 'A')));
        Cursor most;
        for (std::uint64_t id = 1; id <= 512; ++id) most.set({StreamKind::chat, id}, id);
        CPPUNIT_ASSERT(Cursor::decode(most.encode()));
        most.set({StreamKind::chat, 513}, 1);
        CPPUNIT_ASSERT(!Cursor::decode(most.encode()));
        std::string repeated = "c1:1";
        while (repeated.size() < 7000) repeated += ",c1:1";
        CPPUNIT_ASSERT(!is_taken(repeated));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CursorTest);

}  // namespace
}  // namespace caritas::tests
