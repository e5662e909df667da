// The queue of a topic: joining, waiting, leaving, and being accepted.
#pragma once

#include "chat/types.h"
#include "db/connection.h"

namespace caritas::chat {

/// A wish to join. Hashes are SHA-256: of the call's client id, and of the token that the session shall have.
struct Arrival {
    Id topic_id = 0;
    std::string_view enqueue_hash;
    std::string_view token_hash;
    std::chrono::minutes patience{30};
};

enum class EnqueueOutcome : std::uint8_t { joined, repeated, closed };

struct Enqueued {
    EnqueueOutcome outcome = EnqueueOutcome::joined;
    Moves moves;
};

/// Joins the queue with the lowest free name. A repeated client id finds its place again and gets a token of its own, good
/// beside the first: whichever answer arrives last, its cookie leads there. `closed`: the topic takes nobody.
Enqueued enqueue(db::Connection& db, const Arrival& arrival);

/// The place in the queue, from 1, among those of the topic whose place is still kept.
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

enum class AcceptOutcome : std::uint8_t { accepted, repeated, taken, withdrawn, not_found };

struct Accepted {
    AcceptOutcome outcome = AcceptOutcome::not_found;
    Id chat_id = 0;  ///< set if accepted or repeated
    Moves moves;
};

/// One conditional UPDATE: of many counselors exactly one gets `accepted`.
Accepted accept(db::Connection& db, Id counselor_id, std::string_view public_id);

/// The seeker goes while waiting; the session dies. Nothing if the chat does not wait any more.
std::optional<Moves> withdraw(db::Connection& db, Id chat_id, Id topic_id, bool quick_exit, std::string_view session_reason);

}  // namespace caritas::chat
