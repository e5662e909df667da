// caritas-janitor: one run of the clean-up, started by cron every minute.
#include "chat/retention_store.h"
#include "core/config.h"
#include "db/connection.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <string>
#include <vector>

namespace {

struct Step {
    const char* name;  ///< as it is printed
    std::int64_t (*work)(caritas::db::Connection&);
};

// In this order, so that one run takes a chat from its last minute to nothing.
const std::vector<Step> kSteps{
    {"ended_by_window", caritas::chat::end_past_window},   {"withdrawn", caritas::chat::withdraw_absent},
    {"erased", caritas::chat::erase_unreadable},           {"messages_removed", caritas::chat::remove_messages_of_erased},
    {"chats_removed", caritas::chat::remove_erased_chats}, {"absent", caritas::chat::mark_silent_as_gone},
    {"idle_sessions", caritas::chat::end_idle_sessions},   {"sessions_removed", caritas::chat::remove_dead_sessions},
};

// However much there is, a run ends some time; the next one goes on.
constexpr int kMostBatches = 10'000;

void run(const std::string& config_file) {
    const caritas::Config config = caritas::load_config(config_file);
    caritas::db::Connection db(config.database, caritas::read_password(config.database));
    std::string report;
    for (const Step& step : kSteps) {
        std::int64_t total = 0;
        for (int batch = 0; batch < kMostBatches; ++batch) {
            const std::int64_t count = step.work(db);
            total += count;
            if (count == 0) break;
        }
        report += (report.empty() ? "" : " ") + std::string(step.name) + "=" + std::to_string(total);
    }
    std::printf("caritas-janitor: %s\n", report.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Ends what is past its window, erases what is past its 48 hours, and tidies up; run it every minute."};
    std::string config_file;
    app.add_option("--config", config_file, "configuration (TOML)")->required();
    CLI11_PARSE(app, argc, argv);
    try {
        run(config_file);
        return 0;
    } catch (const caritas::db::Unavailable& error) {
        std::fprintf(stderr, "caritas-janitor: the database cannot be reached (error %u)\n", error.number());
        return 2;
    } catch (const caritas::db::Error& error) {
        std::fprintf(stderr, "caritas-janitor: the database refused a statement (error %u)\n", error.number());
        return 3;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "caritas-janitor: %s\n", error.what());
        return 1;
    }
}
