// From a row to a chat as it is true now.
#include "chat/chat_row.h"

namespace caritas::chat {
namespace {

// A flag of presence counts only while its time is recent, so that a worker's sudden death makes nobody present for ever.
bool is_present(bool flag, const std::optional<Time>& at, Time now) {
    return flag && at && *at + kPresenceLasts > now;
}

void apply_windows(Chat& chat, State stored, std::optional<EndedBy> ended_by) {
    const Effective truth = effective(stored, ended_by, {chat.accepted_at, chat.ended_at, chat.place_until}, chat.now);
    chat.state = truth.state;
    chat.ended_by = truth.ended_by;
    chat.ended_at = truth.ended_at;
}

}  // namespace

SealedShare read_share(const db::Row& row, std::size_t first) {
    const auto epoch = row.maybe_number(first + 1);
    return {row.maybe_text(first).value_or(""), epoch ? std::optional(static_cast<Epoch>(*epoch)) : std::nullopt};
}

Chat read_chat(const db::Row& row, std::size_t first) {
    Chat chat;
    const auto at = [first](std::size_t i) { return first + i; };
    chat.id = row.id(at(0));
    chat.public_id = row.text(at(1));
    chat.number = row.maybe_number(at(2));
    chat.quick_exit = row.flag(at(5));
    chat.enqueued_at = row.time(at(6));
    chat.accepted_at = row.maybe_time(at(7));
    chat.began_at = row.maybe_time(at(8));
    chat.ended_at = row.maybe_time(at(9));
    chat.place_until = row.maybe_time(at(10));
    chat.last_seq = row.id(at(13));
    chat.last_message_seq = row.id(at(14));
    chat.read_seq = row.id(at(15));
    chat.counselor_id = row.maybe_id(at(16));
    chat.counselor_display_name = row.maybe_text(at(17));
    chat.now = row.time(at(20));
    chat.seeker_present = is_present(row.flag(at(11)), row.maybe_time(at(12)), chat.now);
    chat.seeker_seen_lately = chat.seeker_present && row.time(at(12)) + kPresenceRenewed > chat.now;
    chat.counselor_present = is_present(row.flag(at(18)), row.maybe_time(at(19)), chat.now);
    chat.seeker_read_seq = row.id(at(26));
    chat.seeker_public_key = row.maybe_text(at(21)).value_or("");
    if (const auto counselor_key = row.maybe_text(at(22))) {
        chat.keys = {row.maybe_text(at(23)).value_or(""), row.maybe_text(at(24)).value_or(""), *counselor_key,
                     static_cast<std::uint32_t>(row.id(at(25)))};
    }
    chat.topic = read_topic(row, at(27));
    const auto ended_by = row.maybe_text(at(4));
    apply_windows(chat, state_named(row.text(at(3))), ended_by ? std::optional(ended_by_named(*ended_by)) : std::nullopt);
    return chat;
}

}  // namespace caritas::chat
