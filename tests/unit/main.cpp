// Runs the registered tests, names the failures, and ends with a line that can be counted. An argument runs that test or suite alone.
#include "core/log.h"

#include <cppunit/Exception.h>
#include <cppunit/SourceLine.h>
#include <cppunit/Test.h>
#include <cppunit/TestFailure.h>
#include <cppunit/TestListener.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestRunner.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <cstdio>
#include <exception>
#include <string>

namespace {

class Report final : public CppUnit::TestListener {
public:
    void startTest(CppUnit::Test* /*test*/) override { failed_now_ = false; }

    void addFailure(const CppUnit::TestFailure& failure) override {
        failed_now_ = true;
        const CppUnit::SourceLine line = failure.sourceLine();
        std::printf("FAILED %s\n", failure.failedTestName().c_str());
        if (line.isValid()) std::printf("  %s:%d\n", line.fileName().c_str(), line.lineNumber());
        std::printf("  %s: %s\n", failure.thrownException()->message().shortDescription().c_str(),
                    failure.thrownException()->message().details().c_str());
    }

    void endTest(CppUnit::Test* /*test*/) override { ++(failed_now_ ? failed_ : passed_); }

    // A program without tests proves nothing.
    [[nodiscard]] bool good() const { return failed_ == 0 && passed_ > 0; }
    void print() const { std::printf("%s: %d passed, %d failed\n", CARITAS_TESTS, passed_, failed_); }

private:
    bool failed_now_ = false;
    int passed_ = 0;
    int failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    try {
        caritas::log::open("tests");  // to standard error
        CppUnit::TestRunner runner;
        runner.addTest(CppUnit::TestFactoryRegistry::getRegistry().makeTest());
        CppUnit::TestResult result;
        Report report;
        result.addListener(&report);
        runner.run(result, argc > 1 ? argv[1] : "");
        report.print();
        return report.good() ? 0 : 1;
    } catch (const std::exception& error) {
        std::printf("%s\n%s: 0 passed, 1 failed\n", error.what(), CARITAS_TESTS);
        return 1;
    }
}
