// The JSON of a call, with the members that handlers ask for.
#include "core/error.h"
#include "core/text.h"
#include "property.h"
#include "web/request.h"

#include <cstdint>

namespace {

using caritas::fuzz::demand;
using caritas::web::Fields;

constexpr std::size_t kLongestText = 100;
constexpr std::size_t kFewest = 2;
constexpr std::size_t kMost = 32;

// A refusal is an answer; any other exception ends the program.
template <typename Read>
void ask(Read read) {
    try {
        read();
    } catch (const caritas::Refusal&) {
    }
}

void ask_for_all(const Fields& fields) {
    ask([&] {
        const std::string text = fields.text("text", kLongestText);
        demand(text.size() <= kLongestText && text.find('\0') == std::string::npos && caritas::measure_utf8(text).has_value());
    });
    ask([&] { demand(fields.number("number") <= std::uint64_t{1} << 53U); });
    ask([&] { static_cast<void>(fields.flag("flag")); });
    ask([&] {
        const std::string bytes = fields.bytes("bytes", kFewest, kMost);
        demand(bytes.size() >= kFewest && bytes.size() <= kMost);
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    caritas::web::Request request;
    request.content_type = "application/json";
    request.body.assign(reinterpret_cast<const char*>(data), size);
    ask([&] {
        const Fields fields(request, {"text", "number", "flag", "bytes", "object"});
        ask_for_all(fields);
        ask_for_all(fields.object("object", {"text", "number", "flag", "bytes"}));
    });
    return 0;
}
