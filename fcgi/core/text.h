// What counts as text: well-formed UTF-8, its length in characters, and whether there is anything to see.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace caritas {

struct TextSize {
    std::size_t characters = 0;  ///< Unicode code points
    bool visible = false;        ///< at least one that is no white space, control or zero-width character
};

/// Measures text; nullopt if it is not well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
std::optional<TextSize> measure_utf8(std::string_view bytes);

/// Trims white space of all kinds, controls and zero-width characters from both ends. Every login is trimmed in this way before it is
/// compared. Text that is not well-formed UTF-8 is returned unchanged.
std::string_view without_blank_ends(std::string_view bytes);

}  // namespace caritas
