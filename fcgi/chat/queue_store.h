// The queue of a topic: joining, waiting, leaving, and being accepted.
#pragma once

#include "chat/epoch_keys.h"
#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// A wish to join. Hashes are SHA-256: of the call's client id, and of the token that the session shall have.
struct Arrival {
    Id topic_id = 0;
    std::string_view enqueue_hash;
    std::string_view token_hash;
    std::string_view public_key;  ///< X25519, 32 bytes
    std::chrono::minutes patience{30};
    std::int64_t most_waiting = 200;  ///< places of the topic
    SealedShare share{};
};

enum class EnqueueOutcome : std::uint8_t { joined, repeated, closed, full };

struct Enqueued {
    EnqueueOutcome outcome = EnqueueOutcome::joined;
    Moves moves;
};

/// Joins the queue with the lowest free name. A repeated client id finds its place again and gets a token of its own, good
/// beside the first: whichever answer arrives last, its cookie leads there. `closed`: the topic takes nobody. `full`: `most_waiting` places
/// are taken, and none can be given up; else the one that has been silent for longest is withdrawn, if it has been so for longer than
/// kPresenceLasts.
Enqueued enqueue(db::Connection& db, const Arrival& arrival);

/// The place in the queue, from 1: how many present people of the topic came before this one, and one more. Absent people are not counted;
/// who comes back has the same place.
std::int64_t position(db::Connection& db, Id topic_id, Id chat_id);

/// Whether a page of some counselor of this topic is listening.
bool counselors_online(db::Connection& db, Id topic_id);

/// Who waits in the topics of this counselor, oldest first.
std::vector<Request> requests_for(db::Connection& db, Id counselor_id);

/// The queue of a topic at one moment, read by one statement: who waits goes with the topic's queue_seq.
struct Queue {
    Topic topic;
    bool counselors_online = false;
    std::vector<Request> requests;
};
std::optional<Queue> read_queue(db::Connection& db, Id topic_id);

enum class AcceptOutcome : std::uint8_t { accepted, repeated, taken, withdrawn, not_found, key_changed };

struct Accepted {
    AcceptOutcome outcome = AcceptOutcome::not_found;
    Id chat_id = 0;  ///< set if accepted or repeated
    Moves moves;
};

/// Who accepts, which request, and the conversation's key as it was wrapped for the seeker's public key that the request showed, under the
/// outer seal of this epoch (epoch_keys.h).
struct Acceptance {
    Id counselor_id = 0;
    std::string_view public_id;
    std::string_view seeker_public_key;
    std::string_view key_for_seeker;
    std::string_view key_for_counselor;
    std::uint32_t key_epoch = 0;
};

/// One conditional UPDATE: of many counselors exactly one gets `accepted`. The keys of a repeat are not stored. `key_changed`: the seeker's
/// page has another key by now.
Accepted accept(db::Connection& db, const Acceptance& acceptance);

/// Another key of the seeker's page, while waiting: the one before is lost. Returns nullopt if the chat does not wait any more.
std::optional<Moves> replace_seeker_key(db::Connection& db, Id chat_id, Id topic_id, std::string_view public_key);

/// The seeker goes while waiting; the session dies. Returns nullopt if the chat does not wait any more.
std::optional<Moves> withdraw(db::Connection& db, Id chat_id, Id topic_id, bool quick_exit, std::string_view session_reason);

enum class DismissOutcome : std::uint8_t { dismissed, not_found, taken, present };

struct Dismissed {
    DismissOutcome outcome = DismissOutcome::not_found;
    Moves moves;
};

/// A counselor of the topic takes a silent place out of the queue: one whose seeker does not count as present (kPresenceLasts). The session
/// dies as it does when the place runs out. A repeat, and a place that is gone already, are `dismissed` without a move.
Dismissed dismiss(db::Connection& db, Id counselor_id, std::string_view public_id);

}  // namespace caritas::chat
