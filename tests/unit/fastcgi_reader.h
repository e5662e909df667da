// Reads FastCGI records as a web server does, without the code under test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace caritas::tests {

struct FastcgiRead {
    std::string content;      ///< of all STDOUT records
    std::size_t records = 0;  ///< STDOUT records with content
    int request_id = 0;       ///< of the last record
    bool closed = false;      ///< STDOUT's empty record came
    bool ended = false;       ///< END_REQUEST with status 0 came after it, and nothing more
};

inline FastcgiRead read_fastcgi(std::string_view bytes) {
    FastcgiRead read;
    const auto byte = [&bytes](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
    while (bytes.size() >= 8 && byte(0) == 1 && !read.ended) {
        const std::size_t type = byte(1);
        const std::size_t length = byte(4) * 256 + byte(5);
        const std::size_t padding = byte(6);
        read.request_id = static_cast<int>(byte(2) * 256 + byte(3));
        if (bytes.size() < 8 + length + padding) break;
        const std::string_view content = bytes.substr(8, length);
        bytes.remove_prefix(8 + length + padding);
        if (type == 6 && length == 0) {
            read.closed = true;
        } else if (type == 6 && !read.closed) {
            read.content += content;
            ++read.records;
        } else if (type == 3 && read.closed && content == std::string_view("\0\0\0\0\0\0\0\0", 8)) {
            read.ended = bytes.empty();
            break;
        } else {
            break;
        }
    }
    return read;
}

}  // namespace caritas::tests
