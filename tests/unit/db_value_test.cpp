// Values on their way into a statement and out of a row; reading a cell as what it is not is noticed.
#include "db/value.h"
#include "unit/expect.h"

namespace caritas::tests {
namespace {

class ValueTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ValueTest);
    CPPUNIT_TEST(carries_numbers_bytes_and_nothing);
    CPPUNIT_TEST(reads_cells_by_their_kind);
    CPPUNIT_TEST(notices_a_wrong_kind_and_a_wrong_column);
    CPPUNIT_TEST_SUITE_END();

    void carries_numbers_bytes_and_nothing() {
        CPPUNIT_ASSERT_EQUAL(std::int64_t{-5}, *db::Value(-5).number());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, *db::Value(true).number());
        CPPUNIT_ASSERT(*db::Value("a\0b"sv).bytes() == "a\0b"sv);
        CPPUNIT_ASSERT(*db::Value("text").bytes() == "text");
        CPPUNIT_ASSERT(!db::Value(nullptr).number() && !db::Value(nullptr).bytes());
        CPPUNIT_ASSERT(!db::Value(std::optional<std::string>()).bytes());
        const std::optional<std::string> there = "x";
        CPPUNIT_ASSERT(*db::Value(there).bytes() == "x");
    }

    void reads_cells_by_their_kind() {
        const db::Row row({std::int64_t{7}, "text"s, std::monostate{}, std::int64_t{0}});
        CPPUNIT_ASSERT(row.number(0) == 7 && row.id(0) == 7 && row.flag(0) && !row.flag(3));
        CPPUNIT_ASSERT_EQUAL("text"s, row.text(1));
        CPPUNIT_ASSERT(row.time(0) == Time(Millis(7)) && row.maybe_time(0) == Time(Millis(7)));
        CPPUNIT_ASSERT(row.is_null(2) && !row.maybe_number(2) && !row.maybe_id(2) && !row.maybe_text(2) && !row.maybe_time(2));
    }

    void notices_a_wrong_kind_and_a_wrong_column() {
        const db::Row row({std::int64_t{7}, "text"s, std::monostate{}});
        CPPUNIT_ASSERT_THROW(static_cast<void>(row.text(0)), std::logic_error);
        CPPUNIT_ASSERT_THROW(static_cast<void>(row.number(1)), std::logic_error);
        CPPUNIT_ASSERT_THROW(static_cast<void>(row.number(2)), std::logic_error);
        CPPUNIT_ASSERT_THROW(static_cast<void>(row.text(3)), std::out_of_range);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ValueTest);

}  // namespace
}  // namespace caritas::tests
