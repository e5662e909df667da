// Reading the parts of a call; whatever is malformed is refused here.
#include "web/request.h"

#include "core/error.h"
#include "core/secret.h"
#include "core/text.h"

#include <cgicc/CgiUtils.h>

#include <algorithm>
#include <memory>

namespace caritas::web {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr int kDeepestJson = 8;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// Takes the part before the separator off the front.
std::string_view take(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

Json::Value parse_object(const std::string& body) {
    Json::CharReaderBuilder builder;
    Json::CharReaderBuilder::strictMode(&builder.settings_);
    builder["stackLimit"] = kDeepestJson;
    const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
    Json::Value value;
    try {
        // jsoncpp takes a zero byte for the end and would not look at what follows it.
        const bool is_text = body.find('\0') == std::string::npos && measure_utf8(body);
        if (!is_text || !reader->parse(body.data(), body.data() + body.size(), &value, nullptr) || !value.isObject()) {
            throw Refusal(Code::bad_request);
        }
    } catch (const Json::Exception&) {  // nested too deeply
        throw Refusal(Code::bad_request);
    }
    return value;
}

// Whether a tag is of that language: "en", "EN-us", not "enm" (RFC 5646, 2.1.1).
bool is_language(std::string_view range, std::string_view language) {
    const std::string_view tag = range.substr(0, range.find_first_of("-; "));
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(tag.begin(), tag.end(), language.begin(), language.end(), [&](char a, char b) { return lower(a) == b; });
}

}  // namespace

Language language_of(std::string_view accept_language) {
    while (!accept_language.empty()) {
        const std::string_view range = trimmed(take(accept_language, ','));
        if (is_language(range, "de")) return Language::german;
        if (is_language(range, "en")) return Language::english;
    }
    return Language::german;
}

std::optional<std::string> cookie(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        std::string_view pair = trimmed(take(header, ';'));
        const std::string_view key = take(pair, '=');
        if (key == name) return std::string(pair);
    }
    return std::nullopt;
}

std::map<std::string, std::string> parse_query(std::string_view query) {
    std::map<std::string, std::string> parameters;
    while (!query.empty()) {
        std::string_view pair = take(query, '&');
        const std::string_view key = take(pair, '=');
        parameters[cgicc::form_urldecode(std::string(key))] = cgicc::form_urldecode(std::string(pair));
    }
    return parameters;
}

Fields::Fields(const Request& request, std::initializer_list<std::string_view> allowed)
    : Fields(request.content_type.starts_with("application/json") ? parse_object(request.body) : throw Refusal(Code::unsupported_type),
             allowed) {}

Fields::Fields(Json::Value object, std::initializer_list<std::string_view> allowed) : object_(std::move(object)) {
    for (const std::string& name : object_.getMemberNames()) {
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) throw Refusal(Code::bad_request);
    }
}

std::string Fields::text(const char* name, std::size_t longest) const {
    const Json::Value& value = object_[name];
    if (!value.isString()) throw Refusal(Code::bad_request);
    std::string text = value.asString();
    // jsoncpp accepts half of a surrogate pair ("\ude00") and makes invalid UTF-8 of it.
    if (text.size() > longest || text.find('\0') != std::string::npos || !measure_utf8(text)) throw Refusal(Code::bad_request);
    return text;
}

std::uint64_t Fields::number(const char* name) const {
    const Json::Value& value = object_[name];
    // Numbers up to 2^53 survive JavaScript unchanged.
    if (!value.isUInt64() || value.asUInt64() > (std::uint64_t{1} << 53U)) throw Refusal(Code::bad_request);
    return value.asUInt64();
}

Fields Fields::object(const char* name, std::initializer_list<std::string_view> allowed) const {
    const Json::Value& value = object_[name];
    if (!value.isObject()) throw Refusal(Code::bad_request);
    return {value, allowed};
}

std::string Fields::bytes(const char* name, std::size_t fewest, std::size_t most) const {
    const std::string hex = text(name, 2 * most);
    auto bytes = from_hex(hex, hex.size() / 2);
    if (!bytes || bytes->size() < fewest) throw Refusal(Code::bad_request);
    return *std::move(bytes);
}

bool Fields::flag(const char* name) const {
    const Json::Value& value = object_[name];
    if (value.isNull()) return false;
    if (!value.isBool()) throw Refusal(Code::bad_request);
    return value.asBool();
}

std::string parse_id(std::string_view hex) {
    auto id = from_hex(hex, kIdBytes);
    if (!id) throw Refusal(Code::bad_request);
    return *std::move(id);
}

}  // namespace caritas::web
