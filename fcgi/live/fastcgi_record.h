// The few FastCGI records that end a parked request (FastCGI Specification 1.0, sections 3.3, 5.3 and 5.5).
#pragma once

#include <string>
#include <string_view>

namespace caritas::live {

/// The whole end of a request: `content` (CGI headers and body) in STDOUT records, the empty one that closes the stream, and END_REQUEST
/// with status 0, FCGI_REQUEST_COMPLETE. `request_id` is what the web server called the request, 1 to 65535.
std::string fastcgi_answer(int request_id, std::string_view content);

}  // namespace caritas::live
