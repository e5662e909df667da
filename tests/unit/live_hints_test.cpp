// Hints between workers: the datagram's form, and the way through real sockets.
#include "live/hints.h"
#include "unit/expect.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>

namespace caritas::tests {
namespace {

using chat::Move;
using chat::Moves;
using chat::StreamKind;
using live::Hints;

bool same(const Moves& one, const Moves& other) {
    return one.size() == other.size() && std::equal(one.begin(), one.end(), other.begin(),
                                                    [](const Move& a, const Move& b) { return a.stream == b.stream && a.seq == b.seq; });
}

// Gathers what a worker is told, until there is as much as expected.
class Ear {
public:
    void hear(const Moves& moves) {
        const std::lock_guard lock(mutex_);
        heard_.insert(heard_.end(), moves.begin(), moves.end());
        more_.notify_all();
    }
    Moves wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        more_.wait_for(lock, std::chrono::seconds(20), [&] { return heard_.size() >= count; });
        return heard_;
    }

private:
    std::mutex mutex_;
    std::condition_variable more_;
    Moves heard_;
};

class HintsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HintsTest);
    CPPUNIT_TEST(comes_back_as_it_went);
    CPPUNIT_TEST(refuses_what_is_malformed);
    CPPUNIT_TEST(tells_every_sibling_and_not_itself);
    CPPUNIT_TEST(splits_what_is_too_long);
    CPPUNIT_TEST(passes_over_who_was_killed);
    CPPUNIT_TEST(takes_only_a_closed_directory);
    CPPUNIT_TEST_SUITE_END();

    std::string directory_;

public:
    void setUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "caritas-hints-XXXXXX").string();
        CPPUNIT_ASSERT(::mkdtemp(pattern.data()) != nullptr);
        directory_ = pattern;
    }
    void tearDown() override { std::filesystem::remove_all(directory_); }

private:
    const Moves moves_{{{StreamKind::chat, 17}, 4}, {{StreamKind::queue, UINT64_MAX}, UINT64_MAX}, {{StreamKind::inbox, 0}, 1}};

    void comes_back_as_it_went() {
        const auto back = live::decode_hints(live::encode_hints(moves_));
        CPPUNIT_ASSERT(back && same(*back, moves_));
        CPPUNIT_ASSERT(live::decode_hints(live::encode_hints({}))->empty());
    }

    void refuses_what_is_malformed() {
        const std::string good = live::encode_hints(moves_);
        CPPUNIT_ASSERT(!live::decode_hints(""));
        CPPUNIT_ASSERT(!live::decode_hints("\x02" + good.substr(1)));
        CPPUNIT_ASSERT(!live::decode_hints(good.substr(0, good.size() - 1)));
        CPPUNIT_ASSERT(!live::decode_hints(good + '\0'));
        std::string unknown_kind = good;
        unknown_kind[1] = static_cast<char>(chat::kLastStreamKind) + 1;
        CPPUNIT_ASSERT(!live::decode_hints(unknown_kind));
    }

    void tells_every_sibling_and_not_itself() {
        Ear own;
        Ear near;
        Ear far;
        Hints speaker(directory_, "1", [&](const Moves& moves) { own.hear(moves); });
        const Hints first(directory_, "2", [&](const Moves& moves) { near.hear(moves); });
        const Hints second(directory_, "3", [&](const Moves& moves) { far.hear(moves); });
        speaker.send(moves_);
        CPPUNIT_ASSERT(same(near.wait_for(3), moves_));
        CPPUNIT_ASSERT(same(far.wait_for(3), moves_));
        CPPUNIT_ASSERT(own.wait_for(0).empty());
    }

    void splits_what_is_too_long() {
        Ear ear;
        Moves many;
        for (std::uint64_t i = 0; i < 1001; ++i) many.push_back({{StreamKind::chat, i}, i});
        Hints speaker(directory_, "1", [](const Moves&) {});
        const Hints sibling(directory_, "2", [&](const Moves& moves) { ear.hear(moves); });
        speaker.send(many);
        CPPUNIT_ASSERT(same(ear.wait_for(many.size()), many));
    }

    void passes_over_who_was_killed() {
        const std::string path = directory_ + "/9.hint";
        {
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            path.copy(address.sun_path, sizeof address.sun_path - 1);
            const live::UniqueFd dead(::socket(AF_UNIX, SOCK_DGRAM, 0));
            CPPUNIT_ASSERT_EQUAL(0, ::bind(dead.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address));
        }
        Ear ear;
        Hints speaker(directory_, "1", [](const Moves&) {});
        const Hints sibling(directory_, "2", [&](const Moves& moves) { ear.hear(moves); });
        speaker.send(moves_);
        CPPUNIT_ASSERT(same(ear.wait_for(3), moves_));
        CPPUNIT_ASSERT(!std::filesystem::exists(path));
    }

    void takes_only_a_closed_directory() {
        std::filesystem::permissions(directory_, std::filesystem::perms(0750));
        CPPUNIT_ASSERT_THROW(Hints(directory_, "1", [](const Moves&) {}), std::runtime_error);
        CPPUNIT_ASSERT_THROW(Hints(directory_ + "/" + std::string(120, 'x'), "1", [](const Moves&) {}), std::runtime_error);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HintsTest);

}  // namespace
}  // namespace caritas::tests
