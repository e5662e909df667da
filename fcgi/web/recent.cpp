// A queue by age with an index by stream and sequence.
#include "web/recent.h"

namespace caritas::web {

void Recent::add(std::shared_ptr<const chat::Written> written, Tick now) {
    const std::lock_guard lock(mutex_);
    if (!by_stream_[written->move.stream].emplace(written->move.seq, written).second) return;  // two read it at the same time
    bytes_ += written->message.body.size();
    entries_.push_back({std::move(written), now + kAtMost});
    while (entries_.front().until <= now || (bytes_ > kMostBytes && entries_.size() > 1)) drop_first();
}

std::optional<Recent::Messages> Recent::between(chat::Stream stream, std::uint64_t seen, std::uint64_t upto) const {
    const std::lock_guard lock(mutex_);
    const auto known = by_stream_.find(stream);
    if (known == by_stream_.end()) return std::nullopt;
    Messages messages;
    for (auto next = known->second.upper_bound(seen); next != known->second.end() && next->first <= upto; ++next) {
        messages.push_back(next->second);
    }
    if (messages.size() != upto - seen) return std::nullopt;
    return messages;
}

void Recent::drop_first() {
    const auto written = std::move(entries_.front().written);
    entries_.pop_front();
    bytes_ -= written->message.body.size();
    const auto stream = by_stream_.find(written->move.stream);
    stream->second.erase(written->move.seq);
    if (stream->second.empty()) by_stream_.erase(stream);
}

}  // namespace caritas::web
