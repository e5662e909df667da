// The SQL of documents.
#include "chat/file_store.h"

#include "db/transaction.h"

namespace caritas::chat {
namespace {

// The chat as long as this side may write in it.
std::string open_chat(Role sender) {
    return "SELECT c.id FROM chats c WHERE c.id = ? AND c.state IN (" + sql_states(Verb::send, sender) + ") AND c.open_until > NOW(3)";
}

constexpr const char* kCount = "SELECT COUNT(*) FROM files WHERE chat_id = ? AND sender = ?";
// What was given up or broken off was written all the same, and stands in the binary log: it counts towards this many times the limit.
constexpr std::int64_t kBegunTimes = 3;

// Counts one more document of a side; no row if it has begun too many.
std::string begin_one(Role sender) {
    const std::string column = std::string(name_of(sender)) + "_files";
    return "UPDATE chats SET " + column + " = " + column + " + 1 WHERE id = ? AND " + column + " < ?";
}

constexpr const char* kBegin = "INSERT INTO files (chat_id, file_id, sender, moved_at) VALUES (?, ?, ?, NOW(3))";
constexpr const char* kAdvance =
    "UPDATE files SET chunks = chunks + 1, bytes = bytes + ?, complete = ?, moved_at = NOW(3) "
    "WHERE chat_id = ? AND file_id = ? AND sender = ? AND chunks = ? AND NOT complete AND bytes + ? <= ?";
constexpr const char* kStore = "INSERT INTO file_chunks (chat_id, file_id, number, body) VALUES (?, ?, ?, ?)";
constexpr const char* kStanding = "SELECT chunks, complete FROM files WHERE chat_id = ? AND file_id = ? AND sender = ?";
constexpr const char* kLockOwn = "SELECT chat_id FROM files WHERE chat_id = ? AND file_id = ? AND sender = ? FOR UPDATE";
constexpr const char* kRead =
    "SELECT k.body FROM files f JOIN file_chunks k ON k.chat_id = f.chat_id AND k.file_id = f.file_id "
    "WHERE f.chat_id = ? AND f.file_id = ? AND f.complete AND k.number = ?";

// Why a chunk was not taken.
PutOutcome why_not(db::Connection& db, const Chunk& chunk) {
    const auto standing = db.select_one(kStanding, {chunk.chat_id, chunk.file_id, name_of(chunk.sender)});
    if (!standing) return PutOutcome::out_of_order;
    if (standing->number(0) > chunk.number) return PutOutcome::repeated;
    return standing->number(0) == chunk.number && !standing->flag(1) ? PutOutcome::too_large : PutOutcome::out_of_order;
}

}  // namespace

PutOutcome put_chunk(db::Connection& db, const Chunk& chunk, const FileLimits& limits) {
    const std::string_view sender = name_of(chunk.sender);
    const auto size = static_cast<std::int64_t>(chunk.body.size());
    try {
        return db::in_transaction(db, [&] {
            // Two that begin at once are counted one after the other.
            const std::string chat = open_chat(chunk.sender) + (chunk.number == 0 ? " FOR UPDATE" : "");
            if (!db.select_one(chat, {chunk.chat_id})) return PutOutcome::over;
            if (chunk.number == 0) {
                if (db.select_one(kStanding, {chunk.chat_id, chunk.file_id, sender})) return why_not(db, chunk);
                if (db.select_one(kCount, {chunk.chat_id, sender})->number(0) >= limits.files) return PutOutcome::too_many;
                if (db.change(begin_one(chunk.sender), {chunk.chat_id, kBegunTimes * limits.files}).rows == 0) return PutOutcome::too_many;
                db.change(kBegin, {chunk.chat_id, chunk.file_id, sender});
            }
            const auto advanced =
                db.change(kAdvance, {size, chunk.last, chunk.chat_id, chunk.file_id, sender, chunk.number, size, limits.bytes});
            if (advanced.rows == 0) return why_not(db, chunk);
            db.change(kStore, {chunk.chat_id, chunk.file_id, chunk.number, chunk.body});
            return PutOutcome::stored;
        });
    } catch (const db::Duplicate&) {
        return why_not(db, chunk);  // the same call ran twice at once, and the other one won; or it is the other side's
    }
}

void take_back_file(db::Connection& db, Id chat_id, Role sender, std::string_view file_id) {
    db::in_transaction(db, [&] {
        if (!db.select_one(kLockOwn, {chat_id, file_id, name_of(sender)})) return;
        remove_file(db, chat_id, file_id);
    });
}

void remove_file(db::Connection& db, Id chat_id, std::string_view file_id) {
    db.change("DELETE FROM file_chunks WHERE chat_id = ? AND file_id = ?", {chat_id, file_id});
    db.change("DELETE FROM files WHERE chat_id = ? AND file_id = ?", {chat_id, file_id});
}

std::optional<std::string> read_chunk(db::Connection& db, Id chat_id, std::string_view file_id, std::int64_t number) {
    const auto row = db.select_one(kRead, {chat_id, file_id, number});
    return row ? row->maybe_text(0) : std::nullopt;
}

}  // namespace caritas::chat
