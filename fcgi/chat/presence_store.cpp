// The SQL of presence. A flip moves the streams of those who watch; a mere renewal moves nothing.
#include "chat/presence_store.h"

#include "chat/counselor_store.h"
#include "chat/topic_store.h"

namespace caritas::chat {
namespace {

#define CARITAS_LIVING "state IN ('waiting', 'accepted', 'running')"
#define CARITAS_KEEPS_PLACE "(state <> 'waiting' OR place_until > NOW(3))"
// One value: microseconds since the last change.
#define CARITAS_APART "(presence_moved_at IS NULL OR presence_moved_at <= NOW(3) - INTERVAL ? MICROSECOND)"
#define CARITAS_NOT_LEFT "(left_page IS NULL OR left_page <> ?)"

#define CARITAS_COMES                                                                                                          \
    "seeker_present = TRUE, seeker_present_at = NOW(3), presence_moved_at = NOW(3), last_seq = LAST_INSERT_ID(last_seq + 1), " \
    "moved_at = NOW(3)"
constexpr const char* kSeekerCame = "UPDATE chats SET " CARITAS_COMES
                                    ", place_until = IF(state = 'waiting', NOW(3) + INTERVAL ? MINUTE, place_until) WHERE id = ? AND NOT "
                                    "(seeker_present AND seeker_present_at > NOW(3) - INTERVAL ? SECOND) AND " CARITAS_NOT_LEFT
                                    " AND " CARITAS_LIVING " AND " CARITAS_KEEPS_PLACE " AND " CARITAS_APART;
constexpr const char* kSeekerBack = "UPDATE chats SET " CARITAS_COMES " WHERE id = ? AND NOT seeker_present AND " CARITAS_LIVING
                                    " AND " CARITAS_KEEPS_PLACE " AND " CARITAS_APART;
constexpr const char* kPlaceKept =
    "UPDATE chats SET seeker_present_at = NOW(3), place_until = IF(state = 'waiting', NOW(3) + INTERVAL ? MINUTE, place_until) "
    "WHERE id = ? AND " CARITAS_NOT_LEFT " AND " CARITAS_LIVING " AND " CARITAS_KEEPS_PLACE;
constexpr const char* kSeekerHeld = "SELECT EXISTS (SELECT 1 FROM chats WHERE id = ? AND seeker_present = ? AND NOT " CARITAS_APART ")";
constexpr const char* kSeekerRenewed =
    "UPDATE chats SET seeker_present_at = NOW(3), place_until = IF(state = 'waiting', NOW(3) + INTERVAL ? MINUTE, place_until) "
    "WHERE id = ? AND seeker_present AND (? OR seeker_present_at < NOW(3) - INTERVAL 30 SECOND) AND " CARITAS_NOT_LEFT
    " AND " CARITAS_LIVING " AND " CARITAS_KEEPS_PLACE;
constexpr const char* kSeekerGone =
    "UPDATE chats SET seeker_present = FALSE, presence_moved_at = NOW(3), last_seq = LAST_INSERT_ID(last_seq + 1), moved_at = NOW(3) "
    "WHERE id = ? AND seeker_present AND seeker_present_at <= NOW(3) - INTERVAL ? MICROSECOND AND " CARITAS_LIVING " AND " CARITAS_APART;
constexpr const char* kGrace =
    "UPDATE chats SET place_until = LEAST(place_until, NOW(3) + INTERVAL ? SECOND), left_page = NULLIF(?, '') "
    "WHERE id = ? AND state = 'waiting'";
constexpr const char* kQueueOf = "SELECT topic_id FROM chats WHERE id = ? AND state = 'waiting'";

constexpr const char* kCounselorCame =
    "UPDATE counselors SET present = TRUE, present_at = NOW(3), presence_moved_at = NOW(3) WHERE id = ? AND NOT disabled AND "
    "(NOT present OR present_at IS NULL OR present_at <= NOW(3) - INTERVAL ? SECOND) AND " CARITAS_APART;
constexpr const char* kCounselorHeld =
    "SELECT EXISTS (SELECT 1 FROM counselors WHERE id = ? AND NOT disabled AND present = ? AND NOT " CARITAS_APART ")";
constexpr const char* kCounselorRenewed = "UPDATE counselors SET present_at = NOW(3) WHERE id = ? AND present";
constexpr const char* kCounselorGone =
    "UPDATE counselors SET present = FALSE, presence_moved_at = NOW(3) WHERE id = ? AND present "
    "AND present_at <= NOW(3) - INTERVAL ? MICROSECOND AND " CARITAS_APART;
constexpr const char* kTopicsOf = "SELECT topic_id FROM counselor_topics WHERE counselor_id = ? ORDER BY topic_id";
constexpr const char* kOpenChatsOf = "SELECT id FROM chats WHERE counselor_id = ? AND state IN ('accepted', 'running') ORDER BY id";
constexpr const char* kMoveChat = "UPDATE chats SET last_seq = LAST_INSERT_ID(last_seq + 1), moved_at = NOW(3) WHERE id = ?";

std::int64_t micros(std::chrono::milliseconds span) {
    return std::chrono::microseconds(span).count();
}

// While waiting, presence shows in the counselors' list.
void add_queue(db::Connection& db, Id chat_id, Moves& moves) {
    if (const auto row = db.select_one(kQueueOf, {chat_id})) moves.push_back(move_queue(db, row->id(0)));
}

Moves tell_of_seeker(db::Connection& db, Id chat_id, const db::Changed& changed) {
    Moves moves{{{StreamKind::chat, chat_id}, changed.insert_id}};
    add_queue(db, chat_id, moves);
    return moves;
}

std::chrono::milliseconds apart_of(const PresencePace* pace) {
    return pace == nullptr ? std::chrono::milliseconds(0) : pace->apart;
}

// Whether what is to change is still `present`, and only waits for its time.
bool is_held(db::Connection& db, const char* held, Id id, bool present, PresencePace* pace) {
    if (pace == nullptr || pace->apart.count() == 0) return false;
    pace->held = db.select_one(held, {id, present, micros(pace->apart)})->flag(0);
    return pace->held;
}

Moves tell_chats_of_counselor(db::Connection& db, Id counselor_id) {
    Moves moves;
    for (const db::Row& row : db.select(kOpenChatsOf, {counselor_id})) {
        moves.push_back({{StreamKind::chat, row.id(0)}, db.change(kMoveChat, {row.id(0)}).insert_id});
    }
    return moves;
}

// Waiting seekers see whether anybody is there, chatting ones whether their counselor is.
Moves tell_of_counselor(db::Connection& db, Id counselor_id) {
    Moves moves = tell_chats_of_counselor(db, counselor_id);
    for (const db::Row& row : db.select(kTopicsOf, {counselor_id})) moves.push_back(move_queue(db, row.id(0)));
    return moves;
}

}  // namespace

Moves seeker_seen(db::Connection& db, const Chat& chat, bool fresh, std::chrono::minutes patience, std::string_view page,
                  PresencePace* pace) {
    if (chat.seeker_seen_lately && !(fresh && chat.state == State::waiting)) return {};
    if (chat.seeker_present) {
        db.change(kSeekerRenewed, {patience.count(), chat.id, fresh, page});
        return {};
    }
    const db::Changed changed =
        db.change(kSeekerCame, {patience.count(), chat.id, std::int64_t{kPresenceLasts.count()}, page, micros(apart_of(pace))});
    if (changed.rows == 0) {
        if (is_held(db, kSeekerHeld, chat.id, false, pace)) db.change(kPlaceKept, {patience.count(), chat.id, page});
        return {};
    }
    return tell_of_seeker(db, chat.id, changed);
}

Moves seeker_back(db::Connection& db, Id chat_id, PresencePace& pace) {
    const db::Changed changed = db.change(kSeekerBack, {chat_id, micros(pace.apart)});
    if (changed.rows != 0) return tell_of_seeker(db, chat_id, changed);
    is_held(db, kSeekerHeld, chat_id, false, &pace);
    return {};
}

Moves seeker_gone(db::Connection& db, Id chat_id, std::chrono::milliseconds since, PresencePace* pace) {
    const db::Changed changed = db.change(kSeekerGone, {chat_id, micros(since), micros(apart_of(pace))});
    if (changed.rows != 0) return tell_of_seeker(db, chat_id, changed);
    is_held(db, kSeekerHeld, chat_id, true, pace);
    return {};
}

Moves seeker_left(db::Connection& db, Id chat_id, std::chrono::seconds grace, std::string_view page, PresencePace* pace) {
    db.change(kGrace, {grace.count(), page, chat_id});
    return seeker_gone(db, chat_id, std::chrono::milliseconds(0), pace);
}

Moves counselor_seen(db::Connection& db, const Counselor& counselor, PresencePace* pace) {
    if (counselor.present) return {};
    if (db.change(kCounselorCame, {counselor.id, std::int64_t{kPresenceLasts.count()}, micros(apart_of(pace))}).rows == 1) {
        return tell_of_counselor(db, counselor.id);
    }
    if (db.change(kCounselorRenewed, {counselor.id}).rows == 0) is_held(db, kCounselorHeld, counselor.id, false, pace);
    return {};
}

Moves counselor_gone(db::Connection& db, Id counselor_id, PresencePace* pace) {
    return counselor_gone(db, counselor_id, std::chrono::milliseconds(0), pace);
}

Moves counselor_left(db::Connection& db, Id counselor_id) {
    Moves moves = counselor_gone(db, counselor_id);
    return moves.empty() ? tell_chats_of_counselor(db, counselor_id) : moves;
}

Moves counselor_gone(db::Connection& db, Id counselor_id, std::chrono::milliseconds since, PresencePace* pace) {
    if (db.change(kCounselorGone, {counselor_id, micros(since), micros(apart_of(pace))}).rows == 0) {
        is_held(db, kCounselorHeld, counselor_id, true, pace);
        return {};
    }
    Moves moves = tell_of_counselor(db, counselor_id);
    moves.push_back(move_inbox(db, counselor_id));  // whoever listens nevertheless, in another browser, is told to say so
    return moves;
}

}  // namespace caritas::chat
