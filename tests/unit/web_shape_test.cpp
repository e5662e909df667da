// The JSON of chats and messages: the fields that API.md promises, and nothing that leads inside.
#include "unit/expect.h"
#include "unit/temporary_keys.h"
#include "web/shape.h"

#include <set>

namespace caritas::tests {
namespace {

using chat::State;
using web::Language;

const Time kStart = Time(Millis(1'700'000'000'000));

std::set<std::string> names(const Json::Value& value) {
    const auto members = value.getMemberNames();
    return {members.begin(), members.end()};
}

chat::Chat waiting_chat() {
    chat::Chat chat;
    chat.id = 4711;
    chat.public_id = std::string(16, '\xAB');
    chat.number = 2;
    chat.enqueued_at = kStart;
    chat.topic.id = 815;
    chat.topic.slug = "schwangerschaft";
    chat.topic.name_de = "Schwangerschaft";
    chat.topic.name_en = "Pregnancy";
    chat.topic.address = "sie";
    chat.topic.team_name_de = "Team Schwangerschaft";
    chat.topic.team_name_en = "Pregnancy team";
    chat.topic.open = true;
    chat.seeker_public_key = std::string(32, '\x11');
    chat.now = kStart;
    return chat;
}

constexpr chat::Epoch kEpoch = 7;

chat::WrappedKeys wrapped_keys(const chat::EpochKeys& keys, const chat::Chat& chat) {
    const auto sealed = [&](const char* wrapped, chat::Role reader) {
        return keys.seal(kEpoch, wrapped, chat::outer_bound(chat.public_id, reader));
    };
    return {sealed("S", chat::Role::seeker), sealed("C", chat::Role::counselor), std::string(32, '\x22'), kEpoch};
}

chat::CounselorChat ended_chat() {
    chat::CounselorChat entry;
    entry.chat = waiting_chat();
    entry.chat.state = State::ended;
    entry.chat.ended_by = chat::EndedBy::seeker;
    entry.chat.quick_exit = true;
    entry.chat.accepted_at = kStart;
    entry.chat.ended_at = kStart + std::chrono::minutes(5);
    entry.unread = 3;
    entry.last = chat::Message{7, chat::Role::seeker, std::string(16, '\1'), "hallo", kStart};
    return entry;
}

class ShapeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ShapeTest);
    CPPUNIT_TEST(shows_a_waiting_seeker_the_queue);
    CPPUNIT_TEST(shows_a_chatting_seeker_the_counselor);
    CPPUNIT_TEST(shows_a_counselor_an_ended_chat);
    CPPUNIT_TEST(shows_an_erased_chat_without_a_name);
    CPPUNIT_TEST(a_key_goes_to_whom_it_is_for_and_not_without_its_epoch);
    CPPUNIT_TEST(encodes_a_message);
    CPPUNIT_TEST(shows_a_counselor_who_that_is);
    CPPUNIT_TEST(shows_the_house_and_a_portal);
    CPPUNIT_TEST_SUITE_END();

    void shows_a_waiting_seeker_the_queue() {
        const auto json = web::seeker_chat_json(waiting_chat(), web::QueueView{3, true, true}, Config{}, keys_, Language::english);
        CPPUNIT_ASSERT(names(json) ==
                       (std::set<std::string>{"id", "number", "topic", "state", "enqueuedAt", "publicKey", "keys", "position", "topicOpen",
                                              "counselorsOnline", "onlineCounsellingUrl", "offerAfterSeconds"}));
        CPPUNIT_ASSERT_EQUAL("abababababababababababababababab"s, json["id"].asString());
        CPPUNIT_ASSERT(names(json["topic"]) == (std::set<std::string>{"slug", "name", "address"}));
        CPPUNIT_ASSERT_EQUAL("Pregnancy"s, json["topic"]["name"].asString());
        CPPUNIT_ASSERT(json["position"].asInt() == 3 && json["counselorsOnline"].asBool() && json["offerAfterSeconds"].asInt() == 600);
        CPPUNIT_ASSERT(json["onlineCounsellingUrl"].isNull() && json["keys"].isNull());
        CPPUNIT_ASSERT_EQUAL(std::string(64, '1'), json["publicKey"].asString());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1'700'000'000'000}, std::int64_t{json["enqueuedAt"].asInt64()});
    }

    void shows_a_chatting_seeker_the_counselor() {
        chat::Chat chat = waiting_chat();
        chat.state = State::running;
        chat.accepted_at = kStart;
        chat.counselor_id = 12;
        chat.keys = wrapped_keys(keys_, chat);
        const auto json = web::seeker_chat_json(chat, std::nullopt, Config{}, keys_, Language::german);
        CPPUNIT_ASSERT(names(json) ==
                       (std::set<std::string>{"id", "number", "topic", "state", "enqueuedAt", "publicKey", "keys", "topicOpen",
                                              "onlineCounsellingUrl", "offerAfterSeconds", "acceptedAt", "openUntil", "counselorName",
                                              "counselorPresent", "counselorSignedOut", "counselorReadSeq", "readSeq"}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1'700'000'000'000 + 180 * 60'000}, std::int64_t{json["openUntil"].asInt64()});
        CPPUNIT_ASSERT_EQUAL("running"s, json["state"].asString());
        CPPUNIT_ASSERT(json["keys"]["seeker"] == std::string(64, '1') && json["keys"]["counselor"] == std::string(64, '2'));
        CPPUNIT_ASSERT_EQUAL("53"s, json["keys"]["wrapped"].asString());
        const auto name_in = [&](Language language) {
            return web::seeker_chat_json(chat, std::nullopt, Config{}, keys_, language)["counselorName"].asString();
        };
        CPPUNIT_ASSERT_EQUAL("Team Schwangerschaft"s, name_in(Language::german));
        CPPUNIT_ASSERT_EQUAL("Pregnancy team"s, name_in(Language::english));
        chat.counselor_display_name = "Frau Sommer";
        CPPUNIT_ASSERT_EQUAL("Frau Sommer"s, name_in(Language::english));
    }

    void shows_a_counselor_an_ended_chat() {
        chat::CounselorChat entry = ended_chat();
        entry.chat.keys = wrapped_keys(keys_, entry.chat);
        const auto json = web::counselor_chat_json(entry, keys_, Language::german);
        CPPUNIT_ASSERT(names(json) == (std::set<std::string>{"id", "number", "topic", "kind", "state", "endedBy", "quickExit", "acceptedAt",
                                                             "beganAt", "endedAt", "openUntil", "readableUntil", "keys", "seekerPresent",
                                                             "lastSeq", "readSeq", "seekerReadSeq", "unread", "last"}));
        CPPUNIT_ASSERT(json["state"] == "ended" && json["endedBy"] == "seeker" && json["quickExit"].asBool());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1'700'000'000'000 + 5 * 60'000 + 48 * 3'600'000LL},
                             std::int64_t{json["readableUntil"].asInt64()});
        CPPUNIT_ASSERT(json["beganAt"].isNull());
        CPPUNIT_ASSERT_EQUAL("43"s, json["keys"]["wrapped"].asString());
        CPPUNIT_ASSERT(names(json["last"]) == (std::set<std::string>{"clientId", "from", "sentAt", "body"}));
        CPPUNIT_ASSERT_EQUAL("aGFsbG8="s, json["last"]["body"].asString());
        CPPUNIT_ASSERT_EQUAL(3, json["unread"].asInt());
    }

    void shows_an_erased_chat_without_a_name() {
        chat::CounselorChat entry = ended_chat();
        entry.chat.state = State::erased;
        entry.chat.number = std::nullopt;
        entry.last = std::nullopt;
        const auto json = web::counselor_chat_json(entry, keys_, Language::german);
        CPPUNIT_ASSERT(json["number"].isNull() && json["last"].isNull() && json["readableUntil"].isNull());
        CPPUNIT_ASSERT(json["state"] == "erased");
    }

    void a_key_goes_to_whom_it_is_for_and_not_without_its_epoch() {
        chat::CounselorChat entry = ended_chat();
        entry.chat.keys = wrapped_keys(keys_, entry.chat);
        const auto wrapped = [&] { return web::counselor_chat_json(entry, keys_, Language::german)["keys"]["wrapped"]; };
        CPPUNIT_ASSERT_EQUAL("43"s, wrapped().asString());
        std::swap(entry.chat.keys->for_counselor, entry.chat.keys->for_seeker);
        CPPUNIT_ASSERT(wrapped().isNull());
        std::swap(entry.chat.keys->for_counselor, entry.chat.keys->for_seeker);
        keys_.destroy(kEpoch);
        CPPUNIT_ASSERT(wrapped().isNull());
    }

    void encodes_a_message() {
        const auto json = web::message_json({9, chat::Role::counselor, std::string(16, '\x0F'), "\0\xFF"s, kStart});
        CPPUNIT_ASSERT(names(json) == (std::set<std::string>{"seq", "from", "clientId", "sentAt", "body"}));
        CPPUNIT_ASSERT(json["from"] == "counselor" && json["body"] == "AP8=" && json["seq"].asInt() == 9);
        CPPUNIT_ASSERT_EQUAL("0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"s, json["clientId"].asString());
        const auto receipt = web::receipt_json({9, kStart});
        CPPUNIT_ASSERT(names(receipt) == (std::set<std::string>{"seq", "sentAt"}));
    }

    void shows_a_counselor_who_that_is() {
        chat::Counselor counselor;
        counselor.login = "anna";
        const auto json = web::me_json(counselor, {waiting_chat().topic}, Language::english);
        CPPUNIT_ASSERT(json["login"] == "anna" && json["displayName"].isNull());
        CPPUNIT_ASSERT(names(json["topics"][0]) == (std::set<std::string>{"slug", "name", "teamName"}));
        CPPUNIT_ASSERT_EQUAL("Pregnancy team"s, json["topics"][0]["teamName"].asString());
    }

    void shows_the_house_and_a_portal() {
        const auto site = web::site_json(Config{}, Language::english);
        CPPUNIT_ASSERT(names(site) == (std::set<std::string>{"name", "claim", "exitUrl", "maxCharacters", "maxFileBytes"}));
        CPPUNIT_ASSERT_EQUAL("Confidential. Anonymous. Free of charge."s, site["claim"].asString());
        const auto portal = web::portal_json(waiting_chat().topic, Config{}, Language::german);
        CPPUNIT_ASSERT(names(portal) == (std::set<std::string>{"slug", "name", "summary", "address", "teamName", "open",
                                                               "onlineCounsellingUrl", "offerAfterSeconds"}));
        CPPUNIT_ASSERT(portal["open"].asBool() && portal["address"] == "sie" && portal["teamName"] == "Team Schwangerschaft");
    }

    TemporaryFolder folder_;
    const chat::EpochKeys keys_{folder_.path()};
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShapeTest);

}  // namespace
}  // namespace caritas::tests
