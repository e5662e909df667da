// The lines of scenario "chats": who wrote which number, so that the other side can tell what is lost, doubled or out of order.
#pragma once

#include "client/spread.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace caritas::load {

/// One direction of one chat.
class Direction {
public:
    /// Notes the time and gives the line's number, from 0.
    std::size_t sent(Nanos at);
    void acknowledged() { ++acknowledged_; }
    /// Line `number` came out at the other side.
    void arrived(std::size_t number, Nanos at, Spread& latency);

    /// Has everything that was acknowledged come?
    [[nodiscard]] bool is_whole() const { return arrived_.size() >= acknowledged_; }

    struct Faults {
        std::size_t acknowledged = 0;
        std::size_t delivered = 0;
        std::size_t lost = 0;
        std::size_t doubled = 0;
        std::size_t disordered = 0;
    };
    /// Adds this direction's to `faults`.
    void judge(Faults& faults) const;

private:
    std::vector<Nanos> sent_at_;
    std::size_t acknowledged_ = 0;
    std::vector<std::uint32_t> arrived_;  ///< numbers, in the order they came
};

/// Number of directions: two for each chat, the seeker's even, the counselor's odd.
inline constexpr std::size_t kSides = 2;

/// A line's text, about 200 bytes.
std::string line_text(std::size_t direction, std::size_t number);

struct Line {
    std::size_t direction;
    std::size_t number;
};
/// What line_text() gave, from its base64; nothing if it is anything else.
std::optional<Line> read_line(std::string_view base64);

}  // namespace caritas::load
