// caritas-admin: the one command for hosting admins.
#include "admin/admin_store.h"
#include "admin/password_input.h"
#include "core/config.h"
#include "core/derivation.h"
#include "core/secret.h"
#include "core/text.h"
#include "sql/migrator.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <functional>
#include <regex>
#include <set>

namespace {

using namespace caritas;  // a main program, not a header

constexpr const char* kTeamNeeds = "The team's name needs";

// What the subcommands fill in.
struct Options {
    std::string config_file;
    std::string sql_directory;
    std::string slug;
    std::string login;
    std::optional<std::string> display_name;
    std::optional<std::string> team;
    std::optional<std::string> team_de;
    std::optional<std::string> team_en;
    std::vector<std::string> topics;
    admin::NewTopic topic;
    admin::TopicChange change;
};

class Command {
public:
    Command() {
        app_.add_option("--config", options_.config_file, "configuration (TOML)")->required();
        app_.require_subcommand(1);
        add_system();
        add_topics();
        add_counselors();
    }

    int run(int argc, char** argv) {
        app_.name(argv[0]);
        try {
            app_.parse(words_of(argc, argv));
        } catch (const CLI::ParseError& error) {
            return app_.exit(error);
        }
        const Config config = load_config(options_.config_file);
        action_(config);
        return 0;
    }

private:
    using WithDatabase = std::function<void(db::Connection&)>;

    // Last one first, as CLI11 wants them. It takes "--name=" for a missing value; as two words it is an empty one.
    static std::vector<std::string> words_of(int argc, char** argv) {
        std::vector<std::string> words;
        for (int i = argc - 1; i > 0; --i) {
            std::string word = argv[i];
            if (word.starts_with("--") && word.ends_with('=')) {
                words.emplace_back();
                word.pop_back();
            }
            words.push_back(std::move(word));
        }
        return words;
    }

    CLI::App* subcommand(CLI::App& parent, const char* name, const char* help, WithDatabase work) {
        CLI::App* sub = parent.add_subcommand(name, help);
        sub->callback([this, work = std::move(work)] {
            action_ = [work](const Config& config) {
                db::Connection db(config.database, read_password(config.database));
                work(db);
            };
        });
        return sub;
    }

    void add_system() {
        CLI::App* migrate = app_.add_subcommand("migrate", "bring the tables up to date, and the rights of the roles");
        migrate->add_option("--sql", options_.sql_directory, "the directory sql/")->required();
        migrate->callback([this] {
            action_ = [this](const Config& config) {
                for (const std::string& name : sql::migrate(config.database, read_password(config.database), options_.sql_directory)) {
                    std::printf("applied %s\n", name.c_str());
                }
            };
        });
        subcommand(app_, "check", "say whether configuration and database are in order", [](db::Connection& db) {
            std::printf("The configuration is readable, the database answers, %lld migrations are applied.\n",
                        static_cast<long long>(admin::count_migrations(db)));
        });
    }

    void add_topics() {
        CLI::App& topic = *app_.add_subcommand("topic", "topics (Fachbereiche)");
        topic.require_subcommand(1);
        CLI::App* add = subcommand(topic, "add", "a new topic", [this](db::Connection& db) { add_topic(db); });
        add->add_option("SLUG", options_.topic.slug, "path of its portal: a-z, 0-9, hyphens")->required();
        add->add_option("--name-de", options_.topic.name_de, "German name")->required();
        add->add_option("--name-en", options_.topic.name_en, "English name")->required();
        add->add_option("--summary-de", options_.topic.summary_de, "what it is about, German");
        add->add_option("--summary-en", options_.topic.summary_en, "what it is about, English");
        add->add_option("--address", options_.topic.address, "how seekers are addressed in German")->check(CLI::IsMember({"du", "sie"}));
        add_team_options(*add);
        add->add_option("--online-counselling", options_.topic.online_counselling_url, "address that the change leads to (https://…)");
        CLI::App* set = subcommand(topic, "set", "change what is named, the rest stays", [this](db::Connection& db) { change_topic(db); });
        set->add_option("SLUG", options_.slug)->required();
        set->add_option("--name-de", options_.change.name_de, "German name");
        set->add_option("--name-en", options_.change.name_en, "English name");
        set->add_option("--summary-de", options_.change.summary_de, "what it is about, German");
        set->add_option("--summary-en", options_.change.summary_en, "what it is about, English");
        set->add_option("--address", options_.change.address, "how seekers are addressed in German")->check(CLI::IsMember({"du", "sie"}));
        add_team_options(*set);
        set->add_option("--online-counselling", options_.change.online_counselling_url,
                        "where the change leads to (https://…); \"\": nowhere");
        subcommand(topic, "open", "take new seekers", [this](db::Connection& db) { admin::set_topic_open(db, options_.slug, true); })
            ->add_option("SLUG", options_.slug)
            ->required();
        subcommand(topic, "close", "take nobody new", [this](db::Connection& db) { admin::set_topic_open(db, options_.slug, false); })
            ->add_option("SLUG", options_.slug)
            ->required();
        subcommand(topic, "list", "all topics", print_topics);
    }

    void add_team_options(CLI::App& sub) {
        sub.add_option("--team", options_.team, "what seekers see of a counselor without a display name, in both languages");
        sub.add_option("--team-de", options_.team_de, "the same in German only");
        sub.add_option("--team-en", options_.team_en, "the same in English only");
    }

    void add_counselors() {
        CLI::App& counselor = *app_.add_subcommand("counselor", "counselors (Berater_innen)");
        counselor.require_subcommand(1);
        CLI::App* add = with_login(counselor, "add", "a new counselor; the password, good once, comes from the terminal or standard input",
                                   [this](db::Connection& db) { add_counselor(db); });
        add->add_option("--display-name", options_.display_name, "what seekers see; default: the team name of the topic");
        add->add_option("--topic", options_.topics, "topic to work for, repeatable");
        with_login(counselor, "set", "change what seekers see", [this](db::Connection& db) {
            set_display_name(db);
        })->add_option("--display-name", options_.display_name, "\"\": the team name of the topic");
        with_login(counselor, "password",
                   "set a password that is good once; all sessions end, and the chats up to now cannot be read any more",
                   [this](db::Connection& db) { set_password(db); });
        with_login(counselor, "disable", "end all sessions and running chats; no sign-in any more",
                   [this](db::Connection& db) { admin::disable_counselor(db, options_.login); });
        with_login(counselor, "enable", "allow sign-in again", [this](db::Connection& db) { admin::enable_counselor(db, options_.login); });
        with_login(counselor, "assign", "let work for a topic",
                   [this](db::Connection& db) { admin::assign(db, options_.login, options_.slug); })
            ->add_option("SLUG", options_.slug)
            ->required();
        with_login(counselor, "unassign", "no longer", [this](db::Connection& db) { admin::unassign(db, options_.login, options_.slug); })
            ->add_option("SLUG", options_.slug)
            ->required();
        subcommand(counselor, "list", "all counselors", print_counselors);
    }

    CLI::App* with_login(CLI::App& parent, const char* name, const char* help, WithDatabase work) {
        CLI::App* sub = subcommand(parent, name, help, std::move(work));
        sub->add_option("LOGIN", options_.login)->required()->transform([](const std::string& typed) {
            return std::string(without_blank_ends(typed));
        });
        return sub;
    }

    void add_topic(db::Connection& db) {
        static const std::regex slug("[a-z0-9]+(-[a-z0-9]+)*");
        if (!std::regex_match(options_.topic.slug, slug) || options_.topic.slug.size() > 64) {
            throw admin::AdminError("A slug has small letters, digits and single hyphens only, 64 at most.");
        }
        static const std::set<std::string> taken{"beratung", "rezept", "api", "css", "js", "i18n", "img", "vendor"};
        if (taken.contains(options_.topic.slug)) {
            throw admin::AdminError("The address /" + options_.topic.slug + " is taken by a page of our own.");
        }
        for (const std::string& name : {options_.topic.name_de, options_.topic.name_en}) check_name(name, "A topic's names need");
        const auto& url = options_.topic.online_counselling_url;
        if (url) check_online_counselling(*url);
        options_.topic.team_name_de = team_name(options_.team_de).value_or("Team " + options_.topic.name_de);
        options_.topic.team_name_en = team_name(options_.team_en).value_or(options_.topic.name_en + " team");
        for (const std::string& name : {options_.topic.team_name_de, options_.topic.team_name_en}) check_name(name, kTeamNeeds);
        admin::add_topic(db, options_.topic);
    }

    // What was said for one language, else for both.
    std::optional<std::string> team_name(const std::optional<std::string>& in_one_language) const {
        return in_one_language ? in_one_language : options_.team;
    }

    static void check_name(const std::string& name, const char* who) {
        const auto size = measure_utf8(name);
        if (!size || !size->visible || size->characters > 120) throw admin::AdminError(std::string(who) + " 1 to 120 characters.");
    }

    static void check_online_counselling(const std::string& url) {
        if (!url.starts_with("https://")) throw admin::AdminError("The address of online counselling must begin with https://.");
    }

    void change_topic(db::Connection& db) {
        admin::TopicChange& change = options_.change;
        change.team_name_de = team_name(options_.team_de);
        change.team_name_en = team_name(options_.team_en);
        for (const auto& name : {change.name_de, change.name_en}) {
            if (name) check_name(*name, "A topic's names need");
        }
        for (const auto& name : {change.team_name_de, change.team_name_en}) {
            if (name) check_name(*name, kTeamNeeds);
        }
        const auto& url = change.online_counselling_url;
        if (url && !url->empty()) check_online_counselling(*url);
        admin::change_topic(db, options_.slug, change);
        std::puts("Changed; pages show it when they open or turn to the topic again.");
    }

    void set_display_name(db::Connection& db) {
        if (!options_.display_name) throw admin::AdminError("--display-name is missing: that is what can be changed.");
        admin::set_display_name(db, options_.login, read_display_name());
        std::puts("Changed; a chat that runs shows it after the next change of its state.");
    }

    static admin::InitialPassword read_initial_password() {
        const std::string password = admin::read_new_password();
        const std::string salt = new_salt();
        return {hash_password(sign_in_proof(password, salt, kRounds)), salt, kRounds};
    }

    // Empty is as if there were none.
    std::optional<std::string> read_display_name() const {
        const auto& name = options_.display_name;
        if (!name || name->empty()) return std::nullopt;
        check_name(*name, "A display name needs");
        return name;
    }

    void add_counselor(db::Connection& db) {
        const auto size = measure_utf8(options_.login);
        if (!size || !size->visible || size->characters > 64) throw admin::AdminError("A login needs 1 to 64 characters.");
        const auto display_name = read_display_name();
        admin::add_counselor(db, options_.login, display_name, read_initial_password(), options_.topics);
        std::puts("The password is good once: at the first sign-in the counselor chooses another.");
    }

    void set_password(db::Connection& db) {
        admin::set_password(db, options_.login, read_initial_password());
        std::puts(
            "The password is good once: at the next sign-in the counselor chooses another. All sessions have ended. This counselor's chats "
            "up to now cannot be read any more: their keys went with the old password.");
    }

    static void print_topics(db::Connection& db) {
        for (const admin::TopicLine& line : admin::list_topics(db)) {
            std::printf("%-32s %-6s %-3s waiting=%lld running=%lld  %s\n", line.slug.c_str(), line.open ? "open" : "closed",
                        line.address.c_str(), static_cast<long long>(line.waiting), static_cast<long long>(line.running),
                        line.name_de.c_str());
        }
    }

    static void print_counselors(db::Connection& db) {
        for (const admin::CounselorLine& line : admin::list_counselors(db)) {
            std::printf("%-24s %-8s %-24s %s\n", line.login.c_str(), line.disabled ? "disabled" : "active", line.display_name.c_str(),
                        line.topics.c_str());
        }
    }

    CLI::App app_{"Topics, counselors and migrations of the live chat."};
    Options options_;
    std::function<void(const Config&)> action_;
};

}  // namespace

int main(int argc, char** argv) {
    try {
        return Command().run(argc, argv);
    } catch (const db::Unavailable& error) {
        std::fprintf(stderr, "caritas-admin: The database cannot be reached (error %u).\n", error.number());
        return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "caritas-admin: %s\n", error.what());
        return 1;
    }
}
