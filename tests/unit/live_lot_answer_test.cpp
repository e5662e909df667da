// Answers of the parking lot: whole, without blocking, and continued when the socket's buffer was full.
#include "unit/lot_bench.h"

#include <atomic>
#include <csignal>
#include <thread>

namespace caritas::tests {
namespace {

using live::ParkingLot;
using live::Reason;

// More than a socket's buffer takes at once.
std::string big_content() {
    std::string content;
    for (int i = 0; content.size() < 3'000'000; ++i) content += std::to_string(i) + ' ';
    return content;
}

class LotAnswerTest : public LotBench {
    CPPUNIT_TEST_SUITE(LotAnswerTest);
    CPPUNIT_TEST(answers_and_hangs_up);
    CPPUNIT_TEST(continues_a_big_answer);
    CPPUNIT_TEST(finishes_answers_before_it_closes);
    CPPUNIT_TEST(survives_a_reader_who_leaves_in_the_middle);
    CPPUNIT_TEST(survives_a_reader_who_has_left);
    CPPUNIT_TEST(answers_from_the_leaver);
    CPPUNIT_TEST(loses_nobody_between_many_threads);
    CPPUNIT_TEST_SUITE_END();

public:
    // The database's library switches it off in this program; here a write to nobody must be harmless by itself.
    void setUp() override { before_ = std::signal(SIGPIPE, SIG_DFL); }
    void tearDown() override { std::signal(SIGPIPE, before_); }

private:
    void (*before_)(int) = SIG_DFL;

    void answers_and_hangs_up() {
        ParkingLot lot(3, into(leavers_));
        Pair pair = make_pair();
        lot.answer(std::move(pair.ours), 9, "Status: 200\r\n\r\n{}");
        const auto read = read_fastcgi(read_all(pair.server.get()));
        CPPUNIT_ASSERT(read.ended && read.request_id == 9);
        CPPUNIT_ASSERT_EQUAL("Status: 200\r\n\r\n{}"s, read.content);
    }

    void continues_a_big_answer() {
        ParkingLot lot(3, into(leavers_));
        const std::string content = big_content();
        Pair pair = make_pair();
        lot.answer(std::move(pair.ours), 9, content);  // returns though nobody has read yet
        Pair other = make_pair();
        lot.answer(std::move(other.ours), 1, "short");
        CPPUNIT_ASSERT_EQUAL("short"s, read_fastcgi(read_all(other.server.get())).content);
        const auto read = read_fastcgi(read_all(pair.server.get()));
        CPPUNIT_ASSERT(read.ended && read.content == content);
    }

    void finishes_answers_before_it_closes() {
        ParkingLot lot(3, into(leavers_));
        const std::string content = big_content();
        Pair pair = make_pair();
        lot.answer(std::move(pair.ours), 9, content);
        std::string bytes;
        std::thread reader([&] { bytes = read_all(pair.server.get()); });
        lot.close();
        reader.join();
        CPPUNIT_ASSERT(read_fastcgi(bytes).content == content);
    }

    void survives_a_reader_who_leaves_in_the_middle() {
        ParkingLot lot(3, into(leavers_));
        Pair pair = make_pair();
        lot.answer(std::move(pair.ours), 9, big_content());
        pair.server.reset();
        const std::string content = big_content();
        Pair next = make_pair();
        lot.answer(std::move(next.ours), 10, content);
        CPPUNIT_ASSERT(read_fastcgi(read_all(next.server.get())).content == content);
    }

    void survives_a_reader_who_has_left() {
        ParkingLot lot(3, into(leavers_));
        Pair pair = make_pair();
        pair.server.reset();
        lot.answer(std::move(pair.ours), 9, "to nobody");
        Pair next = make_pair();
        lot.answer(std::move(next.ours), 10, "to somebody");
        CPPUNIT_ASSERT_EQUAL("to somebody"s, read_fastcgi(read_all(next.server.get())).content);
    }

    // As the poll desk does it: the waiter's own connection is answered by whoever notices.
    void answers_from_the_leaver() {
        ParkingLot* self = nullptr;
        ParkingLot lot(3, [&self](live::Waiter waiter, Reason reason) {
            self->answer(std::move(waiter.connection), waiter.request_id, reason == Reason::moved ? "news" : "nothing new");
        });
        self = &lot;
        const auto woken = park(lot, 1, {{kChat, 0}}, lot.generation());
        const auto expired = park(lot, 2, {{kQueue, 0}}, lot.generation(), std::chrono::steady_clock::now());
        CPPUNIT_ASSERT_EQUAL("nothing new"s, read_fastcgi(read_all(expired.get())).content);
        lot.wake({{kChat, 1}});
        CPPUNIT_ASSERT_EQUAL("news"s, read_fastcgi(read_all(woken.get())).content);
    }

    // A writer moves the stream step by step while readers look and park: every reader gets to see the last step.
    void loses_nobody_between_many_threads() {
        constexpr std::uint64_t kSteps = 2000;
        constexpr int kReaders = 4;
        ParkingLot* self = nullptr;
        ParkingLot lot(kReaders, [&self](live::Waiter waiter, Reason /*reason*/) {
            self->answer(std::move(waiter.connection), waiter.request_id, "look");
        });
        self = &lot;
        std::atomic<std::uint64_t> truth{0};
        std::atomic<int> arrived{0};
        std::vector<std::thread> readers;
        for (int i = 1; i <= kReaders; ++i) {
            readers.emplace_back([&, i] {
                for (;;) {
                    const std::uint64_t looked_at = lot.generation();
                    if (truth == kSteps) break;
                    Pair pair = make_pair();
                    live::Waiter waiter;
                    waiter.connection = std::move(pair.ours);
                    waiter.request_id = i;
                    waiter.seen = {{kChat, 0}};
                    waiter.deadline = std::chrono::steady_clock::now() + kPatience;  // a lost wake-up shows as this wait
                    if (lot.park(std::move(waiter), looked_at)) break;
                    if (read_fastcgi(read_all(pair.server.get())).content != "look") break;
                }
                if (truth == kSteps) ++arrived;
            });
        }
        const Tick start = std::chrono::steady_clock::now();
        for (std::uint64_t step = 1; step <= kSteps; ++step) {
            truth = step;
            lot.wake({{kChat, step}});
        }
        for (std::thread& reader : readers) reader.join();
        CPPUNIT_ASSERT_EQUAL(kReaders, arrived.load());
        CPPUNIT_ASSERT_MESSAGE("somebody waited for the deadline", std::chrono::steady_clock::now() - start < kPatience);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LotAnswerTest);

}  // namespace
}  // namespace caritas::tests
