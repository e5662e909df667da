// A password from a terminal (twice, unseen) or from standard input (one line); never from an argument, which others could see.
#pragma once

#include <string>

namespace caritas::admin {

/// Throws std::runtime_error with a sentence: nothing given, not the same twice, no UTF-8, shorter than 12 or longer than 256 characters.
std::string read_new_password();

}  // namespace caritas::admin
