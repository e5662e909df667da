// FastCGI records byte by byte, as the specification (sections 3.3, 5.3, 5.5) lays them out.
#include "live/fastcgi_record.h"
#include "unit/expect.h"
#include "unit/fastcgi_reader.h"

namespace caritas::tests {
namespace {

const std::string kEnd = "\1\3\1\2\0\x8\0\0\0\0\0\0\0\0\0\0"s;  // END_REQUEST of request 258, status 0, complete

class RecordTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(RecordTest);
    CPPUNIT_TEST(writes_the_bytes_of_the_specification);
    CPPUNIT_TEST(ends_an_empty_answer);
    CPPUNIT_TEST(fills_one_record_to_its_last_byte);
    CPPUNIT_TEST(splits_what_one_record_cannot_hold);
    CPPUNIT_TEST(names_the_largest_request);
    CPPUNIT_TEST_SUITE_END();

    void writes_the_bytes_of_the_specification() {
        CPPUNIT_ASSERT_EQUAL("\1\6\1\2\0\3\0\0abc"s + "\1\6\1\2\0\0\0\0"s + kEnd, live::fastcgi_answer(0x0102, "abc"));
    }

    void ends_an_empty_answer() { CPPUNIT_ASSERT_EQUAL("\1\6\1\2\0\0\0\0"s + kEnd, live::fastcgi_answer(0x0102, "")); }

    void fills_one_record_to_its_last_byte() {
        const std::string content(65'535, 'x');
        const std::string answer = live::fastcgi_answer(1, content);
        CPPUNIT_ASSERT_EQUAL("\1\6\0\1\xFF\xFF\0\0"s, answer.substr(0, 8));
        CPPUNIT_ASSERT_EQUAL(8 + content.size() + 8 + 16, answer.size());
    }

    void splits_what_one_record_cannot_hold() {
        std::string content;
        for (std::size_t i = 0; i < 200'000; ++i) content += static_cast<char>('a' + i % 23);
        for (const std::size_t size : {std::size_t{65'536}, std::size_t{131'070}, content.size()}) {
            const std::string part = content.substr(0, size);
            const auto read = read_fastcgi(live::fastcgi_answer(7, part));
            CPPUNIT_ASSERT(read.ended && read.request_id == 7);
            CPPUNIT_ASSERT_EQUAL((size + 65'534) / 65'535, read.records);
            CPPUNIT_ASSERT(read.content == part);
        }
    }

    void names_the_largest_request() { CPPUNIT_ASSERT_EQUAL("\1\6\xFF\xFF"s, live::fastcgi_answer(65'535, "x").substr(0, 4)); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RecordTest);

}  // namespace
}  // namespace caritas::tests
