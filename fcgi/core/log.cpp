// spdlog with one sink and one format.
#include "core/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace caritas::log {

void open(std::string_view program) {
    auto logger = spdlog::stderr_logger_mt(std::string(program));
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %n %l %v", spdlog::pattern_time_type::utc);
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
}

void info(const char* event, std::int64_t number) {
    spdlog::info("{} {}", event, number);
}
void info(const char* event) {
    spdlog::info("{}", event);
}
void warn(const char* event, std::int64_t number) {
    spdlog::warn("{} {}", event, number);
}
void error(const char* event, std::string_view kind) {
    spdlog::error("{} {}", event, kind);
}

}  // namespace caritas::log
