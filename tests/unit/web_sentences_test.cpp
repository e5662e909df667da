// Every refusal has its status, as API.md lists them, and a sentence of its own in both languages.
#include "unit/expect.h"
#include "web/response.h"

#include <map>
#include <set>

namespace caritas::tests {
namespace {

using web::Language;

const std::map<std::string, int> kStatuses{
    {"bad_request", 400},        {"key_changed", 409},  {"too_many_files", 409},    {"no_session", 401},       {"session_ended", 401},
    {"foreign_origin", 403},     {"wrong_login", 403},  {"initial_password", 403},  {"not_found", 404},        {"unknown_topic", 404},
    {"method_not_allowed", 405}, {"topic_closed", 409}, {"waiting_elsewhere", 409}, {"already_accepted", 409}, {"request_withdrawn", 409},
    {"not_accepted", 409},       {"not_begun", 409},    {"chat_over", 409},         {"too_large", 413},        {"unsupported_type", 415},
    {"internal", 500},           {"chat_full", 409},    {"seeker_present", 409},    {"queue_full", 409},       {"work_required", 429},
    {"too_many_requests", 429},  {"unavailable", 503},
};

constexpr auto kCodes = static_cast<int>(Code::unavailable) + 1;

class SentencesTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SentencesTest);
    CPPUNIT_TEST(every_code_has_the_status_of_the_contract);
    CPPUNIT_TEST(every_code_has_a_sentence_of_its_own);
    CPPUNIT_TEST(sentences_fit_du_and_sie);
    CPPUNIT_TEST_SUITE_END();

    void every_code_has_the_status_of_the_contract() {
        CPPUNIT_ASSERT_EQUAL(kStatuses.size(), static_cast<std::size_t>(kCodes));
        for (int i = 0; i < kCodes; ++i) {
            const auto code = static_cast<Code>(i);
            const std::string name(name_of(code));
            CPPUNIT_ASSERT_MESSAGE(name, kStatuses.contains(name));
            CPPUNIT_ASSERT_EQUAL_MESSAGE(name, kStatuses.at(name), status_of(code));
            CPPUNIT_ASSERT_EQUAL(name, std::string(Refusal(code).what()));
        }
    }

    void every_code_has_a_sentence_of_its_own() {
        std::set<std::string> sentences;
        for (int i = 0; i < kCodes; ++i) {
            for (const Language language : {Language::german, Language::english}) {
                const std::string text = web::sentence(Refusal(static_cast<Code>(i)), language);
                CPPUNIT_ASSERT_MESSAGE(text, text.size() > 10 && text.ends_with('.'));
                CPPUNIT_ASSERT_MESSAGE("said twice: " + text, sentences.insert(text).second);
            }
        }
    }

    void sentences_fit_du_and_sie() {
        for (int i = 0; i < kCodes; ++i) {
            const std::string text = " " + web::sentence(Refusal(static_cast<Code>(i)), Language::german) + " ";
            for (const char* word : {" du ", " dein", " dich ", " dir ", " Sie ", " Ihr", " Ihnen "}) {
                CPPUNIT_ASSERT_MESSAGE(text, text.find(word) == std::string::npos);
            }
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SentencesTest);

}  // namespace
}  // namespace caritas::tests
