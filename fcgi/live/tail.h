// The safety net of delivery: which streams moved lately, whoever moved them (janitor, admin, another worker).
#pragma once

#include "chat/stream.h"
#include "db/connection.h"

namespace caritas::live {

/// One small indexed query, whatever the number of people waiting. A row's moved_at is taken when its statement starts and seen when its
/// transaction commits, so the look goes back by more than a transaction lasts; what was told before is left out by its sequence
/// (ParkingLot::wake).
chat::Moves moved_within(db::Connection& db, std::chrono::seconds back);

inline constexpr std::chrono::seconds kTailOverlap{25};

/// So far goes a quick look, which sees nearly everything: few transactions last longer. Between two of them that reach back the whole
/// overlap there are kQuickLooks, so that a busy centre's tail reads few rows that were told before.
inline constexpr std::chrono::seconds kQuickOverlap{1};
inline constexpr int kQuickLooks = 9;

}  // namespace caritas::live
