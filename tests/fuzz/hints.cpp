// A datagram from another worker, or from any other program that can write into the directory.
#include "live/hints.h"
#include "property.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view datagram(reinterpret_cast<const char*>(data), size);
    const auto moves = caritas::live::decode_hints(datagram);
    if (moves) caritas::fuzz::demand(caritas::live::encode_hints(*moves) == datagram);
    return 0;
}
