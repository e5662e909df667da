// Migrations are files of several statements, so this is the one place that sends plain SQL texts; they come from our own files only.
#include "sql/migrator.h"

#include "core/secret.h"
#include "db/connection.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <regex>

namespace caritas::sql {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " number INT UNSIGNED NOT NULL PRIMARY KEY,"
    " name VARCHAR(200) NOT NULL,"
    " checksum CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'SHA-256 of the file as it was applied',"
    " applied_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)"
    ") ENGINE=InnoDB COMMENT='Which migrations this database has. Lives for ever.'";

struct File {
    int number = 0;
    std::string name;
    std::string text;
};

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw MigrationError("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<File> list_files(const fs::path& directory) {
    static const std::regex pattern("[0-9]{4}_.+");
    std::vector<File> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
        const std::string name = entry.path().filename().string();
        if (entry.path().extension() != ".sql") continue;
        if (!std::regex_match(name, pattern)) throw MigrationError(name + " is not named like 0001_topics.sql");
        files.push_back({std::stoi(name.substr(0, 4)), name, read_file(entry.path())});
    }
    if (error || files.empty()) throw MigrationError("there are no migrations in " + directory.string());
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.number < b.number; });
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files[i].number != static_cast<int>(i) + 1) throw MigrationError("the numbers have a gap or a double at " + files[i].name);
    }
    return files;
}

// Runs every statement of a text and reads whatever they return; gives back the first cell of the last result.
std::string run(MYSQL* mysql, const std::string& text, const std::string& name) {
    std::string cell;
    int status = mysql_real_query(mysql, text.data(), text.size());
    while (status == 0) {
        const std::unique_ptr<MYSQL_RES, void (*)(MYSQL_RES*)> result(mysql_store_result(mysql), mysql_free_result);
        const MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
        if (row != nullptr && row[0] != nullptr) cell = row[0];
        status = mysql_next_result(mysql);  // -1: that was the last
    }
    if (status > 0) throw MigrationError(name + ": " + mysql_error(mysql));
    return cell;
}

std::map<int, std::string> applied_checksums(db::Connection& db) {
    std::map<int, std::string> applied;
    for (const db::Row& row : db.select("SELECT number, checksum FROM schema_migrations")) {
        applied[static_cast<int>(row.number(0))] = row.text(1);
    }
    return applied;
}

}  // namespace

std::vector<std::string> migrate(const DatabaseConfig& database, const std::string& password, const std::string& directory) {
    const std::vector<File> files = list_files(fs::path(directory) / "migrations");
    const db::Handle handle = db::open_handle(database, password, CLIENT_MULTI_STATEMENTS);
    if (run(handle.get(), "SELECT GET_LOCK('caritas_migrate', 60)", "lock") != "1") {
        throw MigrationError("another migration is running");
    }
    run(handle.get(), kTable, "schema_migrations");
    db::Connection db(database, password);
    const auto applied = applied_checksums(db);
    std::vector<std::string> names;
    for (const File& file : files) {
        const std::string checksum = to_hex(sha256(file.text));
        const auto known = applied.find(file.number);
        if (known != applied.end()) {
            if (known->second != checksum) throw MigrationError(file.name + " was changed after it had been applied");
            continue;
        }
        run(handle.get(), file.text, file.name);
        db.change("INSERT INTO schema_migrations (number, name, checksum) VALUES (?, ?, ?)", {file.number, file.name, checksum});
        names.push_back(file.name);
    }
    run(handle.get(), read_file(fs::path(directory) / "grants.sql"), "grants.sql");
    return names;
}

}  // namespace caritas::sql
