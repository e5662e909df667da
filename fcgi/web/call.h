// What a handler gets, and what it gives back.
#pragma once

#include "chat/chat_store.h"
#include "chat/counselor_store.h"
#include "core/config.h"
#include "db/pool.h"
#include "live/parking_lot.h"
#include "web/request.h"
#include "web/response.h"
#include "web/server_time.h"

#include <functional>
#include <variant>

namespace caritas::web {

/// What every call of a worker shares. `tell` wakes those who wait on streams that moved; call it after the commit.
struct App {
    const Config& config;
    db::Pool& pool;
    ServerTime& time;
    std::function<void(const chat::Moves&)> tell;
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

    [[nodiscard]] Language language() const { return language_of(request.accept_language); }
};

/// A poll without news: wait for one of these streams.
struct Wait {
    std::vector<chat::Stream> streams;
    std::string cursor;              ///< goes into the answer if nothing comes
    std::optional<Time> look_again;  ///< a window ends then, without a move of any stream
    bool shares_queues = false;      ///< when only queues moved, queue_news() has the answer, the same for many
};

/// A poll's outcome, and whose poll it is (presence).
struct Polled {
    std::variant<Response, Wait> result;
    chat::Stream person;
};

using Outcome = std::variant<Response, Polled>;
using Handler = Outcome (*)(Call&);

}  // namespace caritas::web
