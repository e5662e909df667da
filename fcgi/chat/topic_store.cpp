// The SQL of topics.
#include "chat/topic_store.h"

namespace caritas::chat {
namespace {

constexpr const char* kList = "SELECT " CARITAS_TOPIC_COLUMNS " FROM topics t ORDER BY t.name_de, t.id";
constexpr const char* kFind = "SELECT " CARITAS_TOPIC_COLUMNS " FROM topics t WHERE t.slug = ?";
constexpr const char* kTopicsOfCounselor =
    "SELECT " CARITAS_TOPIC_COLUMNS " FROM counselor_topics ct JOIN topics t ON t.id = ct.topic_id WHERE ct.counselor_id = ? ORDER BY t.id";
constexpr const char* kMove = "UPDATE topics SET queue_seq = LAST_INSERT_ID(queue_seq + 1), moved_at = NOW(3) WHERE id = ?";

std::vector<Topic> read_all(const db::Rows& rows) {
    std::vector<Topic> topics;
    topics.reserve(rows.size());
    for (const db::Row& row : rows) topics.push_back(read_topic(row, 0));
    return topics;
}

}  // namespace

Topic read_topic(const db::Row& row, std::size_t first) {
    Topic topic;
    topic.id = row.id(first);
    topic.slug = row.text(first + 1);
    topic.name_de = row.text(first + 2);
    topic.name_en = row.text(first + 3);
    topic.summary_de = row.text(first + 4);
    topic.summary_en = row.text(first + 5);
    topic.address = row.text(first + 6);
    topic.team_name_de = row.text(first + 7);
    topic.team_name_en = row.text(first + 8);
    topic.open = row.flag(first + 9);
    topic.online_counselling_url = row.maybe_text(first + 10);
    topic.queue_seq = row.id(first + 11);
    return topic;
}

std::vector<Topic> list_topics(db::Connection& db) {
    return read_all(db.select(kList));
}

std::optional<Topic> find_topic(db::Connection& db, std::string_view slug) {
    // The column is ASCII: MariaDB refuses to compare it with anything else.
    if (slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string_view::npos) return std::nullopt;
    const auto row = db.select_one(kFind, {slug});
    if (!row) return std::nullopt;
    return read_topic(*row, 0);
}

std::vector<Topic> topics_of_counselor(db::Connection& db, Id counselor_id) {
    return read_all(db.select(kTopicsOfCounselor, {counselor_id}));
}

Move move_queue(db::Connection& db, Id topic_id) {
    const db::Changed changed = db.change(kMove, {topic_id});
    return {{StreamKind::queue, topic_id}, changed.insert_id};
}

}  // namespace caritas::chat
