// Needs and limits compared.
#include "web/limits.h"

#include "core/log.h"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>

namespace caritas::web {
namespace {

constexpr std::uint64_t kOtherFiles = 48;
constexpr rlim_t kLastFiles = 24;  // the short calls at work, and their database connections

// listen(2) takes any backlog, and cuts it to this without a word.
std::uint64_t read_somaxconn(std::uint64_t otherwise) {
    std::ifstream file("/proc/sys/net/core/somaxconn");
    std::uint64_t number = 0;
    return file >> number ? number : otherwise;
}

}  // namespace

SystemLimits raise_system_limits() {
    SystemLimits system;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur != RLIM_INFINITY) system.open_files = limit.rlim_cur;
    system.somaxconn = read_somaxconn(system.somaxconn);
    return system;
}

std::size_t most_sending(const WorkerConfig& worker) {
    return std::min<std::size_t>(static_cast<std::size_t>(worker.max_parked), 1024);
}

std::size_t connections_needed(const WorkerConfig& worker) {
    return static_cast<std::size_t>(worker.threads) + kDeliverers + kHashers + kWriters + kPatient + kKeepers;
}

std::uint64_t open_files_needed(const WorkerConfig& worker) {
    const auto calls_and_connections = 2 * static_cast<std::uint64_t>(worker.threads);
    return static_cast<std::uint64_t>(worker.max_parked) + calls_and_connections + 2 * kMostHashing + most_sending(worker) + kOtherFiles;
}

std::optional<std::string> shortage(const WorkerConfig& worker, const SystemLimits& system) {
    const std::uint64_t files = open_files_needed(worker);
    if (system.open_files && *system.open_files < files) {
        return "the system allows " + std::to_string(*system.open_files) +
               " open files, [worker] max_parked = " + std::to_string(worker.max_parked) + " needs " + std::to_string(files) +
               ": raise LimitNOFILE (ulimit -Hn) or lower max_parked";
    }
    const auto backlog = static_cast<std::uint64_t>(worker.backlog);
    if (system.somaxconn < backlog) {
        return "the system keeps " + std::to_string(system.somaxconn) +
               " waiting connections, [worker] backlog = " + std::to_string(backlog) +
               " asks for more: raise net.core.somaxconn (sysctl) or lower backlog";
    }
    return std::nullopt;
}

// The lowest free number is given out first, so a high one means that those below are taken.
bool is_among_the_last(int descriptor) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur != RLIM_INFINITY && static_cast<rlim_t>(descriptor) + kLastFiles >= limit.rlim_cur;
}

void warn_of_few_connections(db::Connection& db, const WorkerConfig& worker) {
    const auto row = db.select_one("SELECT @@GLOBAL.max_connections");
    const std::uint64_t allowed = row ? row->id(0) : 0;
    const std::size_t needed = connections_needed(worker);
    if (allowed >= needed) return;
    log::warn("MariaDB's max_connections is less than this worker alone needs, allowed", static_cast<std::int64_t>(allowed));
    log::warn("raise max_connections or lower [worker] threads, needed", static_cast<std::int64_t>(needed));
}

}  // namespace caritas::web
