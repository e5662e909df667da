// The configuration: defaults, every bound, and what is refused with the name of what is wrong.
#include "core/config.h"
#include "unit/expect.h"

namespace caritas::tests {
namespace {

const std::string kLeast = "[database]\nsocket = \"/s\"\nuser = \"u\"\n";

// What the refusal says; "nothing" if the text is taken.
std::string complaint(const std::string& text) {
    try {
        parse_config(text, "file.toml");
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "nothing";
}

void expect_complaint(const std::string& text, const std::string& part) {
    const std::string said = complaint(text);
    CPPUNIT_ASSERT_MESSAGE(text + "\nled to: " + said + "\nnot to: " + part, said.find(part) != std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(said, said.starts_with("file.toml"));
}

class ConfigTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ConfigTest);
    CPPUNIT_TEST(has_defaults);
    CPPUNIT_TEST(reads_every_key);
    CPPUNIT_TEST(the_examples_are_good);
    CPPUNIT_TEST(refuses_unknown_keys_and_sections);
    CPPUNIT_TEST(refuses_wrong_types);
    CPPUNIT_TEST(refuses_numbers_out_of_bounds);
    CPPUNIT_TEST(takes_numbers_at_their_bounds);
    CPPUNIT_TEST(refuses_what_does_not_fit_together);
    CPPUNIT_TEST(names_the_line_of_a_syntax_error);
    CPPUNIT_TEST(says_which_file_cannot_be_read);
    CPPUNIT_TEST_SUITE_END();

    void has_defaults() {
        const Config config = parse_config(kLeast, "file.toml");
        CPPUNIT_ASSERT_EQUAL("caritas"s, config.database.name);
        CPPUNIT_ASSERT_EQUAL(8, config.worker.threads);
        CPPUNIT_ASSERT_EQUAL(8000, config.worker.max_parked);
        CPPUNIT_ASSERT(config.poll.min_wait == std::chrono::seconds(25) && config.poll.max_wait == std::chrono::seconds(50));
        CPPUNIT_ASSERT_EQUAL("http://localhost:8080"s, config.site.origin);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{8000}, config.chat.max_characters);
        CPPUNIT_ASSERT(config.chat.patience == std::chrono::minutes(30) && config.chat.leave_grace == std::chrono::seconds(120));
    }

    void reads_every_key() {
        const Config config = parse_config(
            "[database]\nhost=\"h\"\nport=3307\nname=\"n\"\nuser=\"u\"\npassword_file=\"p\"\n"
            "[worker]\nsocket=\"w\"\nthreads=2\nmax_parked=3\nbacklog=17\n"
            "[keys]\nfolder=\"k\"\n"
            "[poll]\nmin_seconds=4\nmax_seconds=5\ntail_ms=60\n"
            "[site]\norigin=\"https://x.de\"\nname=\"N\"\nclaim_de=\"D\"\nclaim_en=\"E\"\nexit_url=\"https://y.de/\"\n"
            "[chat]\nmax_characters=70\nmax_file_mib=3\nmax_files=4\n"
            "max_messages=5\nmax_message_kib=33\nmessages_per_minute=6\nmax_waiting=7\npresence_seconds=10\noffer_minutes=0\npatience_"
            "minutes=8\nleave_grace_seconds=9\n",
            "file.toml");
        CPPUNIT_ASSERT_EQUAL("h n u p"s, config.database.host + " " + config.database.name + " " + config.database.user + " " +
                                             config.database.password_file);
        CPPUNIT_ASSERT_EQUAL(3307, int{config.database.port});
        CPPUNIT_ASSERT_EQUAL("w"s, config.worker.socket);
        CPPUNIT_ASSERT(config.worker.threads == 2 && config.worker.max_parked == 3 && config.worker.backlog == 17);
        CPPUNIT_ASSERT(config.poll.min_wait.count() == 4 && config.poll.max_wait.count() == 5 && config.poll.tail.count() == 60);
        CPPUNIT_ASSERT_EQUAL("https://x.de N D E https://y.de/"s, config.site.origin + " " + config.site.name + " " + config.site.claim_de +
                                                                      " " + config.site.claim_en + " " + config.site.exit_url);
        CPPUNIT_ASSERT(config.keys.folder == "k" && config.chat.max_file_mib == 3 && config.chat.max_files == 4);
        CPPUNIT_ASSERT(config.chat.max_messages == 5 && config.chat.max_message_kib == 33 && config.chat.messages_per_minute == 6);
        CPPUNIT_ASSERT(config.chat.max_waiting == 7 && config.chat.presence_apart.count() == 10);
        CPPUNIT_ASSERT(config.chat.max_characters == 70 && config.chat.offer_after.count() == 0);
        CPPUNIT_ASSERT(config.chat.patience.count() == 8 && config.chat.leave_grace.count() == 9);
    }

    void the_examples_are_good() {
        const std::string repository = std::string(CARITAS_SQL) + "/..";
        const Config worker = load_config(repository + "/nginx/worker.example.toml");
        const Config janitor = load_config(repository + "/cron/janitor.example.toml");
        CPPUNIT_ASSERT(!worker.worker.socket.empty() && worker.site.exit_url.starts_with("https://"));
        CPPUNIT_ASSERT_EQUAL(worker.keys.folder, janitor.keys.folder);
        CPPUNIT_ASSERT_EQUAL("caritas_admin_1"s, load_config(repository + "/fcgi/admin/admin.example.toml").database.user);
    }

    void refuses_unknown_keys_and_sections() {
        expect_complaint(kLeast + "passwort = \"x\"\n", "[database] has no key \"passwort\"");
        expect_complaint(kLeast + "[worker]\nthread = 3\n", "[worker] has no key \"thread\"");
        expect_complaint(kLeast + "[poll]\nseconds = 3\n", "[poll] has no key \"seconds\"");
        expect_complaint(kLeast + "[site]\nOrigin = \"http://x\"\n", "[site] has no key \"Origin\"");
        expect_complaint(kLeast + "[chat]\nwindow_minutes = 5\n", "[chat] has no key \"window_minutes\"");
        expect_complaint(kLeast + "[chats]\n", "there is no section [chats]");
        expect_complaint("user = \"u\"\n" + kLeast, "there is no section [user]");
    }

    void refuses_wrong_types() {
        expect_complaint("[database]\nsocket = \"/s\"\nuser = 7\n", "[database] user must be a text in quotes");
        expect_complaint(kLeast + "port = \"3306\"\n", "[database] port must be a whole number");
        expect_complaint(kLeast + "port = 3306.0\n", "[database] port must be a whole number");
        expect_complaint(kLeast + "[worker]\nthreads = true\n", "[worker] threads must be a whole number");
        expect_complaint("worker = 1\n" + kLeast, "[worker] must be a table");
    }

    struct Bound {
        const char* section;
        const char* key;
        std::int64_t smallest;
        std::int64_t largest;
    };
    static constexpr Bound kBounds[] = {
        {"worker", "threads", 1, 256},
        {"worker", "max_parked", 1, 100'000},
        {"worker", "backlog", 16, 65'535},
        {"poll", "tail_ms", 10, 10'000},
        {"chat", "max_characters", 1, 8000},
        {"chat", "max_file_mib", 1, 100},
        {"chat", "max_files", 0, 1000},
        {"chat", "offer_minutes", 0, 1440},
        {"chat", "max_messages", 1, 1'000'000},
        {"chat", "max_message_kib", 32, 1'048'576},
        {"chat", "messages_per_minute", 1, 1'000'000},
        {"chat", "max_waiting", 1, 1'000'000},
        {"chat", "presence_seconds", 0, 60},
        {"chat", "patience_minutes", 1, 1440},
        {"chat", "leave_grace_seconds", 1, 3600},
    };
    static std::string with(const Bound& bound, std::int64_t value) {
        return kLeast + "[" + bound.section + "]\n" + bound.key + " = " + std::to_string(value) + "\n";
    }

    void refuses_numbers_out_of_bounds() {
        for (const Bound& bound : kBounds) {
            const std::string said = std::string("[") + bound.section + "] " + bound.key + " must be a whole number from " +
                                     std::to_string(bound.smallest) + " to " + std::to_string(bound.largest);
            expect_complaint(with(bound, bound.smallest - 1), said);
            expect_complaint(with(bound, bound.largest + 1), said);
            expect_complaint(with(bound, INT64_MAX), said);
        }
        for (const char* port : {"0", "65536", "-1"}) expect_complaint(kLeast + "port = " + port + "\n", "from 1 to 65535");
    }

    void takes_numbers_at_their_bounds() {
        for (const Bound& bound : kBounds) {
            CPPUNIT_ASSERT_EQUAL("nothing"s, complaint(with(bound, bound.smallest)));
            CPPUNIT_ASSERT_EQUAL("nothing"s, complaint(with(bound, bound.largest)));
        }
    }

    void refuses_what_does_not_fit_together() {
        expect_complaint("[database]\nsocket = \"/s\"\n", "[database] user is missing");
        expect_complaint("", "[database] user is missing");
        expect_complaint("[database]\nuser = \"u\"\n", "[database] socket or host is missing");
        expect_complaint(kLeast + "[poll]\nmin_seconds = 9\nmax_seconds = 8\n", "must not be below min_seconds");
        expect_complaint(kLeast + "[poll]\nmin_seconds = 0\n", "[poll] min_seconds");
        expect_complaint(kLeast + "[site]\norigin = \"x.de\"\n", "must begin with http");
        expect_complaint(kLeast + "[site]\norigin = \"https://x.de/\"\n", "must not end with a slash");
        expect_complaint(kLeast + "[site]\nexit_url = \"javascript:alert(1)\"\n", "[site] exit_url must be a path");
    }

    void names_the_line_of_a_syntax_error() {
        expect_complaint("[database]\nsocket = \"/s\"\nuser = \n", "line 3");
        expect_complaint(kLeast + "user = \"again\"\n", "line 4");
    }

    void says_which_file_cannot_be_read() {
        try {
            load_config("/nowhere/worker.toml");
            CPPUNIT_FAIL("a file that is not there was read");
        } catch (const ConfigError& error) {
            CPPUNIT_ASSERT_EQUAL("cannot read the configuration /nowhere/worker.toml"s, std::string(error.what()));
        }
        DatabaseConfig database;
        CPPUNIT_ASSERT_EQUAL(""s, read_password(database));
        database.password_file = "/nowhere/password";
        CPPUNIT_ASSERT_THROW(read_password(database), ConfigError);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ConfigTest);

}  // namespace
}  // namespace caritas::tests
