// A call as the handlers see it, copied out of FastCGI.
#pragma once

#include <json/json.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace caritas::web {

/// What nginx passes on, and nothing more: no address and no user agent ever reaches the worker.
struct Request {
    std::string method;
    std::string path;
    std::string query;
    std::string content_type;
    std::string cookies;
    std::string origin;
    std::string requested_with;
    std::string accept_language;
    std::string body;
    bool too_large = false;  ///< the body was longer than kLargestBody and not read
};

/// nginx has the same bound (client_max_body_size); a sealed message has half of it at most (message_body.h).
inline constexpr std::size_t kLargestBody = 65'536;
/// A chunk of a document (PUT …/files/…): what it holds, and that sealed (htdocs/js/crypto/FORMAT.md, "Document"). nginx has this bound for
/// these calls.
inline constexpr std::int64_t kChunkContent = 262'144;
inline constexpr std::int64_t kChunkTag = 16;
inline constexpr std::size_t kLargestChunk = kChunkContent + kChunkTag;

enum class Language : std::uint8_t { german, english };

/// The first of German and English that Accept-Language names (RFC 9110, 12.5.4; in the order written, weights are not looked at), else
/// German.
Language language_of(std::string_view accept_language);

/// The value of a cookie (RFC 6265, 4.2), nullopt if there is none of that name.
std::optional<std::string> cookie(std::string_view header, std::string_view name);

/// The parameters of a query string, decoded; of a repeated one the last counts.
std::map<std::string, std::string> parse_query(std::string_view query);

/// A JSON object with no other members than those allowed. Throws Refusal (bad_request, unsupported_type).
class Fields {
public:
    Fields(const Request& request, std::initializer_list<std::string_view> allowed);

    /// Throw Refusal bad_request if the member is missing, of another type, or longer than `longest` bytes.
    [[nodiscard]] std::string text(const char* name, std::size_t longest) const;
    [[nodiscard]] std::uint64_t number(const char* name) const;
    /// False if it is missing.
    [[nodiscard]] bool flag(const char* name) const;

    /// The members of an object within.
    [[nodiscard]] Fields object(const char* name, std::initializer_list<std::string_view> allowed) const;
    /// Bytes in lower-case hex, from `fewest` to `most` of them.
    [[nodiscard]] std::string bytes(const char* name, std::size_t fewest, std::size_t most) const;

private:
    Fields(Json::Value object, std::initializer_list<std::string_view> allowed);

    Json::Value object_;
};

/// 32 lower-case hex digits as 16 bytes. Throws Refusal bad_request.
std::string parse_id(std::string_view hex);

}  // namespace caritas::web
