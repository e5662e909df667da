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

}  // namespace caritas::live
