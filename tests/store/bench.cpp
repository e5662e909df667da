// The common ground of the store tests.
#include "store/bench.h"

#include "chat/counselor_store.h"

#include "admin/admin_store.h"
#include "core/secret.h"

#include <barrier>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

namespace caritas::tests {

using chat::Role;
using chat::State;

const Config& config_of(User user) {
    static const std::map<User, const char*> variables{{User::worker, "CARITAS_WORKER"},
                                                       {User::janitor, "CARITAS_JANITOR"},
                                                       {User::admin, "CARITAS_ADMIN"},
                                                       {User::migration, "CARITAS_MIGRATION"}};
    static std::map<User, Config> configs;
    const auto known = configs.find(user);
    if (known != configs.end()) return known->second;
    const char* file = std::getenv(variables.at(user));
    if (file == nullptr) throw std::runtime_error(std::string(variables.at(user)) + " is not set: run this through with-database.sh");
    return configs.emplace(user, load_config(file)).first->second;
}

std::unique_ptr<db::Connection> connect(User user) {
    const Config& config = config_of(user);
    return std::make_unique<db::Connection>(config.database, read_password(config.database));
}

void StoreBench::setUp() {
    owner_ = connect(User::migration);
    worker_ = connect(User::worker);
    janitor_ = connect(User::janitor);
    admin_ = connect(User::admin);
    for (const char* table : {"file_chunks", "files", "messages", "seeker_sessions", "chats", "counselor_sessions", "counselor_topics",
                              "counselors", "topics", "free_names"}) {
        change("DELETE FROM " + std::string(table));
    }
    change("UPDATE name_counter SET next = 1");
    topic_ = add_topic("topic");
    anna_ = add_counselor("anna");
}

// CppUnit keeps every fixture until the end.
void StoreBench::tearDown() {
    for (auto* connection : {&owner_, &worker_, &janitor_, &admin_}) connection->reset();
}

chat::Id StoreBench::add_topic(const std::string& slug) {
    admin::NewTopic topic;
    topic.slug = slug;
    topic.name_de = topic.name_en = slug;
    topic.team_name_de = "Team " + slug;
    topic.team_name_en = slug + " team";
    admin::add_topic(*admin_, topic);
    return static_cast<chat::Id>(count("SELECT id FROM topics WHERE slug = ?", {slug}));
}

chat::Id StoreBench::add_counselor(const std::string& login, const std::string& slug) {
    admin::add_counselor(*admin_, login, std::nullopt, {"no hash", std::string(16, 's'), 300'000}, {slug});
    change("UPDATE counselors SET password_is_initial = FALSE, public_key = ? WHERE login = ?", {kCounselorKey, login});
    return static_cast<chat::Id>(count("SELECT id FROM counselors WHERE login = ?", {login}));
}

bool StoreBench::start_session(chat::Id counselor, std::string_view token_hash) {
    chat::Counselor person;
    person.id = counselor;
    return chat::start_session(worker(), {person, "no hash", std::nullopt}, token_hash, {random_bytes(60), kShareEpoch});
}

Seeker StoreBench::waiting(chat::Id topic) {
    Seeker seeker;
    seeker.token_hash = random_bytes(32);
    const std::string enqueue_hash = random_bytes(32);
    const auto enqueued = chat::enqueue(*worker_, {topic == 0 ? topic_ : topic,
                                                   enqueue_hash,
                                                   seeker.token_hash,
                                                   kSeekerKey,
                                                   std::chrono::minutes(30),
                                                   200,
                                                   {random_bytes(60), kShareEpoch}});
    CPPUNIT_ASSERT(enqueued.outcome == chat::EnqueueOutcome::joined);
    const chat::Chat chat = look(seeker);
    seeker.chat_id = chat.id;
    seeker.public_id = chat.public_id;
    return seeker;
}

Seeker StoreBench::accepted() {
    Seeker seeker = waiting();
    CPPUNIT_ASSERT(accept_request(*worker_, anna_, seeker.public_id).outcome == chat::AcceptOutcome::accepted);
    return seeker;
}

Seeker StoreBench::running() {
    Seeker seeker = accepted();
    CPPUNIT_ASSERT(chat::begin(*worker_, seeker.chat_id));
    return seeker;
}

Seeker StoreBench::ended() {
    Seeker seeker = running();
    CPPUNIT_ASSERT(send(seeker, Role::seeker));
    CPPUNIT_ASSERT(chat::end_by_counselor(*worker_, seeker.chat_id, anna_));
    return seeker;
}

Seeker StoreBench::withdrawn() {
    Seeker seeker = waiting();
    CPPUNIT_ASSERT(chat::withdraw(*worker_, seeker.chat_id, topic_, false, "seeker"));
    return seeker;
}

Seeker StoreBench::erased() {
    Seeker seeker = accepted();
    CPPUNIT_ASSERT(chat::end_by_seeker(*worker_, seeker.chat_id, false, "seeker"));
    return seeker;
}

Seeker StoreBench::in_state(State state) {
    switch (state) {
        case State::waiting: return waiting();
        case State::accepted: return accepted();
        case State::running: return running();
        case State::ended: return ended();
        case State::withdrawn: return withdrawn();
        case State::erased: return erased();
    }
    return {};
}

chat::Accepted StoreBench::accept_request(db::Connection& db, chat::Id counselor, std::string_view public_id) {
    return chat::accept(db, {counselor, public_id, kSeekerKey, kKeyForSeeker, kKeyForCounselor});
}

chat::Chat StoreBench::look(const Seeker& seeker) {
    const auto session = chat::find_seeker_session(*worker_, seeker.token_hash);
    CPPUNIT_ASSERT_MESSAGE("the session leads to no chat", session && session->chat);
    return *session->chat;
}

std::string StoreBench::session_of(const Seeker& seeker) {
    const auto session = chat::find_seeker_session(*worker_, seeker.token_hash);
    if (!session) return "unknown";
    return chat::end_of(*session).value_or("alive");
}

std::optional<chat::Sent> StoreBench::send(const Seeker& seeker, Role sender, std::string_view body) {
    const std::string client_id = random_bytes(16);
    return chat::send(*worker_, {seeker.chat_id, sender, client_id, body});
}

void StoreBench::age(const Seeker& seeker, const char* column, std::chrono::seconds by) {
    const std::string name(column);
    change("UPDATE chats SET " + name + " = " + name + " - INTERVAL ? SECOND WHERE id = ?", {std::int64_t{by.count()}, seeker.chat_id});
}

std::int64_t StoreBench::count(std::string_view sql, std::initializer_list<db::Value> values) {
    const auto row = owner_->select_one(sql, values);
    CPPUNIT_ASSERT_MESSAGE(std::string(sql), row.has_value());
    return row->number(0);
}

void StoreBench::change(std::string_view sql, std::initializer_list<db::Value> values) {
    owner_->change(sql, values);
}

void at_once(int count, const std::function<void(db::Connection&, int)>& work, User user) {
    std::vector<std::unique_ptr<db::Connection>> connections;
    for (int i = 0; i < count; ++i) connections.push_back(connect(user));
    std::barrier start(count);
    std::mutex mutex;
    std::string failure;
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
            try {
                start.arrive_and_wait();
                work(*connections[static_cast<std::size_t>(i)], i);
            } catch (const CppUnit::Exception& error) {
                const std::lock_guard lock(mutex);
                failure = error.message().shortDescription() + " " + error.message().details();
            } catch (const std::exception& error) {
                const std::lock_guard lock(mutex);
                failure = error.what();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CPPUNIT_ASSERT_EQUAL_MESSAGE("in one of the threads", std::string(), failure);
}

}  // namespace caritas::tests
