// What a fuzz target demands of the code beside not crashing.
#pragma once

#include <cstdlib>

namespace caritas::fuzz {

/// Ends the program if a property does not hold; libFuzzer keeps the input.
inline void demand(bool holds) {
    if (!holds) std::abort();
}

}  // namespace caritas::fuzz
