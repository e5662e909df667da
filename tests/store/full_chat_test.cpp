// What a chat stores has a bound: for each side, by both ways of a message, told before it bites.
#include "core/secret.h"
#include "db/transaction.h"
#include "store/bench.h"

namespace caritas::tests {
namespace {

using chat::Role;

constexpr chat::MessageLimits kTen{10, 1'000'000};
constexpr chat::MessageLimits kHundredBytes{1'000'000, 100};

class FullChatTest : public StoreBench {
    CPPUNIT_TEST_SUITE(FullChatTest);
    CPPUNIT_TEST(a_side_writes_so_many_messages_and_no_more);
    CPPUNIT_TEST(a_side_writes_so_many_bytes_and_no_more);
    CPPUNIT_TEST(each_side_has_its_own);
    CPPUNIT_TEST(both_ways_count_together);
    CPPUNIT_TEST(a_repeat_counts_once_and_is_answered_when_it_is_full);
    CPPUNIT_TEST(tells_when_nine_tenths_are_used);
    CPPUNIT_TEST(full_is_told_only_where_writing_is_allowed);
    CPPUNIT_TEST(many_at_once_do_not_pass_the_limit);
    CPPUNIT_TEST_SUITE_END();

public:
    void setUp() override {
        StoreBench::setUp();
        const DatabaseConfig& database = config_of(User::worker).database;
        writing_ = std::make_unique<db::Connection>(database, read_password(database), db::Begin::by_itself);
        CPPUNIT_ASSERT(start_session(anna_, kAnna));
    }
    void tearDown() override {
        writing_.reset();
        StoreBench::tearDown();
    }

private:
    inline static const std::string kAnna = sha256("anna");

    using Write = std::function<std::optional<bool>(const Seeker&, Role, std::string_view, const chat::MessageLimits&)>;

    // Each way of a message: whether it was told that the chat is nearly full; nothing if it was not stored.
    std::vector<Write> ways() {
        return {[this](const Seeker& seeker, Role role, std::string_view body, const chat::MessageLimits& limits) -> std::optional<bool> {
                    const auto sent = chat::send(worker(), {seeker.chat_id, role, random_bytes(16), body}, limits);
                    return sent ? std::optional(sent->receipt.nearly_full) : std::nullopt;
                },
                [this](const Seeker& seeker, Role role, std::string_view body, const chat::MessageLimits& limits) -> std::optional<bool> {
                    const bool is_seeker = role == Role::seeker;
                    const chat::Writer writer{role, is_seeker ? seeker.token_hash : kAnna, seeker.public_id};
                    const auto written = chat::write_alone(*writing_, writer, random_bytes(16), body, limits);
                    return written ? std::optional(written->nearly_full) : std::nullopt;
                }};
    }
    bool is_full(const Seeker& seeker, Role role, std::string_view body, const chat::MessageLimits& limits) {
        return chat::is_full(worker(), {seeker.chat_id, role, "0123456789abcdef", body}, limits);
    }
    std::int64_t stored(const Seeker& seeker) { return count("SELECT COUNT(*) FROM messages WHERE chat_id = ?", {seeker.chat_id}); }

    void a_side_writes_so_many_messages_and_no_more() {
        for (const Write& write : ways()) {
            const Seeker seeker = running();
            for (int i = 0; i < 10; ++i) {
                CPPUNIT_ASSERT(!is_full(seeker, Role::seeker, "text", kTen));
                CPPUNIT_ASSERT(write(seeker, Role::seeker, "text", kTen));
            }
            const std::uint64_t seq = look(seeker).last_seq;
            CPPUNIT_ASSERT(!write(seeker, Role::seeker, "text", kTen));
            CPPUNIT_ASSERT(is_full(seeker, Role::seeker, "text", kTen));
            CPPUNIT_ASSERT(stored(seeker) == 10 && look(seeker).last_seq == seq);
        }
    }

    void a_side_writes_so_many_bytes_and_no_more() {
        for (const Write& write : ways()) {
            const Seeker seeker = running();
            CPPUNIT_ASSERT(write(seeker, Role::seeker, std::string(60, 'x'), kHundredBytes));
            CPPUNIT_ASSERT(!write(seeker, Role::seeker, std::string(41, 'x'), kHundredBytes));
            CPPUNIT_ASSERT(is_full(seeker, Role::seeker, std::string(41, 'x'), kHundredBytes));
            CPPUNIT_ASSERT(!is_full(seeker, Role::seeker, std::string(40, 'x'), kHundredBytes));
            CPPUNIT_ASSERT(write(seeker, Role::seeker, std::string(40, 'x'), kHundredBytes));
            CPPUNIT_ASSERT(!write(seeker, Role::seeker, "x", kHundredBytes));
            CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, stored(seeker));
        }
    }

    // Whoever fills a chat takes nobody the last word.
    void each_side_has_its_own() {
        for (const Write& write : ways()) {
            const Seeker seeker = running();
            for (int i = 0; i < 10; ++i) CPPUNIT_ASSERT(write(seeker, Role::seeker, "text", kTen));
            CPPUNIT_ASSERT(!write(seeker, Role::seeker, "text", kTen));
            for (int i = 0; i < 10; ++i) CPPUNIT_ASSERT(write(seeker, Role::counselor, "text", kTen));
            CPPUNIT_ASSERT(!write(seeker, Role::counselor, "text", kTen));
            CPPUNIT_ASSERT_EQUAL(std::int64_t{20}, stored(seeker));
        }
    }

    void both_ways_count_together() {
        const Seeker seeker = running();
        const auto both = ways();
        for (std::size_t i = 0; i < 10; ++i) CPPUNIT_ASSERT(both[i % 2](seeker, Role::counselor, "text", kTen));
        for (const Write& write : both) CPPUNIT_ASSERT(!write(seeker, Role::counselor, "text", kTen));
    }

    void a_repeat_counts_once_and_is_answered_when_it_is_full() {
        const Seeker seeker = running();
        const chat::Draft draft{seeker.chat_id, Role::seeker, "0123456789abcdef", "text"};
        const auto first = chat::send(worker(), draft, kTen);
        for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT(chat::send(worker(), draft, kTen));
        for (int i = 0; i < 9; ++i) CPPUNIT_ASSERT(ways().front()(seeker, Role::seeker, "text", kTen));
        const auto again = chat::send(worker(), draft, kTen);
        CPPUNIT_ASSERT(again && again->receipt.seq == first->receipt.seq);
    }

    void tells_when_nine_tenths_are_used() {
        for (const Write& write : ways()) {
            const Seeker seeker = running();
            for (int i = 1; i <= 8; ++i) CPPUNIT_ASSERT(write(seeker, Role::seeker, "text", kTen) == false);
            for (int i = 9; i <= 10; ++i) CPPUNIT_ASSERT(write(seeker, Role::seeker, "text", kTen) == true);
            CPPUNIT_ASSERT(write(seeker, Role::counselor, std::string(89, 'x'), kHundredBytes) == false);
            CPPUNIT_ASSERT(write(seeker, Role::counselor, "x", kHundredBytes) == true);
        }
    }

    void full_is_told_only_where_writing_is_allowed() {
        constexpr chat::MessageLimits none{0, 0};
        CPPUNIT_ASSERT(is_full(running(), Role::seeker, "text", none) && is_full(accepted(), Role::counselor, "text", none));
        CPPUNIT_ASSERT(!is_full(accepted(), Role::seeker, "text", none));
        for (const Seeker& seeker : {waiting(), ended()}) CPPUNIT_ASSERT(!is_full(seeker, Role::counselor, "text", none));
        const Seeker late = running();
        age(late, "accepted_at", std::chrono::hours(3));
        CPPUNIT_ASSERT(!is_full(late, Role::counselor, "text", none));
    }

    void many_at_once_do_not_pass_the_limit() {
        const Seeker seeker = running();
        at_once(8, [&](db::Connection& db, int) {
            for (int i = 0; i < 5; ++i) chat::send(db, {seeker.chat_id, Role::seeker, random_bytes(16), "text"}, kTen);
        });
        CPPUNIT_ASSERT_EQUAL(std::int64_t{10}, stored(seeker));
    }

    std::unique_ptr<db::Connection> writing_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(FullChatTest);

}  // namespace
}  // namespace caritas::tests
