// What the store tests share: connections of every role to the real MariaDB, empty tables before each test, and chats in every state.
#pragma once

#include "chat/chat_store.h"
#include "chat/message_store.h"
#include "chat/queue_store.h"
#include "core/config.h"
#include "db/connection.h"
#include "unit/expect.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace caritas::tests {

/// The programs' users; the migration's may do everything in this database.
enum class User : std::uint8_t { worker, janitor, admin, migration };

/// From the file that the environment names (with-database.sh).
const Config& config_of(User user);
std::unique_ptr<db::Connection> connect(User user);

/// A seeker who joined a queue.
struct Seeker {
    chat::Id chat_id = 0;
    std::string public_id;
    std::string token_hash;
};

/// Each test begins with empty tables, one open topic and one counselor who works for it.
class StoreBench : public CppUnit::TestFixture {
public:
    void setUp() override;
    void tearDown() override;

protected:
    chat::Id add_topic(const std::string& slug);
    chat::Id add_counselor(const std::string& login, const std::string& slug = "topic");

    /// What signing in does once the password is checked; false if nobody may begin one.
    bool start_session(chat::Id counselor, std::string_view token_hash);

    // Keys that open nothing: the server cannot tell.
    inline static const std::string kSeekerKey = std::string(32, 's');
    inline static const std::string kCounselorKey = std::string(32, 'c');
    inline static const std::string kKeyForSeeker = std::string(80, 'S');
    inline static const std::string kKeyForCounselor = std::string(80, 'C');

    static constexpr chat::Epoch kShareEpoch = 77;

    /// With the keys above.
    static chat::Accepted accept_request(db::Connection& db, chat::Id counselor, std::string_view public_id);

    Seeker waiting(chat::Id topic = 0);
    Seeker accepted();
    Seeker running();
    Seeker ended();
    Seeker withdrawn();
    Seeker erased();
    Seeker in_state(chat::State state);

    /// The chat as its seeker's session shows it.
    chat::Chat look(const Seeker& seeker);
    /// Why the seeker's session is over, "alive" if it is not, "unknown" if its row is gone.
    std::string session_of(const Seeker& seeker);
    std::optional<chat::Sent> send(const Seeker& seeker, chat::Role sender, std::string_view body = "text");

    /// Moves a time of the chat back, as if so long had passed since.
    void age(const Seeker& seeker, const char* column, std::chrono::seconds by);
    /// The first cell of a query, as the migration's user.
    std::int64_t count(std::string_view sql, std::initializer_list<db::Value> values = {});
    void change(std::string_view sql, std::initializer_list<db::Value> values = {});

    db::Connection& worker() { return *worker_; }
    db::Connection& janitor() { return *janitor_; }
    db::Connection& admin() { return *admin_; }
    db::Connection& owner() { return *owner_; }  ///< of the tables: the migration's user

    chat::Id topic_ = 0;
    chat::Id anna_ = 0;

private:
    std::unique_ptr<db::Connection> worker_;
    std::unique_ptr<db::Connection> janitor_;
    std::unique_ptr<db::Connection> admin_;
    std::unique_ptr<db::Connection> owner_;
};

/// Runs `work(connection, i)` in `count` threads with a worker's connection each, all released at the same moment. What one of them throws
/// fails the test.
void at_once(int count, const std::function<void(db::Connection&, int)>& work, User user = User::worker);

}  // namespace caritas::tests
