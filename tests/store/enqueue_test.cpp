// Joining a queue: the lowest free name, once per client id, only while the topic is open; also when many come at once.
#include "admin/admin_store.h"
#include "chat/presence_store.h"
#include "core/secret.h"
#include "store/bench.h"

#include <algorithm>
#include <mutex>
#include <set>

namespace caritas::tests {
namespace {

using chat::EnqueueOutcome;

class EnqueueTest : public StoreBench {
    CPPUNIT_TEST_SUITE(EnqueueTest);
    CPPUNIT_TEST(gives_the_lowest_free_name);
    CPPUNIT_TEST(names_are_of_the_whole_installation);
    CPPUNIT_TEST(gives_every_name_once_under_concurrency);
    CPPUNIT_TEST(comes_and_goes_under_concurrency);
    CPPUNIT_TEST(an_ended_chat_keeps_its_name);
    CPPUNIT_TEST(the_schema_refuses_a_double_name);
    CPPUNIT_TEST(a_repeat_finds_its_place_and_has_a_token_beside_the_first);
    CPPUNIT_TEST(repeats_at_once_join_once);
    CPPUNIT_TEST(a_closed_topic_takes_nobody);
    CPPUNIT_TEST(closing_and_joining_at_once_agree);
    CPPUNIT_TEST(counts_places_per_topic);
    CPPUNIT_TEST(counts_who_is_present);
    CPPUNIT_TEST(shows_requests_to_the_topics_counselors_only);
    CPPUNIT_TEST(moves_the_queue);
    CPPUNIT_TEST_SUITE_END();

    std::int64_t name_of(const Seeker& seeker) { return look(seeker).number.value_or(0); }
    void leave(const Seeker& seeker) { CPPUNIT_ASSERT(chat::withdraw(worker(), seeker.chat_id, topic_, false, "seeker")); }

    static chat::Enqueued join(db::Connection& db, chat::Id topic, const std::string& client) {
        const std::string token_hash = random_bytes(32);
        return chat::enqueue(db, {topic, client, token_hash, kSeekerKey, std::chrono::minutes(30)});
    }

    void gives_the_lowest_free_name() {
        std::vector<Seeker> seekers;
        for (std::int64_t expected = 1; expected <= 5; ++expected) {
            seekers.push_back(waiting());
            CPPUNIT_ASSERT_EQUAL(expected, name_of(seekers.back()));
        }
        leave(seekers[3]);
        leave(seekers[1]);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, name_of(waiting()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{4}, name_of(waiting()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{6}, name_of(waiting()));
    }

    void names_are_of_the_whole_installation() {
        const chat::Id other = add_topic("other");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, name_of(waiting()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, name_of(waiting(other)));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, name_of(waiting()));
    }

    std::set<std::int64_t> names() {
        std::set<std::int64_t> numbers;
        for (const db::Row& row : worker().select("SELECT name_number FROM chats WHERE name_number IS NOT NULL"))
            numbers.insert(row.number(0));
        return numbers;
    }

    void gives_every_name_once_under_concurrency() {
        std::vector<Seeker> seekers;
        for (int i = 0; i < 5; ++i) seekers.push_back(waiting());
        leave(seekers[1]);
        leave(seekers[3]);
        at_once(8, [&](db::Connection& db, int /*i*/) {
            CPPUNIT_ASSERT(join(db, topic_, random_bytes(32)).outcome == EnqueueOutcome::joined);
        });
        CPPUNIT_ASSERT(names() == (std::set<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT COUNT(*) FROM free_names"));
    }

    // Nobody is told to try later because somebody else came or went, and afterwards the names are whole.
    void comes_and_goes_under_concurrency() {
        const chat::Id other = add_topic("other");
        at_once(8, [&](db::Connection& db, int i) {
            const chat::Id topic = i % 2 == 0 ? topic_ : other;
            for (int round = 0; round < 25; ++round) {
                const std::string token_hash = random_bytes(32);
                const std::string client = random_bytes(32);
                CPPUNIT_ASSERT(chat::enqueue(db, {topic, client, token_hash, kSeekerKey, std::chrono::minutes(30)}).outcome ==
                               EnqueueOutcome::joined);
                const chat::Chat chat = *chat::find_seeker_session(db, token_hash)->chat;
                CPPUNIT_ASSERT(*chat.number >= 1 && *chat.number <= 8);
                CPPUNIT_ASSERT(chat::withdraw(db, chat.id, topic, false, "seeker"));
            }
        });
        CPPUNIT_ASSERT(names().empty());
        const std::int64_t next = count("SELECT CAST(next AS SIGNED) FROM name_counter");
        CPPUNIT_ASSERT_EQUAL(next - 1, count("SELECT COUNT(*) FROM free_names"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, name_of(waiting()));
    }

    void an_ended_chat_keeps_its_name() {
        const Seeker readable = ended();
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, name_of(waiting()));
        const Seeker gone = erased();
        CPPUNIT_ASSERT(!look(gone).number);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, name_of(waiting()));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, name_of(readable));
    }

    void the_schema_refuses_a_double_name() {
        const Seeker first = waiting();
        const Seeker second = waiting();
        CPPUNIT_ASSERT_THROW(change("UPDATE chats SET name_number = 1 WHERE id = ?", {second.chat_id}), db::Duplicate);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, name_of(first));
    }

    void a_repeat_finds_its_place_and_has_a_token_beside_the_first() {
        const std::string client = random_bytes(32);
        const std::string first_token = random_bytes(32);
        const std::string second_token = random_bytes(32);
        CPPUNIT_ASSERT(chat::enqueue(worker(), {topic_, client, first_token, kSeekerKey}).outcome == EnqueueOutcome::joined);
        const chat::Id chat_id = chat::find_seeker_session(worker(), first_token)->chat->id;
        const auto again = chat::enqueue(worker(), {topic_, client, second_token, kSeekerKey});
        CPPUNIT_ASSERT(again.outcome == EnqueueOutcome::repeated && again.moves.empty());
        for (const std::string& token : {first_token, second_token}) {
            CPPUNIT_ASSERT_EQUAL(chat_id, chat::find_seeker_session(worker(), token)->chat->id);
        }
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM chats"));
        CPPUNIT_ASSERT(chat::enqueue(worker(), {topic_, random_bytes(32), random_bytes(32), kSeekerKey}).outcome == EnqueueOutcome::joined);
    }

    void repeats_at_once_join_once() {
        const std::string client = random_bytes(32);
        std::mutex mutex;
        std::vector<EnqueueOutcome> outcomes;
        at_once(8, [&](db::Connection& db, int /*i*/) {
            const auto enqueued = join(db, topic_, client);
            const std::lock_guard lock(mutex);
            outcomes.push_back(enqueued.outcome);
        });
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1}, std::count(outcomes.begin(), outcomes.end(), EnqueueOutcome::joined));
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{7}, std::count(outcomes.begin(), outcomes.end(), EnqueueOutcome::repeated));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count("SELECT COUNT(*) FROM chats"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{8}, count("SELECT COUNT(DISTINCT token_hash) FROM seeker_sessions WHERE chat_id IS NOT NULL"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, name_of(waiting()));  // the seven gave back what they took
    }

    void a_closed_topic_takes_nobody() {
        admin::set_topic_open(admin(), "topic", false);
        CPPUNIT_ASSERT(join(worker(), topic_, random_bytes(32)).outcome == EnqueueOutcome::closed);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count("SELECT (SELECT COUNT(*) FROM chats) + (SELECT COUNT(*) FROM seeker_sessions)"));
        admin::set_topic_open(admin(), "topic", true);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, name_of(waiting()));
    }

    // Whoever is told "joined" stands in the queue; after the topic has been closed nobody joins.
    void closing_and_joining_at_once_agree() {
        std::mutex mutex;
        std::int64_t joined = 0;
        const auto closer = connect(User::admin);
        at_once(6, [&](db::Connection& db, int i) {
            if (i == 0) return admin::set_topic_open(*closer, "topic", false);
            for (int round = 0; round < 10; ++round) {
                const bool is_in = join(db, topic_, random_bytes(32)).outcome == EnqueueOutcome::joined;
                const std::lock_guard lock(mutex);
                joined += is_in ? 1 : 0;
            }
        });
        CPPUNIT_ASSERT_EQUAL(joined, count("SELECT COUNT(*) FROM chats"));
        CPPUNIT_ASSERT(join(worker(), topic_, random_bytes(32)).outcome == EnqueueOutcome::closed);
    }

    void counts_places_per_topic() {
        const chat::Id other = add_topic("other");
        const Seeker first = waiting();
        const Seeker elsewhere = waiting(other);
        const Seeker second = waiting();
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::position(worker(), topic_, first.chat_id));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, chat::position(worker(), topic_, second.chat_id));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::position(worker(), other, elsewhere.chat_id));
        leave(first);
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::position(worker(), topic_, second.chat_id));
    }

    void counts_who_is_present() {
        const Seeker first = waiting();
        const Seeker second = waiting();
        const Seeker third = waiting();
        chat::seeker_gone(worker(), first.chat_id, std::chrono::milliseconds(0));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::position(worker(), topic_, second.chat_id));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, chat::position(worker(), topic_, third.chat_id));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::position(worker(), topic_, first.chat_id));
        // Silent for longer than presence lasts, whether or not the janitor has written it down.
        age(second, "seeker_present_at", chat::kPresenceLasts + std::chrono::seconds(1));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::position(worker(), topic_, third.chat_id));
        // Back again, and where they were.
        chat::seeker_seen(worker(), look(first), true, std::chrono::minutes(30));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::position(worker(), topic_, first.chat_id));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, chat::position(worker(), topic_, third.chat_id));
    }

    void shows_requests_to_the_topics_counselors_only() {
        const chat::Id other = add_topic("other");
        const chat::Id ben = add_counselor("ben", "other");
        const Seeker first = waiting();
        const Seeker second = waiting();
        const Seeker elsewhere = waiting(other);
        const auto annas = chat::requests_for(worker(), anna_);
        CPPUNIT_ASSERT(annas.size() == 2 && annas[0].public_id == first.public_id && annas[1].public_id == second.public_id);
        CPPUNIT_ASSERT(annas[0].number == 1 && !annas[0].away);
        const auto bens = chat::requests_for(worker(), ben);
        CPPUNIT_ASSERT(bens.size() == 1 && bens[0].public_id == elsewhere.public_id);
    }

    void moves_the_queue() {
        const std::int64_t before = count("SELECT CAST(queue_seq AS SIGNED) FROM topics WHERE id = ?", {topic_});
        const auto enqueued = join(worker(), topic_, random_bytes(32));
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, enqueued.moves.size());
        CPPUNIT_ASSERT(enqueued.moves[0].stream == (chat::Stream{chat::StreamKind::queue, topic_}));
        CPPUNIT_ASSERT_EQUAL(static_cast<std::uint64_t>(before + 1), enqueued.moves[0].seq);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EnqueueTest);

}  // namespace
}  // namespace caritas::tests
