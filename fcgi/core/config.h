// The configuration file (TOML): every key with its default.
#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace caritas {

struct DatabaseConfig {
    std::string socket;  ///< path of MariaDB's socket; else host and port
    std::string host;
    std::uint16_t port = 3306;
    std::string name = "caritas";
    std::string user;           ///< required
    std::string password_file;  ///< first line is the password; without it the socket's own authentication
};

struct WorkerConfig {
    std::string socket;  ///< path of the FastCGI socket that nginx connects to
    int threads = 8;     ///< short calls served at once
    int max_parked = 8000;
    std::string hints;   ///< directory in which the workers of this host tell one another what moved; empty: only one worker
    int backlog = 4096;  ///< connections the kernel keeps for us during a burst
};

struct KeysConfig {
    std::string folder;  ///< directory of the keys of the hours, for worker and janitor; no backup may hold it
};

struct PollConfig {
    std::chrono::seconds min_wait{25};    ///< min_seconds: "nothing new" is answered between these two
    std::chrono::seconds max_wait{50};    ///< max_seconds: below nginx's and any proxy's timeout
    std::chrono::milliseconds tail{100};  ///< tail_ms: how often a worker asks what others changed
};

struct SiteConfig {
    std::string origin = "http://localhost:8080";  ///< scheme, host and port that the pages have; no slash at the end
    std::string name = "Beratung & Hilfe";
    std::string claim_de = "Vertraulich. Anonym. Kostenfrei.";
    std::string claim_en = "Confidential. Anonymous. Free of charge.";
    /// Where "Schnell verlassen" leads. Set it to a neutral public page of another host: this one stands under the address of the house.
    std::string exit_url = "/rezept";
};

struct ChatConfig {
    std::int64_t max_characters = 8000;
    std::int64_t max_file_mib = 10;          ///< of one document
    std::int64_t max_files = 20;             ///< documents that each side may send in a chat
    std::int64_t max_messages = 3000;        ///< messages that each side may write in a chat
    std::int64_t max_message_kib = 4096;     ///< what the messages of one side may hold together, sealed
    std::int64_t messages_per_minute = 120;  ///< of one session in the long run; its new keys and repeated enqueues count as well
    std::int64_t max_waiting = 200;          ///< places in the queue of one topic
    std::chrono::minutes offer_after{10};    ///< offer_minutes: then the waiting room offers online counselling
    std::chrono::minutes patience{30};       ///< patience_minutes: a place is kept so long in silence
    std::chrono::seconds presence_apart{5};  ///< presence_seconds: what others see of one person's presence changes so often at most
    std::chrono::seconds leave_grace{120};   ///< leave_grace_seconds: after the page said that it was left
};

struct Config {
    DatabaseConfig database;
    WorkerConfig worker;
    KeysConfig keys;
    PollConfig poll;
    SiteConfig site;
    ChatConfig chat;
};

/// Names file, line or key, and what is wrong.
class ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads and checks a file. Unknown keys, wrong types and values out of bounds are errors, so that a typing mistake does not go unseen.
/// Throws ConfigError.
Config load_config(const std::string& path);

/// The same from text; `name` stands in the messages.
Config parse_config(std::string_view text, const std::string& name);

/// The password's text from DatabaseConfig::password_file, empty if none is configured. Throws ConfigError.
std::string read_password(const DatabaseConfig& database);

}  // namespace caritas
