// What the tests share: refusals as words, and bytes with zeros in them.
#pragma once

#include "core/error.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>
#include <utility>

namespace caritas::tests {

using namespace std::string_literals;       // NOLINT: tests compare texts on every line
using namespace std::string_view_literals;  // NOLINT

/// The code of the refusal that `work` ends in, "nothing" if it ends well.
template <class Work>
std::string refusal_of(Work&& work) {
    try {
        std::forward<Work>(work)();
    } catch (const Refusal& refused) {
        return std::string(name_of(refused.code()));
    }
    return "nothing";
}

}  // namespace caritas::tests
