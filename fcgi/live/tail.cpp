// The tail's query.
#include "live/tail.h"

namespace caritas::live {
namespace {

constexpr const char* kMoved =
    "SELECT 0, id, last_seq FROM chats WHERE moved_at >= NOW(3) - INTERVAL ? SECOND UNION ALL "
    "SELECT 1, id, queue_seq FROM topics WHERE moved_at >= NOW(3) - INTERVAL ? SECOND UNION ALL "
    "SELECT 2, id, inbox_seq FROM counselors WHERE moved_at >= NOW(3) - INTERVAL ? SECOND";

}  // namespace

chat::Moves moved_within(db::Connection& db, std::chrono::seconds back) {
    const std::int64_t seconds = back.count();
    chat::Moves moves;
    for (const db::Row& row : db.select(kMoved, {seconds, seconds, seconds})) {
        moves.push_back({{static_cast<chat::StreamKind>(row.number(0)), row.id(1)}, row.id(2)});
    }
    return moves;
}

}  // namespace caritas::live
