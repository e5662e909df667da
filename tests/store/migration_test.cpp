// Migrations: safe to run again, a changed file is refused, a failed one can be repeated, two at once wait for one another.
#include "core/config.h"
#include "sql/migrator.h"
#include "store/bench.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace caritas::tests {
namespace {

namespace fs = std::filesystem;

// A copy of sql/ that a test may change; deleted at its end.
class SqlCopy {
public:
    SqlCopy() {
        std::string name = (fs::temp_directory_path() / "caritas-sql-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
        fs::copy(CARITAS_SQL, path_, fs::copy_options::recursive);
    }
    ~SqlCopy() { fs::remove_all(path_); }
    SqlCopy(const SqlCopy&) = delete;
    SqlCopy& operator=(const SqlCopy&) = delete;

    void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / "migrations" / name) << text; }
    void remove(const std::string& name) const { fs::remove(path_ / "migrations" / name); }
    [[nodiscard]] std::string path() const { return path_.string(); }
    [[nodiscard]] fs::path first() const { return path_ / "migrations" / "0001_topics_and_people.sql"; }

    /// Files there are, and the number after them as four digits.
    [[nodiscard]] std::size_t count() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_ / "migrations"), fs::directory_iterator()));
    }
    [[nodiscard]] std::string next(int further = 0) const {
        std::string digits = std::to_string(count() + 1 + static_cast<std::size_t>(further));
        return std::string(4 - digits.size(), '0') + digits;
    }

private:
    fs::path path_;
};

std::vector<std::string> migrate(const std::string& directory) {
    const DatabaseConfig& database = config_of(User::migration).database;
    return sql::migrate(database, read_password(database), directory);
}

std::string complaint(const std::string& directory) {
    try {
        migrate(directory);
    } catch (const sql::MigrationError& error) {
        return error.what();
    }
    return "nothing";
}

class MigrationTest : public StoreBench {
    CPPUNIT_TEST_SUITE(MigrationTest);
    CPPUNIT_TEST(running_again_changes_nothing);
    CPPUNIT_TEST(applies_everything_to_an_empty_database);
    CPPUNIT_TEST(refuses_a_changed_file);
    CPPUNIT_TEST(a_failed_file_is_not_recorded_and_can_be_repeated);
    CPPUNIT_TEST(refuses_gaps_doubles_and_nothing);
    CPPUNIT_TEST(two_at_once_apply_a_file_once);
    CPPUNIT_TEST(only_the_migrations_user_may);
    CPPUNIT_TEST(a_team_keeps_its_name_in_both_languages);
    CPPUNIT_TEST_SUITE_END();

public:
    // What the tests of this suite made.
    void tearDown() override {
        change("DROP TABLE IF EXISTS extra");
        change("DELETE FROM schema_migrations WHERE name LIKE '%_extra.sql'");
        StoreBench::tearDown();
    }

private:
    std::int64_t recorded() { return count("SELECT COUNT(*) FROM schema_migrations"); }

    void running_again_changes_nothing() {
        const std::int64_t before = recorded();
        const Seeker seeker = running();
        CPPUNIT_ASSERT(migrate(CARITAS_SQL).empty());
        CPPUNIT_ASSERT(migrate(CARITAS_SQL).empty());
        CPPUNIT_ASSERT_EQUAL(before, recorded());
        CPPUNIT_ASSERT(look(seeker).state == chat::State::running);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, count("SELECT CAST(next AS SIGNED) FROM name_counter"));
    }

    void applies_everything_to_an_empty_database() {
        const std::int64_t before = recorded();
        change("SET FOREIGN_KEY_CHECKS = 0");
        for (const db::Row& table : owner().select("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'caritas'")) {
            change("DROP TABLE " + table.text(0));
        }
        change("SET FOREIGN_KEY_CHECKS = 1");
        const auto applied = migrate(CARITAS_SQL);
        CPPUNIT_ASSERT_EQUAL(SqlCopy().count(), applied.size());
        CPPUNIT_ASSERT(std::is_sorted(applied.begin(), applied.end()));
        CPPUNIT_ASSERT_EQUAL(before, recorded());
        setUp();  // new connections, whose rights are those of the new tables
        running();
    }

    void refuses_a_changed_file() {
        const SqlCopy copy;
        std::ofstream(copy.first(), std::ios::app) << "-- a small change\n";
        copy.write(copy.next() + "_extra.sql", "CREATE TABLE extra (id INT);\n");
        CPPUNIT_ASSERT_EQUAL("0001_topics_and_people.sql was changed after it had been applied"s, complaint(copy.path()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_NAME = 'extra'"));
    }

    void a_failed_file_is_not_recorded_and_can_be_repeated() {
        const SqlCopy copy;
        const std::string name = copy.next() + "_extra.sql";
        copy.write(name,
                   "CREATE TABLE IF NOT EXISTS extra (id INT);\nINSERT INTO extra (nothing) VALUES (1);\nINSERT INTO extra VALUES (1);\n");
        CPPUNIT_ASSERT(complaint(copy.path()).starts_with(name + ": "));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM extra"));  // stopped where it failed
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM schema_migrations WHERE name = ?", {name}));
        copy.write(name, "CREATE TABLE IF NOT EXISTS extra (id INT);\nINSERT INTO extra VALUES (1);\n");
        CPPUNIT_ASSERT(migrate(copy.path()) == std::vector<std::string>{name});
        CPPUNIT_ASSERT(migrate(copy.path()).empty());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM extra"));
    }

    void refuses_gaps_doubles_and_nothing() {
        const SqlCopy gap;
        gap.write(gap.next(1) + "_extra.sql", "SELECT 1;\n");
        CPPUNIT_ASSERT(complaint(gap.path()).find("gap or a double") != std::string::npos);
        const SqlCopy twice;
        twice.write("0001_extra.sql", "SELECT 1;\n");
        CPPUNIT_ASSERT(complaint(twice.path()).find("gap or a double") != std::string::npos);
        CPPUNIT_ASSERT(complaint("/nowhere").find("there are no migrations in") != std::string::npos);
        for (const char* name : {"abcd_extra.sql", "00a3_extra.sql", "3_extra.sql", "extra.sql"}) {
            const SqlCopy broken;
            broken.write(name, "SELECT 1;\n");
            CPPUNIT_ASSERT_EQUAL(name + " is not named like 0001_topics.sql"s, complaint(broken.path()));
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM schema_migrations WHERE name LIKE '%_extra.sql'"));
    }

    void two_at_once_apply_a_file_once() {
        const SqlCopy copy;
        copy.write(copy.next() + "_extra.sql", "CREATE TABLE IF NOT EXISTS extra (id INT);\nINSERT INTO extra VALUES (1);\n");
        std::atomic<std::size_t> applied{0};
        at_once(
            4, [&](db::Connection& /*db*/, int /*i*/) { applied += migrate(copy.path()).size(); }, User::migration);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, applied.load());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM extra"));
    }

    void a_team_keeps_its_name_in_both_languages() {
        change("ALTER TABLE topics CHANGE COLUMN team_name_de team_name VARCHAR(120) NOT NULL, DROP COLUMN team_name_en");
        change("UPDATE topics SET team_name = 'Das Team'");
        change("DELETE FROM schema_migrations WHERE name LIKE '%_teams_in_two_languages.sql'");
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, migrate(CARITAS_SQL).size());
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1},
                             count("SELECT COUNT(*) FROM topics WHERE team_name_de = 'Das Team' AND team_name_en = 'Das Team'"));
        CPPUNIT_ASSERT(look(running()).topic.team_name_en == "Das Team");
    }

    void only_the_migrations_user_may() {
        for (const User user : {User::worker, User::janitor, User::admin}) {
            const DatabaseConfig& database = config_of(user).database;
            CPPUNIT_ASSERT_THROW(sql::migrate(database, read_password(database), CARITAS_SQL), sql::MigrationError);
        }
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MigrationTest);

}  // namespace
}  // namespace caritas::tests
