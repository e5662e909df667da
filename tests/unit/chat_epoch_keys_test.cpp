// Keys of the hours: made once, bound to what they seal, and gone when they are destroyed.
#include "core/aes_gcm.h"
#include "unit/expect.h"
#include "unit/temporary_keys.h"

#include <sys/stat.h>

#include <barrier>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

namespace caritas::tests {
namespace {

using chat::Epoch;
using chat::EpochKeys;

class EpochKeysTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(EpochKeysTest);
    CPPUNIT_TEST(opens_what_it_sealed_and_nothing_else);
    CPPUNIT_TEST(gcm_agrees_with_nist);
    CPPUNIT_TEST(another_process_finds_the_same_key);
    CPPUNIT_TEST(many_at_once_make_one_key);
    CPPUNIT_TEST(what_is_destroyed_opens_nothing);
    CPPUNIT_TEST(a_key_that_was_destroyed_halfway_seals_nothing);
    CPPUNIT_TEST(only_the_owner_may_look);
    CPPUNIT_TEST(refuses_folders_that_others_can_read);
    CPPUNIT_TEST(counts_hours);
    CPPUNIT_TEST_SUITE_END();

    static constexpr Epoch kEpoch = 472'222;

    void opens_what_it_sealed_and_nothing_else() {
        const TemporaryKeys temporary;
        const EpochKeys& keys = temporary.keys;
        const std::string sealed = keys.seal(kEpoch, "wrapped", "chat one");
        CPPUNIT_ASSERT_EQUAL("wrapped"s, keys.open(kEpoch, sealed, "chat one").value_or("nothing"));
        CPPUNIT_ASSERT(sealed != keys.seal(kEpoch, "wrapped", "chat one"));
        CPPUNIT_ASSERT(!keys.open(kEpoch, sealed, "chat two") && !keys.open(kEpoch + 1, sealed, "chat one"));
        static_cast<void>(keys.seal(kEpoch + 1, "wrapped", "chat one"));
        CPPUNIT_ASSERT(!keys.open(kEpoch + 1, sealed, "chat one"));
        for (std::size_t i = 0; i < sealed.size(); ++i) {
            std::string changed = sealed;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            CPPUNIT_ASSERT_MESSAGE(std::to_string(i), !keys.open(kEpoch, changed, "chat one"));
        }
        for (const std::string& cut : {""s, sealed.substr(0, 27), sealed.substr(1), sealed + "x"}) {
            CPPUNIT_ASSERT(!keys.open(kEpoch, cut, "chat one"));
        }
        CPPUNIT_ASSERT(chat::outer_bound("id", chat::Role::seeker) != chat::outer_bound("id", chat::Role::counselor));
    }

    // The GCM Specification (McGrew, Viega), test case 14: key, nonce and plaintext all zero.
    void gcm_agrees_with_nist() {
        const std::string nonce(12, '\0');
        const std::string cipher = "\xce\xa7\x40\x3d\x4d\x60\x6b\x6e\x07\x4e\xc5\xd3\xba\xf3\x9d\x18";
        const std::string tag = "\xd0\xd1\xc8\xa7\x99\x99\x6b\xf0\x26\x5b\x98\xb5\xd4\x8a\xb9\x19";
        CPPUNIT_ASSERT_EQUAL(std::string(16, '\0'), open_sealed(std::string(32, '\0'), nonce + cipher + tag, "").value_or("nothing"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{7 + kSealOverhead}, seal(std::string(32, 'k'), "content", "").size());
    }

    void another_process_finds_the_same_key() {
        const TemporaryKeys temporary;
        const std::string sealed = temporary.keys.seal(kEpoch, "wrapped", "");
        const EpochKeys another(temporary.folder.path());
        CPPUNIT_ASSERT_EQUAL("wrapped"s, another.open(kEpoch, sealed, "").value_or("nothing"));
        CPPUNIT_ASSERT(another.all() == std::vector<Epoch>{kEpoch});
    }

    void many_at_once_make_one_key() {
        const TemporaryKeys temporary;
        constexpr int kThreads = 8;
        std::barrier start(kThreads);
        std::vector<std::string> sealed(kThreads);
        std::vector<std::thread> threads;
        for (auto& mine : sealed) {
            threads.emplace_back([&] {
                start.arrive_and_wait();
                mine = temporary.keys.seal(kEpoch, "wrapped", "");
            });
        }
        for (std::thread& thread : threads) thread.join();
        for (const std::string& one : sealed) CPPUNIT_ASSERT(temporary.keys.open(kEpoch, one, ""));
        const std::filesystem::directory_iterator files(temporary.folder.path());
        CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1}, std::distance(begin(files), end(files)));
    }

    void what_is_destroyed_opens_nothing() {
        const TemporaryKeys temporary;
        const EpochKeys& keys = temporary.keys;
        const std::string sealed = keys.seal(kEpoch, "wrapped", "");
        const std::string kept = keys.seal(kEpoch + 1, "wrapped", "");
        const std::string file = temporary.folder.path() + "/" + std::to_string(kEpoch) + ".key";
        // A second name shows what becomes of the bytes themselves.
        const std::string second_name = temporary.folder.path() + "/second";
        std::filesystem::create_hard_link(file, second_name);
        keys.destroy(kEpoch);
        CPPUNIT_ASSERT(!keys.open(kEpoch, sealed, "") && keys.open(kEpoch + 1, kept, ""));
        CPPUNIT_ASSERT(!std::filesystem::exists(file));
        std::ifstream bytes(second_name, std::ios::binary);
        CPPUNIT_ASSERT_EQUAL(std::string(32, '\0'), std::string(std::istreambuf_iterator<char>(bytes), {}));
        keys.destroy(kEpoch);  // twice is no error
        CPPUNIT_ASSERT(keys.all() == std::vector<Epoch>{kEpoch + 1});
    }

    void a_key_that_was_destroyed_halfway_seals_nothing() {
        const TemporaryKeys temporary;
        const std::string sealed = temporary.keys.seal(kEpoch, "wrapped", "");
        std::ofstream(temporary.folder.path() + "/" + std::to_string(kEpoch) + ".key") << std::string(32, '\0');
        CPPUNIT_ASSERT(!temporary.keys.open(kEpoch, sealed, ""));
        CPPUNIT_ASSERT_THROW(static_cast<void>(temporary.keys.seal(kEpoch, "wrapped", "")), std::runtime_error);
        temporary.keys.destroy(kEpoch);
        CPPUNIT_ASSERT(temporary.keys.all().empty());
    }

    void only_the_owner_may_look() {
        const TemporaryKeys temporary;
        static_cast<void>(temporary.keys.seal(kEpoch, "wrapped", ""));
        struct stat found {};
        CPPUNIT_ASSERT_EQUAL(0, ::stat((temporary.folder.path() + "/" + std::to_string(kEpoch) + ".key").c_str(), &found));
        CPPUNIT_ASSERT_EQUAL(mode_t{0600}, static_cast<mode_t>(found.st_mode & 07777));
    }

    void refuses_folders_that_others_can_read() {
        const TemporaryFolder folder;
        CPPUNIT_ASSERT_THROW(EpochKeys(""), std::runtime_error);
        CPPUNIT_ASSERT_THROW(EpochKeys(folder.path() + "/not-there"), std::runtime_error);
        std::ofstream(folder.path() + "/file") << "x";
        CPPUNIT_ASSERT_THROW(EpochKeys(folder.path() + "/file"), std::runtime_error);
        for (const mode_t mode : {0750, 0705, 0701, 0770}) {
            ::chmod(folder.path().c_str(), mode);
            CPPUNIT_ASSERT_THROW(EpochKeys{folder.path()}, std::runtime_error);
        }
        ::chmod(folder.path().c_str(), 0700);
        EpochKeys keys(folder.path());
        CPPUNIT_ASSERT(keys.all().empty());
    }

    void counts_hours() {
        using namespace std::chrono_literals;
        const Time hour = Time(1'700'000'000'000ms);
        const Epoch epoch = chat::epoch_at(hour);
        CPPUNIT_ASSERT_EQUAL(Epoch{472'222}, epoch);
        CPPUNIT_ASSERT_EQUAL(epoch, chat::epoch_at(Time(std::chrono::hours(epoch))));
        CPPUNIT_ASSERT_EQUAL(epoch, chat::epoch_at(Time(std::chrono::hours(epoch + 1)) - 1ms));
        CPPUNIT_ASSERT(chat::overdue_at(epoch) == Time(std::chrono::hours(epoch)) + 52h);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EpochKeysTest);

}  // namespace
}  // namespace caritas::tests
