// The SQL of ends.
#include "chat/retire.h"

namespace caritas::chat {
namespace {

constexpr const char* kEndSession =
    "UPDATE seeker_sessions SET ended_reason = ?, ended_at = NOW(3), share = NULL WHERE chat_id = ? AND ended_reason IS NULL";
constexpr const char* kFreeName = "INSERT INTO free_names (number) SELECT name_number FROM chats WHERE id = ? AND name_number IS NOT NULL";
constexpr const char* kDropName = "UPDATE chats SET name_number = NULL WHERE id = ?";

}  // namespace

void end_seeker_session(db::Connection& db, Id chat_id, std::string_view reason) {
    db.change(kEndSession, {reason, chat_id});
}

void free_name(db::Connection& db, Id chat_id) {
    db.change(kFreeName, {chat_id});
    db.change(kDropName, {chat_id});
}

}  // namespace caritas::chat
