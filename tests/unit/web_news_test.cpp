// News from memory: a poll that is nothing but a few messages behind gets exactly these, every other one looks anew.
#include "core/secret.h"
#include "unit/poll_bench.h"
#include "web/events.h"
#include "web/news.h"

namespace caritas::tests {
namespace {

using namespace std::chrono_literals;

class NewsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(NewsTest);
    CPPUNIT_TEST(gives_exactly_what_is_at_hand);
    CPPUNIT_TEST(gives_a_counselor_the_messages_of_several_chats_with_their_ids);
    CPPUNIT_TEST(tells_signals_alone_and_beside_messages);
    CPPUNIT_TEST(tells_a_counselor_whose_signal_it_is);
    CPPUNIT_TEST(gives_nothing_if_another_stream_moved_too);
    CPPUNIT_TEST(gives_nothing_if_a_message_is_not_at_hand);
    CPPUNIT_TEST(gives_nothing_if_nothing_moved);
    CPPUNIT_TEST(gives_no_more_than_an_answer_holds);
    CPPUNIT_TEST_SUITE_END();

    web::Recent recent_;
    web::ChatNames names_ = [](chat::Id id) { return id == 1 ? std::optional(std::string(16, '\1')) : std::nullopt; };

    void add(chat::Stream stream, std::uint64_t seq, const std::string& body = "text") {
        recent_.add(make_written(stream, seq, body), Tick(1h));
    }
    // A waiter that got nothing stands where it stood.
    void expect_nothing(live::Waiter waiter, const chat::Moves& newer) {
        const chat::Moves before = waiter.seen;
        CPPUNIT_ASSERT(!web::message_news(waiter, recent_, newer, names_));
        for (std::size_t i = 0; i < before.size(); ++i) CPPUNIT_ASSERT_EQUAL(before[i].seq, waiter.seen[i].seq);
    }

    void gives_exactly_what_is_at_hand() {
        for (const std::uint64_t seq : {4, 5, 6, 7}) add(kChatOne, seq, "line " + std::to_string(seq));
        live::Waiter waiter = make_waiter(kChatOne, {{kChatOne, 4}, {kQueueOne, 3}});
        const auto answer = web::message_news(waiter, recent_, {{kChatOne, 6}}, names_);
        CPPUNIT_ASSERT(answer && answer->status == 200);
        CPPUNIT_ASSERT(answer->body.getMemberNames() == std::vector<std::string>({"messages", "more"}));
        CPPUNIT_ASSERT(!answer->body["more"].asBool());
        const Json::Value& messages = answer->body["messages"];
        CPPUNIT_ASSERT(messages.size() == 2 && messages[0]["seq"].asUInt() == 5 && messages[1]["seq"].asUInt() == 6);
        CPPUNIT_ASSERT_EQUAL(to_base64("line 5"), messages[0]["body"].asString());
        CPPUNIT_ASSERT(!messages[0].isMember("chat"));
        CPPUNIT_ASSERT(waiter.seen[0].seq == 6 && waiter.seen[1].seq == 3);
    }

    void tells_signals_alone_and_beside_messages() {
        constexpr chat::Stream kTyping{chat::StreamKind::typing_counselor, kChatOne.id};
        constexpr chat::Stream kRead{chat::StreamKind::read_counselor, kChatOne.id};
        live::Waiter waiter = make_waiter(kChatOne, {{kChatOne, 4}, {kTyping, 100}, {kRead, 2}});
        const auto signals = web::message_news(waiter, recent_, {{kTyping, 200}, {kRead, 3}}, names_);
        CPPUNIT_ASSERT(signals && signals->body.getMemberNames() == std::vector<std::string>({"signals"}));
        CPPUNIT_ASSERT(signals->body["signals"].size() == 2 && signals->body["signals"][0]["typing"].asBool());
        CPPUNIT_ASSERT(signals->body["signals"][1]["read"].asUInt() == 3 && !signals->body["signals"][1].isMember("chat"));
        CPPUNIT_ASSERT(waiter.seen[1].seq == 200 && waiter.seen[2].seq == 3);
        add(kChatOne, 5);
        const auto both = web::message_news(waiter, recent_, {{kChatOne, 5}, {kTyping, 300}}, names_);
        CPPUNIT_ASSERT(both && both->body["messages"].size() == 1 && both->body["signals"].size() == 1);
    }

    void tells_a_counselor_whose_signal_it_is() {
        constexpr chat::Stream kTyping{chat::StreamKind::typing_seeker, 1};
        constexpr chat::Stream kGone{chat::StreamKind::typing_seeker, 9};
        live::Waiter waiter = make_waiter(kInboxOne, {{kInboxOne, 1}, {kTyping, 100}, {kGone, 100}});
        const auto answer = web::message_news(waiter, recent_, {{kTyping, 200}}, names_);
        CPPUNIT_ASSERT(answer.has_value());
        CPPUNIT_ASSERT_EQUAL(to_hex(std::string(16, '\1')), answer->body["signals"][0]["chat"].asString());
        expect_nothing(make_waiter(kInboxOne, {{kInboxOne, 1}, {kGone, 100}}), {{kGone, 200}});
    }

    void gives_a_counselor_the_messages_of_several_chats_with_their_ids() {
        add(kChatOne, 5);
        add(kChatTwo, 8);
        live::Waiter waiter = make_waiter(kInboxOne, {{kInboxOne, 1}, {kChatOne, 4}, {kChatTwo, 7}});
        const auto answer = web::message_news(waiter, recent_, {{kChatOne, 5}, {kChatTwo, 8}}, names_);
        CPPUNIT_ASSERT(answer.has_value());
        const Json::Value& messages = answer->body["messages"];
        CPPUNIT_ASSERT(messages.size() == 2);
        CPPUNIT_ASSERT_EQUAL(to_hex(std::string(16, '\1')), messages[0]["chat"].asString());
        CPPUNIT_ASSERT_EQUAL(to_hex(std::string(16, '\2')), messages[1]["chat"].asString());
        CPPUNIT_ASSERT(waiter.seen[0].seq == 1 && waiter.seen[1].seq == 5 && waiter.seen[2].seq == 8);
    }

    void gives_nothing_if_another_stream_moved_too() {
        add(kChatOne, 5);
        expect_nothing(make_waiter(kInboxOne, {{kInboxOne, 1}, {kChatOne, 4}}), {{kInboxOne, 2}, {kChatOne, 5}});
        expect_nothing(make_waiter(kInboxOne, {{kChatOne, 4}, {kInboxOne, 1}}), {{kChatOne, 5}, {kInboxOne, 2}});
        expect_nothing(make_waiter(kChatOne, {{kChatOne, 4}, {kQueueOne, 3}}), {{kChatOne, 5}, {kQueueOne, 4}});
    }

    // A state or a presence moved the chat as well, or the messages are older than what is remembered.
    void gives_nothing_if_a_message_is_not_at_hand() {
        add(kChatOne, 5);
        add(kChatOne, 7);
        expect_nothing(make_waiter(kChatOne, {{kChatOne, 4}}), {{kChatOne, 7}});
        expect_nothing(make_waiter(kChatOne, {{kChatOne, 3}}), {{kChatOne, 5}});
        expect_nothing(make_waiter(kInboxOne, {{kChatOne, 6}, {kChatTwo, 1}}), {{kChatOne, 7}, {kChatTwo, 2}});
    }

    void gives_nothing_if_nothing_moved() { expect_nothing(make_waiter(kChatOne, {{kChatOne, 4}}), {}); }

    void gives_no_more_than_an_answer_holds() {
        for (std::uint64_t seq = 1; seq <= web::kMostMessages + 1; ++seq) add(kChatOne, seq);
        expect_nothing(make_waiter(kChatOne, {{kChatOne, 0}}), {{kChatOne, web::kMostMessages + 1}});
        live::Waiter waiter = make_waiter(kChatOne, {{kChatOne, 1}});
        const auto answer = web::message_news(waiter, recent_, {{kChatOne, web::kMostMessages + 1}}, names_);
        CPPUNIT_ASSERT(answer && answer->body["messages"].size() == web::kMostMessages);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NewsTest);

}  // namespace
}  // namespace caritas::tests
