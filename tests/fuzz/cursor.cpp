// The parameter "after" of a poll: any text.
#include "live/cursor.h"
#include "property.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using caritas::live::Cursor;
    const auto cursor = Cursor::decode({reinterpret_cast<const char*>(data), size});
    if (!cursor) return 0;
    const auto again = Cursor::decode(cursor->encode());
    caritas::fuzz::demand(again && again->positions() == cursor->positions());
    for (const auto& [stream, seq] : cursor->positions()) caritas::fuzz::demand(cursor->find(stream) == seq);
    return 0;
}
