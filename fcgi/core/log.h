// The log on standard error (systemd's journal keeps it). Its lines take fixed words and numbers only: no text, address, name or token.
#pragma once

#include <cstdint>
#include <string_view>

namespace caritas::log {

/// Sets the format and the program's name; call once, before threads start.
void open(std::string_view program);

/// `event` is a literal. `number` is a count, an error number or a duration. Any thread.
void info(const char* event, std::int64_t number);
void info(const char* event);
void warn(const char* event, std::int64_t number);
/// `where` is a literal naming the code; `kind` the class of an error or a database error number's text, never its message.
void error(const char* event, std::string_view kind);

}  // namespace caritas::log
