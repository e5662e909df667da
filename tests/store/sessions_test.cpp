// Counselors' sessions: alive, idle after eight hours, ended by sign-out, by a new password, by an admin; each with its reason.
#include "admin/admin_store.h"
#include "chat/counselor_store.h"
#include "chat/presence_store.h"
#include "core/secret.h"
#include "store/bench.h"

namespace caritas::tests {
namespace {

class SessionsTest : public StoreBench {
    CPPUNIT_TEST_SUITE(SessionsTest);
    CPPUNIT_TEST(leads_to_its_counselor);
    CPPUNIT_TEST(is_idle_after_eight_hours);
    CPPUNIT_TEST(an_act_keeps_it_awake);
    CPPUNIT_TEST(nothing_wakes_an_ended_session);
    CPPUNIT_TEST(signs_out_one_browser);
    CPPUNIT_TEST(signs_out_everywhere);
    CPPUNIT_TEST(a_new_password_ends_the_other_sessions);
    CPPUNIT_TEST(an_admins_password_ends_all_sessions);
    CPPUNIT_TEST(an_admins_password_is_good_for_choosing_another);
    CPPUNIT_TEST(a_share_is_of_one_session_and_goes_with_it);
    CPPUNIT_TEST(a_login_that_nobody_has_gets_a_salt_that_stays);
    CPPUNIT_TEST(no_character_tells_known_logins_from_unknown_ones);
    CPPUNIT_TEST(disabling_ends_all_sessions_and_lets_nobody_in);
    CPPUNIT_TEST(finds_credentials_by_login);
    CPPUNIT_TEST_SUITE_END();

    std::string sign_in(chat::Id counselor = 0) {
        std::string token_hash = random_bytes(32);
        start_session(counselor == 0 ? anna_ : counselor, token_hash);
        return token_hash;
    }

    std::string reason_of(const std::string& token_hash) {
        const auto session = chat::find_counselor_session(worker(), token_hash);
        return session ? session->ended_reason.value_or("alive") : "unknown";
    }

    void idle_for(const std::string& token_hash, std::int64_t seconds) {
        change("UPDATE counselor_sessions SET acted_at = NOW(3) - INTERVAL ? SECOND WHERE token_hash = ?", {seconds, token_hash});
    }

    void leads_to_its_counselor() {
        const std::string token_hash = sign_in();
        const auto session = chat::find_counselor_session(worker(), token_hash);
        CPPUNIT_ASSERT(session && session->counselor.id == anna_ && session->counselor.login == "anna" && session->acted_lately);
        CPPUNIT_ASSERT_EQUAL("unknown"s, reason_of(random_bytes(32)));
        CPPUNIT_ASSERT_EQUAL("unknown"s, reason_of(""));
    }

    void is_idle_after_eight_hours() {
        const std::string token_hash = sign_in();
        idle_for(token_hash, 8 * 3600 - 30);
        CPPUNIT_ASSERT_EQUAL("alive"s, reason_of(token_hash));
        idle_for(token_hash, 8 * 3600 + 1);
        CPPUNIT_ASSERT_EQUAL("idle"s, reason_of(token_hash));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM counselor_sessions WHERE ended_reason IS NULL"));  // no janitor
    }

    static admin::InitialPassword initial(const std::string& hash) { return {hash, std::string(16, 'i'), 210'000}; }
    static chat::NewPassword own(const std::string& hash) {
        return {hash, {std::string(16, 'o'), 400'000}, {std::string(32, 'p'), std::string(76, 'k')}};
    }

    void an_act_keeps_it_awake() {
        const std::string token_hash = sign_in();
        idle_for(token_hash, 7 * 3600);
        CPPUNIT_ASSERT(!chat::find_counselor_session(worker(), token_hash)->acted_lately);
        chat::touch_session(worker(), token_hash);
        CPPUNIT_ASSERT(chat::find_counselor_session(worker(), token_hash)->acted_lately);
    }

    void nothing_wakes_an_ended_session() {
        const std::string token_hash = sign_in();
        chat::sign_out(worker(), anna_, token_hash);
        chat::touch_session(worker(), token_hash);
        CPPUNIT_ASSERT_EQUAL("signed_out"s, reason_of(token_hash));
        chat::sign_out_everywhere(worker(), anna_);
        admin::set_password(admin(), "anna", initial("other hash"));
        CPPUNIT_ASSERT_EQUAL("signed_out"s, reason_of(token_hash));  // the first reason stays
    }

    bool is_present() { return count("SELECT COUNT(*) FROM counselors WHERE present") == 1; }

    void signs_out_one_browser() {
        const std::string first = sign_in();
        const std::string second = sign_in();
        chat::counselor_seen(worker(), chat::find_counselor_session(worker(), first)->counselor);
        CPPUNIT_ASSERT(is_present());
        const auto moves = chat::sign_out(worker(), anna_, first);
        CPPUNIT_ASSERT_EQUAL("signed_out"s, reason_of(first));
        CPPUNIT_ASSERT_EQUAL("alive"s, reason_of(second));
        CPPUNIT_ASSERT(is_present());  // at the other browser
        CPPUNIT_ASSERT(moves.size() == 1 && moves[0].stream == (chat::Stream{chat::StreamKind::inbox, anna_}));
        chat::sign_out(worker(), anna_, second);
        CPPUNIT_ASSERT(!is_present());
    }

    void signs_out_everywhere() {
        const chat::Id ben = add_counselor("ben");
        const std::string first = sign_in();
        const std::string second = sign_in();
        const std::string bens = sign_in(ben);
        chat::sign_out_everywhere(worker(), anna_);
        CPPUNIT_ASSERT_EQUAL("signed_out signed_out alive"s, reason_of(first) + " " + reason_of(second) + " " + reason_of(bens));
    }

    void a_new_password_ends_the_other_sessions() {
        const chat::Id ben = add_counselor("ben");
        const std::string mine = sign_in();
        const std::string other = sign_in();
        const std::string bens = sign_in(ben);
        const auto checked = *chat::find_credentials(worker(), "anna");
        CPPUNIT_ASSERT(chat::change_password(worker(), checked, own("new hash"), mine));
        // Who had checked the old one comes too late: no session, no other password.
        CPPUNIT_ASSERT(!chat::start_session(worker(), checked, random_bytes(32), {}));
        CPPUNIT_ASSERT(!chat::change_password(worker(), checked, own("third hash"), mine));
        CPPUNIT_ASSERT_EQUAL("alive password_changed alive"s, reason_of(mine) + " " + reason_of(other) + " " + reason_of(bens));
        CPPUNIT_ASSERT_EQUAL("new hash"s, chat::find_credentials(worker(), "anna")->password_hash);
        CPPUNIT_ASSERT_EQUAL("no hash"s, chat::find_credentials(worker(), "ben")->password_hash);
    }

    void an_admins_password_ends_all_sessions() {
        const std::string mine = sign_in();
        admin::set_password(admin(), "anna", initial("new hash"));
        CPPUNIT_ASSERT_EQUAL("password_changed"s, reason_of(mine));
        CPPUNIT_ASSERT_THROW(admin::set_password(admin(), "nobody", initial("hash")), admin::AdminError);
    }

    void an_admins_password_is_good_for_choosing_another() {
        const std::string before = sign_in();
        CPPUNIT_ASSERT(!chat::find_counselor_session(worker(), before)->limited);
        CPPUNIT_ASSERT(chat::change_password(worker(), *chat::find_credentials(worker(), "anna"), own("own hash"), before));
        CPPUNIT_ASSERT_EQUAL(std::string(76, 'k'), chat::find_own_keys(worker(), before).pair->sealed);
        admin::set_password(admin(), "anna", initial("new hash"));
        const auto checked = *chat::find_credentials(worker(), "anna");
        CPPUNIT_ASSERT(!checked.public_key);
        CPPUNIT_ASSERT_EQUAL(std::string(16, 'i'), chat::find_derivation(worker(), "anna").salt);
        const std::string mine = random_bytes(32);
        CPPUNIT_ASSERT(chat::start_session(worker(), checked, mine, {}));
        CPPUNIT_ASSERT(chat::find_counselor_session(worker(), mine)->limited);
        CPPUNIT_ASSERT(!chat::find_own_keys(worker(), mine).pair);
        CPPUNIT_ASSERT(chat::change_password(worker(), checked, own("next hash"), mine));
        CPPUNIT_ASSERT(!chat::find_counselor_session(worker(), mine)->limited);
        const auto keys = chat::find_own_keys(worker(), mine);
        CPPUNIT_ASSERT_EQUAL(std::string(32, 'p') + std::string(76, 'k'), keys.pair->public_key + keys.pair->sealed);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{400'000}, chat::find_derivation(worker(), "anna").rounds);
    }

    void a_share_is_of_one_session_and_goes_with_it() {
        const std::string mine = sign_in();
        const std::string other = sign_in();
        const std::string share = chat::find_own_keys(worker(), mine).share.bytes;
        CPPUNIT_ASSERT(share.size() == 60 && share == chat::find_own_keys(worker(), mine).share.bytes);
        CPPUNIT_ASSERT(share != chat::find_own_keys(worker(), other).share.bytes);
        const auto shares = [this] { return count("SELECT COUNT(*) FROM counselor_sessions WHERE share IS NOT NULL"); };
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, shares());
        chat::sign_out(worker(), anna_, mine);
        CPPUNIT_ASSERT_EQUAL(""s, chat::find_own_keys(worker(), mine).share.bytes);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, shares());
        admin::set_password(admin(), "anna", initial("new hash"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, shares());
    }

    // Each character of Unicode that MariaDB ignores beside a login, as if it were padding: some twenty spaces, accents that stand alone, …
    void no_character_tells_known_logins_from_unknown_ones() {
        const auto salt = [this](const std::string& login) { return chat::find_derivation(worker(), login).salt; };
        const db::Rows rows = owner().select(
            "SELECT text, CONCAT('anna', text) = 'anna' COLLATE utf8mb4_unicode_ci, CONCAT(text, 'anna') = 'anna' COLLATE "
            "utf8mb4_unicode_ci "
            "FROM (SELECT CONVERT(CONVERT(UNHEX(LPAD(HEX(seq), 8, '0')) USING utf32) USING utf8mb4) AS text FROM seq_1_to_131071 "
            "WHERE seq NOT BETWEEN 0xD800 AND 0xDFFF) AS characters "
            "HAVING CONCAT('anna', text) = 'anna' COLLATE utf8mb4_unicode_ci OR CONCAT(text, 'anna') = 'anna' COLLATE utf8mb4_unicode_ci");
        CPPUNIT_ASSERT_MESSAGE(std::to_string(rows.size()), rows.size() > 100);
        for (const db::Row& row : rows) {
            const std::string& text = row.text(0);
            const std::string code = to_hex(text);
            if (row.flag(1)) CPPUNIT_ASSERT_EQUAL_MESSAGE(code, salt("anna"), salt("anna" + text));
            if (row.flag(1)) CPPUNIT_ASSERT_EQUAL_MESSAGE(code, salt("nobody"), salt("nobody" + text));
            if (row.flag(2)) CPPUNIT_ASSERT_EQUAL_MESSAGE(code, salt("nobody"), salt(text + "nobody"));
        }
        CPPUNIT_ASSERT(salt("nobody") != salt("nobod") && salt("nobody") != salt("no body"));
    }

    // Whoever asks for salts does not learn who is there: neither from spellings that count as the same login, nor by asking again.
    void a_login_that_nobody_has_gets_a_salt_that_stays() {
        const auto salt = [this](const char* login) { return chat::find_derivation(worker(), login).salt; };
        for (const char* login : {"Anna", "ANNA", "anna "}) CPPUNIT_ASSERT_EQUAL(salt("anna"), salt(login));
        for (const char* login : {"Nobody", "NOBODY", "nobody "}) CPPUNIT_ASSERT_EQUAL(salt("nobody"), salt(login));
        CPPUNIT_ASSERT_EQUAL(std::size_t{16}, salt("nobody").size());
        CPPUNIT_ASSERT(salt("nobody") != salt("nobody else") && salt("") != salt("nobody"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{300'000}, chat::find_derivation(worker(), "nobody").rounds);
        const std::string before = salt("anna");
        admin::disable_counselor(admin(), "anna");
        CPPUNIT_ASSERT_EQUAL(before, salt("anna"));
    }

    void disabling_ends_all_sessions_and_lets_nobody_in() {
        const std::string before = sign_in();
        admin::disable_counselor(admin(), "anna");
        CPPUNIT_ASSERT_EQUAL("disabled"s, reason_of(before));
        CPPUNIT_ASSERT(!chat::find_credentials(worker(), "anna"));
        const std::string late = sign_in();  // the password was checked a moment before
        CPPUNIT_ASSERT_EQUAL("unknown"s, reason_of(late));
        admin::enable_counselor(admin(), "anna");
        CPPUNIT_ASSERT(chat::find_credentials(worker(), "anna"));
        CPPUNIT_ASSERT_EQUAL("disabled"s, reason_of(before));
    }

    void finds_credentials_by_login() {
        CPPUNIT_ASSERT_EQUAL(anna_, chat::find_credentials(worker(), "anna")->counselor.id);
        CPPUNIT_ASSERT(!chat::find_credentials(worker(), "ann") && !chat::find_credentials(worker(), "anna%"));
        CPPUNIT_ASSERT(!chat::find_credentials(worker(), "' OR 1=1 -- ") && !chat::find_credentials(worker(), ""));
        CPPUNIT_ASSERT_THROW(add_counselor("anna"), admin::AdminError);
        CPPUNIT_ASSERT_THROW(add_counselor("carla", "no-topic"), admin::AdminError);
        CPPUNIT_ASSERT(!chat::find_credentials(worker(), "carla"));  // all or nothing
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionsTest);

}  // namespace
}  // namespace caritas::tests
