// How long the disk takes for what every durable write ends with: 4 KB and fdatasync.
#pragma once

#include "client/spread.h"

#include <string>

namespace caritas::load {

class Disk {
public:
    /// A file of its own below `folder`, removed with it. Its blocks are there before the first write is timed.
    explicit Disk(const std::string& folder);
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    /// Writes and waits for the disk, as often as this; blocks.
    void measure(int times);
    [[nodiscard]] const Spread& spread() const { return spread_; }

private:
    void write_block();

    int fd_;
    int next_ = 0;
    Spread spread_;
};

}  // namespace caritas::load
