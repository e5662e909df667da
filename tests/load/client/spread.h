// Many measured times: their percentiles, and the curve of their distribution.
#pragma once

#include "client/clock.h"

#include <string>
#include <vector>

namespace caritas::load {

class Spread {
public:
    void add(Nanos span) { spans_.push_back(span); }
    void add(const Spread& other) { spans_.insert(spans_.end(), other.spans_.begin(), other.spans_.end()); }
    void reserve(std::size_t count) { spans_.reserve(count); }
    [[nodiscard]] std::size_t count() const { return spans_.size(); }

    /// {"count":…, "mean":…, "p50":…, "p90":…, "p99":…, "max":…, "curve":[[share, time], …]}, times in microseconds.
    [[nodiscard]] std::string json() const;

private:
    std::vector<Nanos> spans_;
};

}  // namespace caritas::load
