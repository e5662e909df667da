// A strict decoder after the table of well-formed sequences in RFC 3629, section 4.
#include "core/text.h"

#include <algorithm>
#include <cstdint>

namespace caritas {
namespace {

struct Lead {
    int continuation;        // bytes that follow, -1: no lead byte
    std::uint32_t bits;      // what the lead byte contributes
    std::uint32_t smallest;  // below it the form is overlong
};

Lead lead_of(unsigned char byte) {
    if (byte < 0x80) return {0, byte, 0};
    if (byte < 0xC0) return {-1, 0, 0};
    if (byte < 0xE0) return {1, byte & 0x1FU, 0x80};
    if (byte < 0xF0) return {2, byte & 0x0FU, 0x800};
    if (byte < 0xF8) return {3, byte & 0x07U, 0x10000};
    return {-1, 0, 0};
}

bool is_scalar(std::uint32_t point) {
    return point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
}

// Unicode White_Space, controls, and format characters that show nothing by themselves.
bool shows_nothing(std::uint32_t point) {
    return point <= 0x20 || (point >= 0x7F && point <= 0xA0) || point == 0xAD || point == 0x34F || point == 0x61C || point == 0x115F ||
           point == 0x1160 || point == 0x1680 || (point >= 0x17B4 && point <= 0x17B5) || (point >= 0x180B && point <= 0x180F) ||
           (point >= 0x2000 && point <= 0x200F) || (point >= 0x2028 && point <= 0x202F) || (point >= 0x205F && point <= 0x206F) ||
           point == 0x2800 || point == 0x3000 || point == 0x3164 || (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF ||
           point == 0xFFA0 || (point >= 0xE0000 && point <= 0xE0FFF);
}

// Calls `see(point, begin, end)` for each code point. Returns false if the text is not well-formed.
template <class See>
bool each_point(std::string_view bytes, See see) {
    for (std::size_t i = 0; i < bytes.size();) {
        const Lead lead = lead_of(static_cast<unsigned char>(bytes[i]));
        if (lead.continuation < 0 || i + static_cast<std::size_t>(lead.continuation) >= bytes.size()) return false;
        std::uint32_t point = lead.bits;
        for (int k = 1; k <= lead.continuation; ++k) {
            const auto byte = static_cast<unsigned char>(bytes[i + static_cast<std::size_t>(k)]);
            if ((byte & 0xC0U) != 0x80U) return false;
            point = (point << 6U) | (byte & 0x3FU);
        }
        if (point < lead.smallest || !is_scalar(point)) return false;
        const std::size_t end = i + static_cast<std::size_t>(lead.continuation) + 1;
        see(point, i, end);
        i = end;
    }
    return true;
}

}  // namespace

std::optional<TextSize> measure_utf8(std::string_view bytes) {
    TextSize size;
    const bool well_formed = each_point(bytes, [&](std::uint32_t point, std::size_t /*begin*/, std::size_t /*end*/) {
        size.visible = size.visible || !shows_nothing(point);
        ++size.characters;
    });
    return well_formed ? std::optional(size) : std::nullopt;
}

std::string_view without_blank_ends(std::string_view bytes) {
    std::size_t first = bytes.size();
    std::size_t last = bytes.size();
    const bool well_formed = each_point(bytes, [&](std::uint32_t point, std::size_t begin, std::size_t end) {
        if (shows_nothing(point)) return;
        first = std::min(first, begin);
        last = end;
    });
    return well_formed ? bytes.substr(first, last - first) : bytes;
}

}  // namespace caritas
