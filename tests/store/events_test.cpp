// The long polls from the dispatch down to the rows: a cursor resumes without a gap or a double, and shows nobody what is not theirs.
#include "chat/counselor_store.h"
#include "core/secret.h"
#include "live/cursor.h"
#include "store/bench.h"
#include "unit/temporary_keys.h"
#include "web/dispatch.h"

#include <algorithm>

namespace caritas::tests {
namespace {

using chat::Role;

class EventsTest : public StoreBench {
    CPPUNIT_TEST_SUITE(EventsTest);
    CPPUNIT_TEST(a_seeker_gets_everything_and_then_what_is_new);
    CPPUNIT_TEST(an_old_cursor_gives_the_same_again);
    CPPUNIT_TEST(a_seeker_gets_many_messages_in_pages);
    CPPUNIT_TEST(a_waiting_seeker_follows_the_queue);
    CPPUNIT_TEST(a_counselor_gets_everything_and_then_what_is_new);
    CPPUNIT_TEST(a_counselor_gets_many_messages_of_several_chats);
    CPPUNIT_TEST(a_counselor_gets_the_last_words_of_an_ended_chat_once);
    CPPUNIT_TEST(a_counselor_is_told_of_an_erased_chat_once);
    CPPUNIT_TEST(a_counselor_is_told_that_the_window_closed);
    CPPUNIT_TEST(a_foreign_cursor_shows_nothing);
    CPPUNIT_TEST(a_dead_session_is_told_why);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override {
        StoreBench::setUp();
        const DatabaseConfig& database = config_of(User::worker).database;
        pool_ = std::make_unique<db::Pool>(database, read_password(database), 1);
        seeker_ = waiting();
        change("UPDATE seeker_sessions SET token_hash = ?", {sha256("seeker")});
        seeker_.token_hash = sha256("seeker");
        start_session(anna_, sha256("anna"));
    }
    void tearDown() override {
        pool_.reset();
        StoreBench::tearDown();
    }

private:
    // The answer of a poll; null if it would wait.
    Json::Value poll(std::string_view role, std::string_view token, const std::string& cursor) {
        web::Request request;
        request.method = "GET";
        request.path = "/api/v1/" + std::string(role) + "/events";
        request.query = cursor.empty() ? "" : "after=" + cursor;
        request.cookies = "__Host-" + std::string(role) + "=" + std::string(token);
        const web::App app{
            config_of(User::worker), *pool_, *pool_, time_, temporary_.keys, pace_, [](const chat::Moves&) {}, [](const chat::Written&) {},
            [](chat::Stream) {}};
        const web::Outcome outcome = web::dispatch(app, request);
        if (const auto* response = std::get_if<web::Response>(&outcome)) return response->body;
        const auto& polled = std::get<web::Polled>(outcome);
        if (!polled.news) return {};
        Json::Value body = polled.news->body;
        body["cursor"] = live::Cursor::encode(polled.standing.seen);
        return body;
    }
    Json::Value seeker_poll(const std::string& cursor) { return poll("seeker", "seeker", cursor); }
    Json::Value anna_poll(const std::string& cursor) { return poll("counselor", "anna", cursor); }

    void begin_chat() {
        CPPUNIT_ASSERT(accept_request(worker(), anna_, seeker_.public_id).outcome == chat::AcceptOutcome::accepted);
        CPPUNIT_ASSERT(chat::begin(worker(), seeker_.chat_id));
    }

    // Polls until there is nothing more; gives the texts in the order in which they came.
    template <class Poll>
    std::vector<std::string> drain(Poll&& poll_once, std::string& cursor) {
        std::vector<std::string> texts;
        for (Json::Value news = poll_once(cursor); !news.isNull(); news = poll_once(cursor)) {
            CPPUNIT_ASSERT_MESSAGE(news.toStyledString(), news.isMember("cursor"));
            CPPUNIT_ASSERT(news["messages"].size() <= 500);
            for (const Json::Value& message : news["messages"]) texts.push_back(message["body"].asString());
            CPPUNIT_ASSERT_MESSAGE("the cursor stands still", cursor != news["cursor"].asString());
            cursor = news["cursor"].asString();
        }
        return texts;
    }
    static std::string coded(const std::string& text) { return to_base64(text); }
    std::vector<std::string> drain_seeker(std::string& cursor) {
        return drain([this](const std::string& after) { return seeker_poll(after); }, cursor);
    }
    std::vector<std::string> drain_anna(std::string& cursor) {
        return drain([this](const std::string& after) { return anna_poll(after); }, cursor);
    }
    std::vector<std::string> send_many(const Seeker& seeker, int many, const std::string& name) {
        std::vector<std::string> texts;
        for (int i = 0; i < many; ++i) {
            const std::string text = name + std::to_string(i);
            send(seeker, i % 2 == 0 ? Role::seeker : Role::counselor, text);
            texts.push_back(coded(text));
        }
        return texts;
    }

    void a_seeker_gets_everything_and_then_what_is_new() {
        begin_chat();
        send(seeker_, Role::counselor, "one");
        const Json::Value all = seeker_poll("");
        CPPUNIT_ASSERT_EQUAL(1U, all["messages"].size());
        CPPUNIT_ASSERT_EQUAL("running"s, all["chat"]["state"].asString());
        CPPUNIT_ASSERT(!all["more"].asBool());
        CPPUNIT_ASSERT(seeker_poll(all["cursor"].asString()).isNull());
        send(seeker_, Role::counselor, "two");
        const Json::Value news = seeker_poll(all["cursor"].asString());
        CPPUNIT_ASSERT(news["messages"].size() == 1 && news["messages"][0]["body"].asString() == coded("two"));
    }

    void an_old_cursor_gives_the_same_again() {
        begin_chat();
        const std::string old = seeker_poll("")["cursor"].asString();
        const std::string annas = anna_poll("")["cursor"].asString();
        const auto texts = send_many(seeker_, 7, "t");
        for (int i = 0; i < 2; ++i) {
            std::string cursor = old;
            CPPUNIT_ASSERT(drain_seeker(cursor) == texts);
            cursor = annas;
            CPPUNIT_ASSERT(drain_anna(cursor) == texts);
        }
    }

    void a_seeker_gets_many_messages_in_pages() {
        begin_chat();
        const auto texts = send_many(seeker_, 1003, "t");
        std::string cursor;
        CPPUNIT_ASSERT(seeker_poll("")["more"].asBool());
        CPPUNIT_ASSERT(drain_seeker(cursor) == texts);
    }

    void a_waiting_seeker_follows_the_queue() {
        const Seeker behind = waiting();
        const Json::Value all = seeker_poll("");
        CPPUNIT_ASSERT(all["chat"]["state"] == "waiting" && all["chat"]["position"] == 1);
        const std::string cursor = all["cursor"].asString();
        CPPUNIT_ASSERT(seeker_poll(cursor).isNull());
        CPPUNIT_ASSERT(chat::withdraw(worker(), behind.chat_id, topic_, false, "seeker"));
        CPPUNIT_ASSERT(!seeker_poll(cursor).isNull());
    }

    void a_counselor_gets_everything_and_then_what_is_new() {
        const Json::Value all = anna_poll("");
        CPPUNIT_ASSERT(all["requests"].size() == 1 && all["chats"].empty() && all["messages"].empty() && all["chatsComplete"].asBool());
        CPPUNIT_ASSERT(anna_poll(all["cursor"].asString()).isNull());
        begin_chat();
        send(seeker_, Role::seeker, "one");
        const Json::Value news = anna_poll(all["cursor"].asString());
        CPPUNIT_ASSERT(news["requests"].empty() && news["chats"].size() == 1 && news["chatsComplete"].asBool());
        CPPUNIT_ASSERT(news["messages"].size() == 1 && news["messages"][0]["chat"] == to_hex(seeker_.public_id));
        send(seeker_, Role::seeker, "two");
        const Json::Value more = anna_poll(news["cursor"].asString());
        CPPUNIT_ASSERT(!more.isMember("requests") && more["chats"].size() == 1 && !more["chatsComplete"].asBool());
        CPPUNIT_ASSERT(more["messages"].size() == 1 && more["messages"][0]["body"].asString() == coded("two"));
        CPPUNIT_ASSERT_EQUAL(0U, anna_poll("")["messages"].size());  // a page that opens loads its histories itself
    }

    void a_counselor_gets_many_messages_of_several_chats() {
        std::string cursor = anna_poll("")["cursor"].asString();
        begin_chat();
        const Seeker other = running();
        auto texts = send_many(seeker_, 600, "a");
        const auto others = send_many(other, 450, "b");
        texts.insert(texts.end(), others.begin(), others.end());
        auto got = drain_anna(cursor);
        std::sort(texts.begin(), texts.end());
        std::sort(got.begin(), got.end());
        CPPUNIT_ASSERT_EQUAL(texts.size(), got.size());
        CPPUNIT_ASSERT(texts == got);
    }

    void a_counselor_gets_the_last_words_of_an_ended_chat_once() {
        begin_chat();
        std::string cursor = anna_poll("")["cursor"].asString();
        const auto texts = send_many(seeker_, 620, "t");
        CPPUNIT_ASSERT(chat::end_by_seeker(worker(), seeker_.chat_id, false, "seeker"));
        const Json::Value first = anna_poll(cursor);
        CPPUNIT_ASSERT(first["chats"][0]["state"] == "ended" && first["chats"][0]["endedBy"] == "seeker");
        CPPUNIT_ASSERT(drain_anna(cursor) == texts);
        CPPUNIT_ASSERT(anna_poll(cursor).isNull());
    }

    void a_counselor_is_told_of_an_erased_chat_once() {
        CPPUNIT_ASSERT(accept_request(worker(), anna_, seeker_.public_id).outcome == chat::AcceptOutcome::accepted);
        const std::string cursor = anna_poll("")["cursor"].asString();
        CPPUNIT_ASSERT(chat::end_by_seeker(worker(), seeker_.chat_id, false, "seeker"));
        const Json::Value news = anna_poll(cursor);
        CPPUNIT_ASSERT(news["chats"].size() == 1 && news["chats"][0]["state"] == "erased" && news["messages"].empty());
        CPPUNIT_ASSERT(anna_poll(news["cursor"].asString()).isNull());
        CPPUNIT_ASSERT(anna_poll("")["chats"].empty());
    }

    void a_counselor_is_told_that_the_window_closed() {
        begin_chat();
        const std::string cursor = anna_poll("")["cursor"].asString();
        age(seeker_, "accepted_at", std::chrono::seconds(180 * 60 + 1));
        const Json::Value news = anna_poll(cursor);
        CPPUNIT_ASSERT(news["chats"].size() == 1 && news["chats"][0]["endedBy"] == "window");
        CPPUNIT_ASSERT(anna_poll(news["cursor"].asString()).isNull());
    }

    // Cursors say where to go on; what may be seen comes from the session.
    void a_foreign_cursor_shows_nothing() {
        const chat::Id ben = add_counselor("ben");
        start_session(ben, sha256("ben"));
        const std::string old = anna_poll("")["cursor"].asString();
        begin_chat();
        send(seeker_, Role::seeker, "for anna only");
        CPPUNIT_ASSERT_EQUAL(1U, anna_poll(old)["messages"].size());
        const std::string forged = to_base64url("c" + std::to_string(seeker_.chat_id) + ":0,i" + std::to_string(ben) + ":0");
        for (const std::string& cursor : {old, forged}) {
            const Json::Value seen = poll("counselor", "ben", cursor);
            CPPUNIT_ASSERT(seen["messages"].empty() && seen["chats"].empty());
        }
        CPPUNIT_ASSERT_EQUAL("bad_request"s, anna_poll("nonsense")["error"]["code"].asString());
    }

    void a_dead_session_is_told_why() {
        begin_chat();
        CPPUNIT_ASSERT(chat::end_by_counselor(worker(), seeker_.chat_id, anna_));
        CPPUNIT_ASSERT_EQUAL("counselor"s, seeker_poll("")["error"]["reason"].asString());
        CPPUNIT_ASSERT_EQUAL("no_session"s, poll("seeker", "other", "")["error"]["code"].asString());
        CPPUNIT_ASSERT_EQUAL("no_session"s, poll("seeker", "", "")["error"]["code"].asString());
        chat::sign_out(worker(), anna_, sha256("anna"));
        CPPUNIT_ASSERT_EQUAL("signed_out"s, anna_poll("")["error"]["reason"].asString());
    }

    std::unique_ptr<db::Pool> pool_;
    SystemClock clock_;
    web::ServerTime time_{clock_};
    web::SessionPace pace_{120};
    const TemporaryKeys temporary_;
    Seeker seeker_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(EventsTest);

}  // namespace
}  // namespace caritas::tests
