// What a worker needs of the system, and whether the system gives it: said at the start, in a sentence, not by a hang under load.
#pragma once

#include "core/config.h"
#include "db/connection.h"

#include <cstdint>
#include <optional>
#include <string>

namespace caritas::web {

/// Threads beside those of [worker] threads; each of them holds a database connection.
inline constexpr std::size_t kDeliverers = 4;
/// Each hash takes 64 MiB and a core for a moment; a whole centre may sign in at once.
inline constexpr std::size_t kHashers = 2;
inline constexpr std::size_t kMostHashing = 64;
/// Who writes messages: one for those that come together, and the call that finds nobody else writing.
inline constexpr std::size_t kWriters = 2;

/// Threads for messages that go the whole way of a call, since they may wait for a row that another transaction holds.
inline constexpr std::size_t kPatient = 6;
/// Threads that read what other workers changed, and that write presence.
inline constexpr std::size_t kKeepers = 2;

/// What the system gives.
struct SystemLimits {
    std::optional<std::uint64_t> open_files;  ///< nullopt: no limit
    std::uint64_t somaxconn = 4096;           ///< the kernel's own default, where /proc/sys is hidden (a unit's ProcSubset=pid)
};

/// Raises the soft limit of open files to the hard one, and reads what there is.
SystemLimits raise_system_limits();

/// How many messages wait their turn; a small worker holds few.
std::size_t most_sending(const WorkerConfig& worker);

/// Database connections of one worker: one for each thread that asks.
std::size_t connections_needed(const WorkerConfig& worker);

/// Open files of one worker: a descriptor for each parked poll, for each call and database connection at work, for each sign-in and
/// message that waits its turn, and some for sockets, epoll and the log.
std::uint64_t open_files_needed(const WorkerConfig& worker);

/// A sentence that names the key, the numbers and the remedy, if the system gives less than the configuration promises.
std::optional<std::string> shortage(const WorkerConfig& worker, const SystemLimits& system);

/// Whether this descriptor is one of the last that the system allows: they are for calls that end at once, no poll may stay on one. Nothing
/// of the kind happens where there is no shortage(), unless somebody lowers the limit of a worker that runs.
bool is_among_the_last(int descriptor);

/// Logs a warning if MariaDB lets in fewer connections than this worker alone may open.
void warn_of_few_connections(db::Connection& db, const WorkerConfig& worker);

}  // namespace caritas::web
