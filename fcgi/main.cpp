// caritas-worker: configuration, signals, drain. The only place that knows all.
#include "core/config.h"
#include "core/log.h"
#include "web/limits.h"
#include "web/server.h"

#include <fcgiapp.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace {

void refuse_shortage(const caritas::WorkerConfig& worker) {
    const auto sentence = caritas::web::shortage(worker, caritas::web::raise_system_limits());
    if (sentence) throw std::runtime_error(*sentence);
}

// Signals are taken by sigwait in the main thread only. They are blocked before any thread starts and before libfcgi looks at them.
sigset_t block_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

void serve(const std::string& config_file) {
    const caritas::Config config = caritas::load_config(config_file);
    refuse_shortage(config.worker);
    const sigset_t signals = block_signals();
    if (FCGX_Init() != 0) throw std::runtime_error("libfcgi does not start");
    caritas::log::open("caritas-worker");
    const caritas::SystemClock clock;
    caritas::web::Server server(config, caritas::read_password(config.database), clock);
    caritas::log::info("worker ready, threads", config.worker.threads);
    int signal = 0;
    sigwait(&signals, &signal);
    caritas::log::info("worker stops, signal", signal);
    server.stop();
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Serves the API of the live chat to nginx over FastCGI, in the foreground, until SIGTERM."};
    std::string config_file;
    app.add_option("--config", config_file, "configuration (TOML)")->required();
    CLI11_PARSE(app, argc, argv);
    try {
        serve(config_file);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "caritas-worker: %s\n", error.what());
        return 1;
    }
}
