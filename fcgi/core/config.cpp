// Reads the configuration with toml++ and reports the first thing that is wrong.
#include "core/config.h"

#include <toml++/toml.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace caritas {
namespace {

// One table of the file; remembers which keys were asked for, so that whatever is left over is a mistake.
class Section {
public:
    Section(const toml::table& file, std::string file_name, std::string name) : where_(std::move(file_name)), name_(std::move(name)) {
        const toml::node* node = file.get(name_);
        if (node == nullptr) return;
        table_ = node->as_table();
        if (table_ == nullptr) throw ConfigError(where_ + ": [" + name_ + "] must be a table");
    }

    void text(const char* key, std::string& target) {
        const toml::node* node = find(key);
        if (node == nullptr) return;
        const auto value = node->value<std::string>();
        if (!node->is_string() || !value) fail(key, "must be a text in quotes");
        target = *value;
    }

    std::int64_t number(const char* key, std::int64_t current, std::int64_t smallest, std::int64_t largest) {
        const toml::node* node = find(key);
        if (node == nullptr) return current;
        const auto value = node->value<std::int64_t>();
        if (!node->is_integer() || !value || *value < smallest || *value > largest) {
            fail(key, "must be a whole number from " + std::to_string(smallest) + " to " + std::to_string(largest));
        }
        return *value;
    }

    void finish() const {
        if (table_ == nullptr) return;
        for (const auto& [key, value] : *table_) {
            if (!asked_.contains(std::string(key.str()))) {
                throw ConfigError(where_ + ": [" + name_ + "] has no key \"" + std::string(key.str()) + "\"");
            }
        }
    }

    [[noreturn]] void fail(const char* key, const std::string& what) const {
        throw ConfigError(where_ + ": [" + name_ + "] " + key + " " + what);
    }

private:
    const toml::node* find(const char* key) {
        asked_.insert(key);
        return table_ == nullptr ? nullptr : table_->get(key);
    }

    std::string where_;
    std::string name_;
    const toml::table* table_ = nullptr;
    std::set<std::string> asked_;
};

void read_database(Section section, DatabaseConfig& database) {
    section.text("socket", database.socket);
    section.text("host", database.host);
    database.port = static_cast<std::uint16_t>(section.number("port", database.port, 1, 65535));
    section.text("name", database.name);
    section.text("user", database.user);
    section.text("password_file", database.password_file);
    section.finish();
    if (database.user.empty()) section.fail("user", "is missing");
    if (database.socket.empty() && database.host.empty()) section.fail("socket", "or host is missing");
}

void read_worker(Section section, WorkerConfig& worker) {
    section.text("socket", worker.socket);
    section.text("hints", worker.hints);
    worker.threads = static_cast<int>(section.number("threads", worker.threads, 1, 256));
    worker.max_parked = static_cast<int>(section.number("max_parked", worker.max_parked, 1, 100'000));
    worker.backlog = static_cast<int>(section.number("backlog", worker.backlog, 16, 65'535));
    section.finish();
}

void read_keys(Section section, KeysConfig& keys) {
    section.text("folder", keys.folder);
    section.finish();
}

void read_poll(Section section, PollConfig& poll) {
    poll.min_wait = std::chrono::seconds(section.number("min_seconds", poll.min_wait.count(), 1, 3600));
    poll.max_wait = std::chrono::seconds(section.number("max_seconds", poll.max_wait.count(), 1, 3600));
    poll.tail = std::chrono::milliseconds(section.number("tail_ms", poll.tail.count(), 10, 10'000));
    section.finish();
    if (poll.max_wait < poll.min_wait) section.fail("max_seconds", "must not be below min_seconds");
}

void read_site(Section section, SiteConfig& site) {
    section.text("origin", site.origin);
    section.text("name", site.name);
    section.text("claim_de", site.claim_de);
    section.text("claim_en", site.claim_en);
    section.text("exit_url", site.exit_url);
    section.finish();
    if (!site.origin.starts_with("http://") && !site.origin.starts_with("https://"))
        section.fail("origin", "must begin with http:// or https://");
    if (site.origin.ends_with('/')) section.fail("origin", "must not end with a slash");
    if (!site.exit_url.starts_with('/') && !site.exit_url.starts_with("https://")) {
        section.fail("exit_url", "must be a path on this site or begin with https://");
    }
}

void read_chat(Section section, ChatConfig& chat) {
    // Of 4 bytes each, and sealed, they fit into a row of the table messages.
    chat.max_characters = section.number("max_characters", chat.max_characters, 1, 8000);
    chat.max_file_mib = section.number("max_file_mib", chat.max_file_mib, 1, 100);
    chat.max_files = section.number("max_files", chat.max_files, 0, 1000);
    chat.max_messages = section.number("max_messages", chat.max_messages, 1, 1'000'000);
    chat.max_message_kib = section.number("max_message_kib", chat.max_message_kib, 32, 1'048'576);
    chat.messages_per_minute = section.number("messages_per_minute", chat.messages_per_minute, 1, 1'000'000);
    chat.max_waiting = section.number("max_waiting", chat.max_waiting, 1, 1'000'000);
    chat.offer_after = std::chrono::minutes(section.number("offer_minutes", chat.offer_after.count(), 0, 1440));
    chat.patience = std::chrono::minutes(section.number("patience_minutes", chat.patience.count(), 1, 1440));
    chat.presence_apart = std::chrono::seconds(section.number("presence_seconds", chat.presence_apart.count(), 0, 60));
    chat.leave_grace = std::chrono::seconds(section.number("leave_grace_seconds", chat.leave_grace.count(), 1, 3600));
    section.finish();
}

void refuse_unknown_sections(const toml::table& file, const std::string& name) {
    static const std::set<std::string_view> known{"database", "worker", "keys", "poll", "site", "chat"};
    for (const auto& [key, value] : file) {
        if (!known.contains(key.str())) throw ConfigError(name + ": there is no section [" + std::string(key.str()) + "]");
    }
}

}  // namespace

Config parse_config(std::string_view text, const std::string& name) {
    toml::table file;
    try {
        file = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        throw ConfigError(name + ", line " + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
    }
    Config config;
    refuse_unknown_sections(file, name);
    read_database({file, name, "database"}, config.database);
    read_worker({file, name, "worker"}, config.worker);
    read_keys({file, name, "keys"}, config.keys);
    read_poll({file, name, "poll"}, config.poll);
    read_site({file, name, "site"}, config.site);
    read_chat({file, name, "chat"}, config.chat);
    return config;
}

Config load_config(const std::string& path) {
    const std::ifstream file(path);
    if (!file) throw ConfigError("cannot read the configuration " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return parse_config(text.str(), path);
}

std::string read_password(const DatabaseConfig& database) {
    if (database.password_file.empty()) return {};
    std::ifstream file(database.password_file);
    std::string password;
    if (!file || !std::getline(file, password)) throw ConfigError("cannot read the password file " + database.password_file);
    return password;
}

}  // namespace caritas
