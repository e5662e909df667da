// caritas-janitor: one run of the clean-up, started by cron every minute.
#include "chat/forget_keys.h"
#include "chat/tidy.h"
#include "core/clock.h"
#include "core/config.h"
#include "db/connection.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <string>

namespace {

void run(const std::string& config_file) {
    const caritas::Config config = caritas::load_config(config_file);
    const caritas::chat::EpochKeys keys(config.keys.folder);
    // First, and whether or not the database can be reached: no backup is readable any longer than promised.
    const auto overdue = caritas::chat::destroy_overdue(keys, caritas::SystemClock().now());
    caritas::db::Connection db(config.database, caritas::read_password(config.database));
    const auto report = caritas::chat::tidy(db, caritas::chat::gentle());
    if (!report) {
        std::puts("caritas-janitor: another run is at work on this database");
        return;
    }
    const auto destroyed = overdue + caritas::chat::destroy_unneeded(db, keys);
    std::printf("caritas-janitor: %s keys_destroyed=%lld\n", report->c_str(), static_cast<long long>(destroyed));
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
