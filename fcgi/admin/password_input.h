// A password from a terminal (twice, unseen) or from standard input (one line); never from an argument, which others could see.
#pragma once

#include <string>

namespace caritas::admin {

/// Throws std::runtime_error with a sentence: nothing given, not the same twice, shorter than 12 or longer than 256
/// characters, or others than printable ASCII: those are composed in several ways, and the page would derive something else from them.
std::string read_new_password();

}  // namespace caritas::admin
