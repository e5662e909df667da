// What an admin changes: topics, counselors, who works where.
#pragma once

#include "db/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace caritas::admin {

/// Something that the admin asked for does not exist or exists already; the text is a sentence.
class AdminError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct NewTopic {
    std::string slug;
    std::string name_de;
    std::string name_en;
    std::string summary_de;
    std::string summary_en;
    std::string address = "du";
    std::string team_name_de;
    std::string team_name_en;
    std::optional<std::string> online_counselling_url;
};

/// What is to change of a topic: a member that is nullopt leaves its column as it is. An empty online_counselling_url removes the address.
struct TopicChange {
    std::optional<std::string> name_de;
    std::optional<std::string> name_en;
    std::optional<std::string> summary_de;
    std::optional<std::string> summary_en;
    std::optional<std::string> address;
    std::optional<std::string> team_name_de;
    std::optional<std::string> team_name_en;
    std::optional<std::string> online_counselling_url;
};

struct TopicLine {
    std::string slug;
    std::string name_de;
    std::string address;
    bool open = false;
    std::int64_t waiting = 0;
    std::int64_t running = 0;
};

struct CounselorLine {
    std::string login;
    std::string display_name;
    bool disabled = false;
    std::string topics;
};

void add_topic(db::Connection& db, const NewTopic& topic);
/// Pages show the change when they are loaded again, or at their next full poll.
void change_topic(db::Connection& db, const std::string& slug, const TopicChange& change);
/// Open or close; those who wait are told.
void set_topic_open(db::Connection& db, const std::string& slug, bool open);
std::vector<TopicLine> list_topics(db::Connection& db);

/// A password that is good once: at the first sign-in with it the counselor chooses another.
struct InitialPassword {
    std::string hash;  ///< Argon2id of the proof
    std::string salt;
    int rounds = 0;
};

/// In one transaction with the topics assigned.
void add_counselor(db::Connection& db, const std::string& login, const std::optional<std::string>& display_name,
                   const InitialPassword& password, const std::vector<std::string>& topics);
/// Sets the name that seekers see. With nullopt they see the team name of the topic.
void set_display_name(db::Connection& db, const std::string& login, const std::optional<std::string>& display_name);
/// Ends all sessions, forgets the known browsers and deletes the key pair: what was sealed for it cannot be read any more.
void set_password(db::Connection& db, const std::string& login, const InitialPassword& password);
/// Ends all sessions and all running chats (ended_by "admin"), and forgets the known browsers.
void disable_counselor(db::Connection& db, const std::string& login);
void enable_counselor(db::Connection& db, const std::string& login);
void assign(db::Connection& db, const std::string& login, const std::string& slug);
void unassign(db::Connection& db, const std::string& login, const std::string& slug);
std::vector<CounselorLine> list_counselors(db::Connection& db);

/// How many migrations the database has; throws db::Error where the tables are missing.
std::int64_t count_migrations(db::Connection& db);

}  // namespace caritas::admin
