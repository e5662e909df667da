// Packs records: version, type, request id, content length, padding length, reserved; then the content.
#include "live/fastcgi_record.h"

#include <algorithm>

namespace caritas::live {
namespace {

constexpr char kVersion = 1;
constexpr char kStdout = 6;
constexpr char kEndRequest = 3;
constexpr std::size_t kLongestContent = 65535;
constexpr std::size_t kHeader = 8;

void append_header(std::string& out, char type, int request_id, std::size_t length) {
    const auto byte = [](std::size_t value) { return static_cast<char>(value & 0xFFU); };
    const auto id = static_cast<std::size_t>(request_id);
    out += {kVersion, type, byte(id >> 8U), byte(id), byte(length >> 8U), byte(length), 0, 0};
}

}  // namespace

std::string fastcgi_answer(int request_id, std::string_view content) {
    std::string out;
    out.reserve(content.size() + 4 * kHeader);
    while (!content.empty()) {
        const std::string_view part = content.substr(0, std::min(content.size(), kLongestContent));
        append_header(out, kStdout, request_id, part.size());
        out += part;
        content.remove_prefix(part.size());
    }
    append_header(out, kStdout, request_id, 0);
    append_header(out, kEndRequest, request_id, kHeader);
    out.append(kHeader, '\0');
    return out;
}

}  // namespace caritas::live
