// Browsers in which a counselor has signed in before: known until they are forgotten.
#include "admin/admin_store.h"
#include "chat/device_store.h"
#include "chat/retention_store.h"
#include "core/secret.h"
#include "store/bench.h"

namespace caritas::tests {
namespace {

class DevicesTest : public StoreBench {
    CPPUNIT_TEST_SUITE(DevicesTest);
    CPPUNIT_TEST(is_known_from_the_first_sign_in_on);
    CPPUNIT_TEST(the_ones_used_last_are_remembered);
    CPPUNIT_TEST(is_forgotten_in_time);
    CPPUNIT_TEST(goes_with_a_new_password);
    CPPUNIT_TEST_SUITE_END();

    bool is_known(const std::string& token) { return chat::is_known_device(worker(), sha256(token)); }
    void remember(const std::string& token) { chat::remember_device(worker(), anna_, sha256(token)); }
    std::int64_t known() { return count("SELECT COUNT(*) FROM known_devices"); }

    void is_known_from_the_first_sign_in_on() {
        CPPUNIT_ASSERT(!is_known("a"));
        for (int i = 0; i < 2; ++i) remember("a");
        CPPUNIT_ASSERT(is_known("a") && !is_known("b") && known() == 1);
    }

    void the_ones_used_last_are_remembered() {
        for (int i = 0; i < chat::kMostDevices; ++i) remember(std::to_string(i));
        change("UPDATE known_devices SET used_at = used_at - INTERVAL 1 HOUR");
        remember("0");
        remember("new");
        CPPUNIT_ASSERT(known() == chat::kMostDevices && is_known("0") && is_known("new"));
    }

    void is_forgotten_in_time() {
        remember("a");
        remember("b");
        change("UPDATE known_devices SET used_at = NOW(3) - INTERVAL 180 DAY WHERE token_hash = ?", {sha256("a")});
        CPPUNIT_ASSERT(!is_known("a") && is_known("b"));
        CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, chat::remove_dead_sessions(janitor()));
        CPPUNIT_ASSERT(known() == 1 && is_known("b"));
    }

    void goes_with_a_new_password() {
        remember("a");
        admin::set_password(admin(), "anna", {"hash", std::string(16, 's'), 300'000});
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, known());
        remember("a");
        admin::disable_counselor(admin(), "anna");
        CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, known());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DevicesTest);

}  // namespace
}  // namespace caritas::tests
