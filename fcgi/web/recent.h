// Messages that this process stored or read a moment ago, for polls that are a few of them behind.
#pragma once

#include "web/call.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace caritas::web {

/// Bounded by time and size; whoever does not find what is looked for asks the database. Any thread.
class Recent {
public:
    static constexpr std::chrono::seconds kAtMost{10};
    static constexpr std::size_t kMostBytes = 8U << 20U;

    using Messages = std::vector<std::shared_ptr<const chat::Written>>;

    void add(std::shared_ptr<const chat::Written> written, Tick now);

    /// The messages after `seen` up to `upto`, in order. Returns nullopt if one of these moves was no message, or is not remembered.
    [[nodiscard]] std::optional<Messages> between(chat::Stream stream, std::uint64_t seen, std::uint64_t upto) const;

private:
    struct Entry {
        std::shared_ptr<const chat::Written> written;
        Tick until;
    };
    void drop_first();

    mutable std::mutex mutex_;
    std::deque<Entry> entries_;  ///< in the order of their coming
    std::unordered_map<chat::Stream, std::map<std::uint64_t, std::shared_ptr<const chat::Written>>, chat::StreamHash> by_stream_;
    std::size_t bytes_ = 0;
};

}  // namespace caritas::web
