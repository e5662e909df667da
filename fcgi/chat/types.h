// What the stores hand to the handlers.
#pragma once

#include "chat/lifecycle.h"
#include "chat/stream.h"

#include <string>
#include <vector>

namespace caritas::chat {

/// Row ids never leave the server; public ids are 16 random bytes.
using Id = std::uint64_t;

struct Topic {
    Id id = 0;
    std::string slug;
    std::string name_de;
    std::string name_en;
    std::string summary_de;
    std::string summary_en;
    std::string address;  ///< "du" or "sie"
    std::string team_name_de;
    std::string team_name_en;
    bool open = false;
    std::optional<std::string> online_counselling_url;
    std::uint64_t queue_seq = 0;
};

/// The key of a conversation as the page of who accepted wrapped it (htdocs/js/crypto/FORMAT.md), under the outer seal of its epoch.
struct WrappedKeys {
    std::string for_seeker;
    std::string for_counselor;
    std::string counselor_public_key;
    std::uint32_t epoch = 0;  ///< see epoch_keys.h
};

/// A chat as its row says, with the windows applied (state, ended_by and ended_at are Effective), and its topic.
struct Chat {
    Id id = 0;
    std::string public_id;
    std::optional<std::int64_t> number;  ///< N of "Ratsuchende_r N"; nullopt once erased
    State state = State::waiting;
    std::optional<EndedBy> ended_by;
    bool quick_exit = false;
    Time enqueued_at;
    std::optional<Time> accepted_at;
    std::optional<Time> began_at;
    std::optional<Time> ended_at;
    std::optional<Time> place_until;
    bool seeker_present = false;
    bool seeker_seen_lately = false;  ///< present, and the row need not say so again
    std::uint64_t last_seq = 0;
    std::uint64_t last_message_seq = 0;
    std::uint64_t read_seq = 0;         ///< up to where the counselor has seen the messages
    std::uint64_t seeker_read_seq = 0;  ///< and the seeker
    std::optional<Id> counselor_id;
    std::optional<std::string> counselor_display_name;  ///< what seekers see; nullopt: the name of the topic's team
    bool counselor_present = false;
    bool counselor_signed_out = false;  ///< no session of the counselor lives; filled in by note_sign_out
    std::string seeker_public_key;      ///< empty once erased
    std::optional<WrappedKeys> keys;    ///< from acceptance on; for the seeker until the end, for the counselor until it is erased
    Topic topic;
    Time now;  ///< the database's clock when the row was read
};

/// The end of the window, once accepted.
inline std::optional<Time> open_until(const Chat& chat) {
    if (!chat.accepted_at) return std::nullopt;
    return *chat.accepted_at + kWindow;
}

/// When the counselor's copy goes, once ended.
inline std::optional<Time> readable_until(const Chat& chat) {
    if (!chat.ended_at || chat.state != State::ended) return std::nullopt;
    return *chat.ended_at + kReadable;
}

struct Message {
    std::uint64_t seq = 0;
    Role sender = Role::seeker;
    std::string client_id;  ///< 16 bytes
    std::string body;
    Time sent_at;
};

/// What is said of a message that is stored.
struct Receipt {
    std::uint64_t seq = 0;
    Time sent_at;
    bool nearly_full = false;  ///< the chat will soon take no more of this side
};

/// A line of the list of first inquiries.
struct Request {
    Id id = 0;
    std::string public_id;
    std::int64_t number = 0;
    Id topic_id = 0;
    Time enqueued_at;
    Time place_until;
    bool away = false;
    std::string public_key;  ///< the seeker's
};

struct Counselor {
    Id id = 0;
    std::string login;
    std::optional<std::string> display_name;
    std::uint64_t inbox_seq = 0;
    bool present = false;  ///< present and seen so lately that the row need not be written again
};

}  // namespace caritas::chat
