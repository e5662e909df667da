// What a worker needs against what the system gives: exactly enough is enough, and what is lacking is said with key, numbers and remedy.
#include "unit/expect.h"
#include "web/limits.h"

#include <sys/resource.h>

namespace caritas::tests {
namespace {

using web::SystemLimits;

class LimitsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LimitsTest);
    CPPUNIT_TEST(counts_what_a_worker_needs);
    CPPUNIT_TEST(exactly_enough_is_enough);
    CPPUNIT_TEST(says_that_files_are_too_few);
    CPPUNIT_TEST(says_that_the_backlog_is_cut);
    CPPUNIT_TEST(reads_the_system);
    CPPUNIT_TEST(knows_the_last_descriptors);
    CPPUNIT_TEST_SUITE_END();

    void counts_what_a_worker_needs() {
        WorkerConfig worker;
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{9216}, web::open_files_needed(worker));
        CPPUNIT_ASSERT_EQUAL(std::size_t{24}, web::connections_needed(worker));
        worker.threads = 256;
        worker.max_parked = 10;
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{708}, web::open_files_needed(worker));
        CPPUNIT_ASSERT_EQUAL(std::size_t{272}, web::connections_needed(worker));
    }

    void exactly_enough_is_enough() {
        CPPUNIT_ASSERT(!web::shortage({}, SystemLimits{9216, 4096}));
        CPPUNIT_ASSERT(!web::shortage({}, SystemLimits{std::nullopt, 4096}));
    }

    void says_that_files_are_too_few() {
        CPPUNIT_ASSERT_EQUAL(
            "the system allows 9215 open files, [worker] max_parked = 8000 needs 9216: raise LimitNOFILE (ulimit -Hn) or lower max_parked"s,
            web::shortage({}, SystemLimits{9215, 4096}).value_or("nothing"));
    }

    void says_that_the_backlog_is_cut() {
        CPPUNIT_ASSERT_EQUAL(
            "the system keeps 128 waiting connections, [worker] backlog = 4096 asks for more: raise net.core.somaxconn (sysctl) or lower backlog"s,
            web::shortage({}, SystemLimits{9216, 128}).value_or("nothing"));
    }

    void reads_the_system() {
        const SystemLimits system = web::raise_system_limits();
        rlimit limit{};
        getrlimit(RLIMIT_NOFILE, &limit);
        CPPUNIT_ASSERT_EQUAL(limit.rlim_max, limit.rlim_cur);
        CPPUNIT_ASSERT_EQUAL(limit.rlim_cur, system.open_files ? static_cast<rlim_t>(*system.open_files) : RLIM_INFINITY);
        CPPUNIT_ASSERT(system.somaxconn >= 1);
    }

    void knows_the_last_descriptors() {
        rlimit before{};
        getrlimit(RLIMIT_NOFILE, &before);
        const rlimit small{200, before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &small);
        const bool last = web::is_among_the_last(176);
        const bool one_before = web::is_among_the_last(175);
        setrlimit(RLIMIT_NOFILE, &before);
        CPPUNIT_ASSERT(last && !one_before);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LimitsTest);

}  // namespace
}  // namespace caritas::tests
