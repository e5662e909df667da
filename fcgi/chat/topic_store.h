// Topics: reading them, and moving their queue's stream.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// All topics in the order of their names.
std::vector<Topic> list_topics(db::Connection& db);
std::optional<Topic> find_topic(db::Connection& db, std::string_view slug);
/// The topics a counselor works for.
std::vector<Topic> topics_of_counselor(db::Connection& db, Id counselor_id);

/// Columns of a topic under the alias t, and reading them from position `first` on.
#define CARITAS_TOPIC_COLUMNS                                                                                                \
    "t.id, t.slug, t.name_de, t.name_en, t.summary_de, t.summary_en, t.address, t.team_name_de, t.team_name_en, t.is_open, " \
    "t.online_counselling_url, t.queue_seq"
inline constexpr std::size_t kTopicColumns = 12;
Topic read_topic(const db::Row& row, std::size_t first);

/// The queue of a topic changed: the next sequence, under the topic's row lock until the transaction ends.
Move move_queue(db::Connection& db, Id topic_id);

}  // namespace caritas::chat
