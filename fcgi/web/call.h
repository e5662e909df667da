// What a handler gets, and what it gives back.
#pragma once

#include "chat/chat_store.h"
#include "chat/counselor_store.h"
#include "chat/message_store.h"
#include "core/config.h"
#include "db/pool.h"
#include "live/parking_lot.h"
#include "web/request.h"
#include "web/response.h"
#include "web/server_time.h"
#include "web/standing.h"

#include <functional>
#include <variant>

namespace caritas::web {

/// A message that was stored, for those who wait for it in this process.
struct Said {
    chat::Move move;
    std::string public_id;  ///< of the chat
    chat::Message message;
};

/// What every call of a worker shares. `tell` and `tell_said` wake those who wait on streams that moved; call them after the commit.
struct App {
    const Config& config;
    db::Pool& pool;
    ServerTime& time;
    std::function<void(const chat::Moves&)> tell;
    std::function<void(Said)> tell_said;
};

/// One call on its way through guard and handler. `db` is the call's own connection.
struct Call {
    const Request& request;
    const App& app;
    db::Connection& db;
    bool arriving = true;                             ///< false: a parked poll looks again
    std::vector<std::string> arguments;               ///< what stood at the route's ":" segments
    std::string token_hash;                           ///< of the session below
    std::optional<chat::Chat> seeker;                 ///< set behind Guard::seeker: the session's chat, alive
    std::optional<chat::CounselorSession> counselor;  ///< set behind Guard::counselor
    std::optional<chat::Addressee> addressee;         ///< set for Pace::sending if all is well, in place of the two above

    [[nodiscard]] Language language() const { return language_of(request.accept_language); }
};

/// A poll's outcome: what is new, and where it stands now. Whoever answers adds the cursor.
struct Polled {
    chat::Stream person;     ///< whose poll it is, for presence
    std::string token_hash;  ///< of its session
    Standing standing;
    std::optional<Response> news;  ///< nothing: wait for a move of what it watches
    bool more = false;             ///< news: not all of it, the page asks again at once
};

/// A message that may be stored, as far as its call goes; see scribe.h.
struct Sending {
    chat::Draft draft;
    std::string public_id;  ///< of the chat
    Code refused;           ///< what is said if the chat's state does not allow it any more
};

using Outcome = std::variant<Response, Polled, Sending>;
using Handler = Outcome (*)(Call&);

}  // namespace caritas::web
