// One HTTP/1.1 answer out of the bytes that have come so far.
#pragma once

#include "client/clock.h"

#include <string>
#include <string_view>

namespace caritas::load {

/// Valid during the call that hands it over.
struct Answer {
    int status = 0;
    std::string_view head;  ///< status line and headers, each line with its end
    std::string_view body;  ///< without the framing of chunks
    Nanos at = 0;           ///< when its last byte was read
    bool closes = false;    ///< the server closes the connection behind it
};

enum class Parsed { incomplete, complete, malformed };

/// Reads Content-Length and chunked bodies. `joined` holds the body of a chunked answer afterwards.
Parsed parse_answer(std::string_view bytes, std::string& joined, Answer& answer);

/// A header's value, empty if it is not there. `name` in lower case, with its colon ("etag:").
std::string_view header(std::string_view head, std::string_view name);

}  // namespace caritas::load
