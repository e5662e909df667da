// What a handler gets, and what it gives back.
#pragma once

#include "chat/chat_store.h"
#include "chat/counselor_store.h"
#include "chat/epoch_keys.h"
#include "chat/message_store.h"
#include "core/config.h"
#include "db/pool.h"
#include "live/parking_lot.h"
#include "web/request.h"
#include "web/response.h"
#include "web/server_time.h"
#include "web/session_pace.h"
#include "web/standing.h"

#include <functional>
#include <variant>

namespace caritas::web {

/// What every call of a worker shares. `tell` and `tell_written` wake those who wait on streams that moved; call them after the commit.
struct App {
    const Config& config;
    db::Pool& pool;
    db::Pool& writing;  ///< for messages: transactions begin by themselves
    ServerTime& time;
    const chat::EpochKeys& keys;
    SessionPace& pace;
    std::function<void(const chat::Moves&)> tell;
    std::function<void(chat::Written)> tell_written;
    std::function<void(chat::Stream)> look_at_presence_later;  ///< of this person: a change has to wait
};

/// One call on its way through guard and handler. `db` is the call's own connection.
struct Call {
    const Request& request;
    const App& app;
    db::Connection& db;
    bool arriving = true;                             ///< false: a parked poll looks again
    std::vector<std::string> arguments;               ///< what stood at the route's ":" segments
    std::string token_hash;                           ///< of the session below
    std::optional<chat::Chat> seeker;                 ///< set by guard_seeker: the session's chat, alive
    std::optional<chat::CounselorSession> counselor;  ///< set by guard_counselor

    [[nodiscard]] Language language() const { return language_of(request.accept_language); }
};

/// A poll's outcome: what is new, and where it stands now. Whoever answers adds the cursor.
struct Polled {
    chat::Stream person;     ///< whose poll it is, for presence
    std::string token_hash;  ///< of its session
    Standing standing;
    std::optional<Response> news;  ///< nullopt: wait for a move of what it watches
    bool rests = true;             ///< false: the next poll must refresh in full: there is more, or a sign of life is due
    bool only_queue = false;       ///< nothing but the queue moved since the cursor of the call
};

using Outcome = std::variant<Response, Polled>;
using Handler = Outcome (*)(Call&);

}  // namespace caritas::web
