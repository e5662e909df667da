// A header Cookie. The first line of the input is the name that is looked for.
#include "property.h"
#include "web/request.h"

#include <algorithm>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using caritas::fuzz::demand;
    using caritas::web::cookie;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view name = input.substr(0, end);
    const std::string header(input.substr(std::min(end + 1, input.size())));
    const auto value = cookie(header, name);
    if (value) demand(header.find(*value) != std::string::npos && header.find(name) != std::string::npos);
    if (name.empty() || name.find_first_of("=; ") != std::string_view::npos) return 0;
    demand(cookie("other" + std::string(name) + "=no; " + header, name) == value);
    demand(cookie(std::string(name) + "=first; " + header, name) == "first");
    return 0;
}
