// A line begins with 18 bytes that say whose and which it is (24 in base64), and goes on with what is always the same.
#include "client/dialogue.h"

#include "core/secret.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace caritas::load {
namespace {

constexpr std::size_t kHead = 18;
constexpr std::size_t kHeadInBase64 = kHead / 3 * 4;
constexpr std::size_t kDirectionDigits = 6;
constexpr std::size_t kNumberAt = kDirectionDigits + 1;
constexpr std::size_t kNumberDigits = 10;

const std::string& rest() {
    static const std::string text =
        "Manchmal weiss ich nicht, wo ich anfangen soll. Heute war wieder so ein Tag, an dem alles zu viel wurde, und ich bin froh, dass "
        "ich es hier aufschreiben kann. Danke, dass Sie da sind.";
    return text;
}

// Four letters of base64 are three bytes; only what line_text() writes needs to be understood.
int value_of(char letter) {
    if (letter >= 'A' && letter <= 'Z') return letter - 'A';
    if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9') return letter - '0' + 52;
    return letter == '+' ? 62 : 63;
}

std::string decoded_head(std::string_view base64) {
    std::string head;
    for (std::size_t i = 0; i < kHeadInBase64; i += 4) {
        unsigned bits = 0;
        for (std::size_t j = 0; j < 4; ++j) bits = bits << 6U | static_cast<unsigned>(value_of(base64[i + j]));
        for (const unsigned shift : {16U, 8U, 0U}) head += static_cast<char>(bits >> shift & 0xFFU);
    }
    return head;
}

}  // namespace

std::size_t Direction::sent(Nanos at) {
    sent_at_.push_back(at);
    return sent_at_.size() - 1;
}

void Direction::arrived(std::size_t number, Nanos at, Spread& latency) {
    arrived_.push_back(static_cast<std::uint32_t>(number));
    if (number < sent_at_.size()) latency.add(at - sent_at_[number]);
}

void Direction::judge(Faults& faults) const {
    std::vector<bool> seen(sent_at_.size());
    std::size_t once = 0;
    std::optional<std::uint32_t> highest;
    for (const std::uint32_t number : arrived_) {
        if (number >= seen.size() || seen[number]) {
            ++faults.doubled;
            continue;
        }
        seen[number] = true;
        ++once;
        if (highest && number < *highest) ++faults.disordered;
        highest = std::max(highest.value_or(0), number);
    }
    faults.acknowledged += acknowledged_;
    faults.delivered += once;
    // Lines are acknowledged in their order, since each waits for the one before.
    for (std::size_t i = 0; i < acknowledged_; ++i) faults.lost += seen[i] ? 0U : 1U;
}

std::string line_text(std::size_t direction, std::size_t number) {
    char head[32];
    std::snprintf(head, sizeof head, "%06zu %010zu ", direction, number);
    return std::string(head, kHead) + rest();
}

std::optional<Line> read_line(std::string_view base64) {
    static const std::string rest_in_base64 = to_base64(rest());
    if (base64.size() != kHeadInBase64 + rest_in_base64.size() || base64.substr(kHeadInBase64) != rest_in_base64) return std::nullopt;
    const std::string head = decoded_head(base64);
    Line line{0, 0};
    const char* text = head.data();
    const bool good = std::from_chars(text, text + kDirectionDigits, line.direction).ec == std::errc{} &&
                      std::from_chars(text + kNumberAt, text + kNumberAt + kNumberDigits, line.number).ec == std::errc{};
    if (!good) return std::nullopt;
    return line;
}

}  // namespace caritas::load
