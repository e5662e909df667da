// The columns of a chat with its topic and counselor, shared by all who read one.
#pragma once

#include "chat/epoch_keys.h"
#include "chat/topic_store.h"
#include "chat/types.h"

#include <string>

namespace caritas::chat {

/// Aliases: c chats, t topics, k counselors (may be NULL).
inline const std::string kChatColumns = std::string("c.id, c.public_id, c.name_number, c.state, c.ended_by, c.quick_exit, ") +
                                        CARITAS_MILLIS("c.enqueued_at") + ", " + CARITAS_MILLIS("c.accepted_at") + ", " +
                                        CARITAS_MILLIS("c.began_at") + ", " + CARITAS_MILLIS("c.ended_at") + ", " +
                                        CARITAS_MILLIS("c.place_until") + ", c.seeker_present, " + CARITAS_MILLIS("c.seeker_present_at") +
                                        ", c.last_seq, c.last_message_seq, c.counselor_read_seq, "
                                        "c.counselor_id, k.display_name, COALESCE(k.present, 0), " +
                                        CARITAS_MILLIS("k.present_at") + ", " + CARITAS_MILLIS("NOW(3)") +
                                        ", c.seeker_public_key, c.counselor_public_key, c.key_for_seeker, c.key_for_counselor, "
                                        "c.key_epoch, c.seeker_read_seq, " CARITAS_TOPIC_COLUMNS;

inline constexpr std::size_t kChatColumnCount = 27 + kTopicColumns;

inline const std::string kChatTables = " chats c JOIN topics t ON t.id = c.topic_id LEFT JOIN counselors k ON k.id = c.counselor_id ";

/// Reads the columns share and share_epoch from position `first` on.
SealedShare read_share(const db::Row& row, std::size_t first);

/// The column share_epoch as a value.
inline std::optional<std::int64_t> epoch_value(const SealedShare& share) {
    return share.epoch ? std::optional<std::int64_t>(*share.epoch) : std::nullopt;
}

/// Reads the columns above from position `first` on and applies the windows.
Chat read_chat(const db::Row& row, std::size_t first);

}  // namespace caritas::chat
