// Where the keys of a conversation are, and that every end takes away what nobody may open any more.
#include "admin/admin_store.h"
#include "chat/counselor_store.h"
#include "chat/forget_keys.h"
#include "chat/retention_store.h"
#include "core/secret.h"
#include "store/bench.h"
#include "unit/temporary_keys.h"

namespace caritas::tests {
namespace {

using namespace std::chrono_literals;

class KeysTest : public StoreBench {
    CPPUNIT_TEST_SUITE(KeysTest);
    CPPUNIT_TEST(each_session_has_a_share_until_its_end);
    CPPUNIT_TEST(a_repeat_has_the_share_of_its_place);
    CPPUNIT_TEST(an_end_takes_the_key_of_the_seeker);
    CPPUNIT_TEST(who_goes_unheard_leaves_no_key);
    CPPUNIT_TEST(erasing_takes_all_of_them);
    CPPUNIT_TEST(a_key_goes_with_the_last_chat_of_its_hour);
    CPPUNIT_TEST(a_key_stays_for_a_living_session_and_goes_with_it);
    CPPUNIT_TEST(a_key_goes_when_its_time_is_up_whatever_the_database_says);
    CPPUNIT_TEST_SUITE_END();

    std::string share_of(std::string_view token_hash) {
        const auto session = chat::find_seeker_session(worker(), token_hash);
        return session ? session->share.bytes : "no session";
    }
    // Which of the keys the chat's row holds.
    std::string keys_of(const Seeker& seeker) {
        return owner()
            .select_one(
                "SELECT CONCAT_WS(' ', IF(seeker_public_key IS NULL, NULL, 'seeker'), IF(counselor_public_key IS NULL, NULL, 'counselor'), "
                "IF(key_for_seeker IS NULL, NULL, 'for_seeker'), IF(key_for_counselor IS NULL, NULL, 'for_counselor')) "
                "FROM chats WHERE id = ?",
                {seeker.chat_id})
            ->text(0);
    }
    template <class Work>
    void expect_left(const std::string& left, const std::string& what, const Seeker& seeker, Work&& work) {
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, std::size_t{60}, share_of(seeker.token_hash).size());
        work();
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, left, keys_of(seeker));
        CPPUNIT_ASSERT_EQUAL_MESSAGE(what, ""s, share_of(seeker.token_hash));
    }

    void each_session_has_a_share_until_its_end() {
        const Seeker one = waiting();
        const Seeker two = running();
        CPPUNIT_ASSERT_EQUAL("seeker"s, keys_of(one));
        CPPUNIT_ASSERT_EQUAL("seeker counselor for_seeker for_counselor"s, keys_of(two));
        CPPUNIT_ASSERT(share_of(one.token_hash) != share_of(two.token_hash) && share_of(one.token_hash) == share_of(one.token_hash));
    }

    void a_repeat_has_the_share_of_its_place() {
        const std::string client = random_bytes(32);
        const std::string first = random_bytes(32);
        const std::string second = random_bytes(32);
        chat::enqueue(worker(), {topic_, client, first, kSeekerKey, 30min, 200, {std::string(60, 'x'), kShareEpoch}});
        chat::enqueue(worker(), {topic_, client, second, std::string(32, 'o')});
        CPPUNIT_ASSERT(share_of(first).size() == 60 && share_of(first) == share_of(second));
        CPPUNIT_ASSERT_EQUAL(kSeekerKey, chat::find_seeker_session(worker(), second)->chat->seeker_public_key);
    }

    void an_end_takes_the_key_of_the_seeker() {
        const std::string left = "seeker counselor for_counselor";
        const Seeker by_seeker = running();
        expect_left(left, "seeker", by_seeker, [&] { chat::end_by_seeker(worker(), by_seeker.chat_id, true, "seeker"); });
        const Seeker by_counselor = running();
        expect_left(left, "counselor", by_counselor, [&] { chat::end_by_counselor(worker(), by_counselor.chat_id, anna_); });
        const Seeker by_window = accepted();
        age(by_window, "accepted_at", 180min + 1s);
        chat::end_past_window(janitor());
        CPPUNIT_ASSERT_EQUAL(left, keys_of(by_window));
        CPPUNIT_ASSERT_EQUAL(""s, share_of(by_window.token_hash));
        const Seeker by_admin = running();
        expect_left(left, "admin", by_admin, [&] { admin::disable_counselor(admin(), "anna"); });
    }

    void who_goes_unheard_leaves_no_key() {
        const Seeker withdraws = waiting();
        expect_left("", "withdrawn", withdraws, [&] { chat::withdraw(worker(), withdraws.chat_id, topic_, false, "seeker"); });
        const Seeker absent = waiting();
        age(absent, "place_until", 30min + 1s);
        expect_left("", "absent", absent, [&] { chat::withdraw_absent(janitor()); });
        const Seeker silent = accepted();
        expect_left("", "nothing written", silent, [&] { chat::end_by_seeker(worker(), silent.chat_id, false, "seeker"); });
    }

    void erasing_takes_all_of_them() {
        const Seeker seeker = ended();
        CPPUNIT_ASSERT_EQUAL("seeker counselor for_counselor"s, keys_of(seeker));
        age(seeker, "ended_at", 48h + 1s);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::erase_unreadable(janitor()));
        CPPUNIT_ASSERT_EQUAL(""s, keys_of(seeker));
    }

    void a_key_goes_with_the_last_chat_of_its_hour() {
        const TemporaryKeys temporary;
        const auto now = static_cast<chat::Epoch>(count("SELECT FLOOR(UNIX_TIMESTAMP() / 3600)"));
        const Seeker one = ended();
        const Seeker two = ended();
        change("UPDATE chats SET key_epoch = ?", {std::int64_t{now} - 3});
        for (const chat::Epoch epoch : {now - 3, now - 2, now}) static_cast<void>(temporary.keys.seal(epoch, "wrapped", ""));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::destroy_unneeded(janitor(), temporary.keys));
        CPPUNIT_ASSERT(temporary.keys.all() == (std::vector<chat::Epoch>{now - 3, now}));
        age(one, "ended_at", 48h + 1s);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::erase_unreadable(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::destroy_unneeded(janitor(), temporary.keys));
        age(two, "ended_at", 48h + 1s);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::erase_unreadable(janitor()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::destroy_unneeded(janitor(), temporary.keys));
        CPPUNIT_ASSERT(temporary.keys.all() == std::vector<chat::Epoch>{now});  // somebody may be about to accept
    }

    void a_key_stays_for_a_living_session_and_goes_with_it() {
        const TemporaryKeys temporary;
        const auto now = static_cast<chat::Epoch>(count("SELECT FLOOR(UNIX_TIMESTAMP() / 3600)"));
        for (const chat::Epoch epoch : {now - 3, now - 2}) static_cast<void>(temporary.keys.seal(epoch, "share", ""));
        const Seeker seeker = waiting();
        const std::string token_hash = random_bytes(32);
        start_session(anna_, token_hash);
        change("UPDATE seeker_sessions SET share_epoch = ?", {std::int64_t{now} - 3});
        change("UPDATE counselor_sessions SET share_epoch = ?", {std::int64_t{now} - 2});
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::destroy_unneeded(janitor(), temporary.keys));
        chat::withdraw(worker(), seeker.chat_id, topic_, false, "seeker");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::destroy_unneeded(janitor(), temporary.keys));
        CPPUNIT_ASSERT(temporary.keys.all() == std::vector<chat::Epoch>{now - 2});
        const chat::SealedShare before = chat::find_own_keys(worker(), token_hash).share;
        chat::replace_share(worker(), token_hash, before, {"sealed anew", now});
        CPPUNIT_ASSERT_EQUAL("sealed anew"s, chat::find_own_keys(worker(), token_hash).share.bytes);
        chat::replace_share(worker(), token_hash, before, {"too late", now});
        CPPUNIT_ASSERT_EQUAL("sealed anew"s, chat::find_own_keys(worker(), token_hash).share.bytes);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::destroy_unneeded(janitor(), temporary.keys));
    }

    void a_key_goes_when_its_time_is_up_whatever_the_database_says() {
        const TemporaryKeys temporary;
        constexpr chat::Epoch kEpoch = 472'222;
        for (const chat::Epoch epoch : {kEpoch, kEpoch + 1}) static_cast<void>(temporary.keys.seal(epoch, "wrapped", ""));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, chat::destroy_overdue(temporary.keys, chat::overdue_at(kEpoch) - 1ms));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::destroy_overdue(temporary.keys, chat::overdue_at(kEpoch)));
        CPPUNIT_ASSERT(temporary.keys.all() == std::vector<chat::Epoch>{kEpoch + 1});
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeysTest);

}  // namespace
}  // namespace caritas::tests
