// Just enough of HTTP/1.1 for answers of nginx.
#include "client/http_answer.h"

#include <charconv>

namespace caritas::load {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kStatusAt = 9;  // "HTTP/1.1 200"

bool begins_like(std::string_view line, std::string_view name) {
    if (line.size() < name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = line[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != name[i]) return false;
    }
    return true;
}

bool read_number(std::string_view text, int base, std::size_t& number) {
    return std::from_chars(text.data(), text.data() + text.size(), number, base).ec == std::errc{};
}

Parsed join_chunks(std::string_view rest, std::string& joined) {
    joined.clear();
    for (;;) {
        const std::size_t end = rest.find(kLineEnd);
        if (end == std::string_view::npos) return Parsed::incomplete;
        std::size_t size = 0;
        if (!read_number(rest.substr(0, end), 16, size)) return Parsed::malformed;
        rest.remove_prefix(end + kLineEnd.size());
        if (rest.size() < size + kLineEnd.size()) return Parsed::incomplete;
        if (size == 0) return Parsed::complete;
        joined.append(rest.substr(0, size));
        rest.remove_prefix(size + kLineEnd.size());
    }
}

}  // namespace

std::string_view header(std::string_view head, std::string_view name) {
    for (std::size_t at = head.find(kLineEnd); at != std::string_view::npos; at = head.find(kLineEnd, at)) {
        at += kLineEnd.size();
        std::string_view line = head.substr(at);
        if (!begins_like(line, name)) continue;
        line = line.substr(name.size(), line.find(kLineEnd) - name.size());
        const std::size_t first = line.find_first_not_of(' ');
        return first == std::string_view::npos ? std::string_view() : line.substr(first);
    }
    return {};
}

Parsed parse_answer(std::string_view bytes, std::string& joined, Answer& answer) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return Parsed::incomplete;
    answer.head = bytes.substr(0, end + kLineEnd.size());
    std::size_t status = 0;
    if (answer.head.size() < kStatusAt || !read_number(answer.head.substr(kStatusAt), 10, status)) return Parsed::malformed;
    answer.status = static_cast<int>(status);
    answer.closes = header(answer.head, "connection:") == "close";
    const std::string_view rest = bytes.substr(end + 2 * kLineEnd.size());
    if (header(answer.head, "transfer-encoding:") == "chunked") {
        const Parsed parsed = join_chunks(rest, joined);
        answer.body = joined;
        return parsed;
    }
    std::size_t length = 0;
    const std::string_view announced = header(answer.head, "content-length:");
    if (!announced.empty() && !read_number(announced, 10, length)) return Parsed::malformed;
    if (rest.size() < length) return Parsed::incomplete;
    answer.body = rest.substr(0, length);
    return Parsed::complete;
}

}  // namespace caritas::load
