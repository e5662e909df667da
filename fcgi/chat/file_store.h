// Documents: sealed chunks that come in order, each stored once, and are read as long as their chat may be read.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// What a chat may hold of documents.
struct FileLimits {
    std::int64_t files = 20;  ///< of one side in one chat
    std::int64_t bytes = 0;   ///< of one document, sealed
};

/// A chunk on its way. The caller has found the chat through its own rights.
struct Chunk {
    Id chat_id = 0;
    Role sender = Role::seeker;
    std::string_view file_id;  ///< 16 bytes
    std::int64_t number = 0;   ///< from 0, without a gap
    std::string_view body;     ///< opaque
    bool last = false;
};

enum class PutOutcome : std::uint8_t {
    stored,
    repeated,      ///< it is there already
    over,          ///< the rules do not allow writing in the chat's present state
    too_large,     ///< the document would be larger than it may be
    too_many,      ///< this side has as many documents there as it may, or has begun three times as many
    out_of_order,  ///< another chunk is next, or there is no such document of this sender
};

/// Chunk 0 begins a document. One transaction: the chunk is there with its count, or neither.
PutOutcome put_chunk(db::Connection& db, const Chunk& chunk, const FileLimits& limits);

/// Takes back a document of this side, complete or not; nothing of it stays.
void take_back_file(db::Connection& db, Id chat_id, Role sender, std::string_view file_id);

/// Removes a document's rows, within the caller's transaction that has locked it.
void remove_file(db::Connection& db, Id chat_id, std::string_view file_id);

/// A chunk of a complete document of this chat; nullopt if there is none.
std::optional<std::string> read_chunk(db::Connection& db, Id chat_id, std::string_view file_id, std::int64_t number);

}  // namespace caritas::chat
