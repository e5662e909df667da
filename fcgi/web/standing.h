// Where a poll stands after a look: what it watches, how far it has come, and when it must look again by itself.
#pragma once

#include "chat/stream.h"
#include "core/clock.h"

#include <optional>

namespace caritas::web {

/// What a seeker sees of the queue while waiting.
struct QueueView {
    std::int64_t position = 0;
    bool open = false;
    bool counselors_online = false;

    friend bool operator==(const QueueView&, const QueueView&) = default;
};

struct Standing {
    chat::Moves seen;                ///< the streams it watches, with their sequences; the cursor says the same
    std::optional<Time> look_again;  ///< a window ends then, without a move of any stream
    std::optional<QueueView> queue;  ///< a waiting seeker's, as told last
};

}  // namespace caritas::web
