// The parts of a call that are no body. Lines of the input: Accept-Language, an id, the query string.
#include "web/request.h"

#include "core/error.h"
#include "core/secret.h"
#include "property.h"

#include <algorithm>
#include <cstdint>

namespace {

std::string_view take_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

// Every byte in the spelling %xx.
std::string escaped(std::string_view text) {
    const std::string digits = caritas::to_hex(text);
    std::string spelled;
    for (std::size_t i = 0; i < digits.size(); i += 2) spelled += '%' + digits.substr(i, 2);
    return spelled;
}

void check_query(std::string_view query) {
    using caritas::web::parse_query;
    const auto parameters = parse_query(query);
    std::string again;
    std::size_t length = 0;
    for (const auto& [key, value] : parameters) {
        length += key.size() + value.size();
        again += escaped(key) + '=' + escaped(value) + '&';
    }
    caritas::fuzz::demand(length <= query.size());
    caritas::fuzz::demand(parse_query(again) == parameters);
}

void check_id(std::string_view hex) {
    try {
        caritas::fuzz::demand(caritas::to_hex(caritas::web::parse_id(hex)) == hex);
    } catch (const caritas::Refusal&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    static_cast<void>(caritas::web::language_of(take_line(rest)));
    check_id(take_line(rest));
    check_query(rest);
    return 0;
}
