// Guards, and what each kind of error becomes.
#include "web/dispatch.h"

#include "core/log.h"
#include "core/secret.h"
#include "web/handlers.h"
#include "web/routes.h"

#include <typeinfo>

namespace caritas::web {
namespace {

constexpr std::string_view kOurHeader = "caritas";

std::optional<std::string_view> cookie_of(Guard guard) {
    switch (guard) {
        case Guard::anybody: return std::nullopt;
        case Guard::seeker: return kSeekerCookie;
        case Guard::counselor:
        case Guard::beginner: return kCounselorCookie;
    }
    return std::nullopt;
}

void guard_seeker(Call& call) {
    auto session = chat::find_seeker_session(call.db, call.token_hash);
    if (!session) throw Refusal(Code::no_session);
    if (const auto reason = chat::end_of(*session)) throw Refusal::ended(*reason);
    call.app.time.learn(session->chat->now);
    call.seeker = std::move(session->chat);
}

// A session that is used for more than a day outlives the key of the hour in which it began.
void keep_share(Call& call, const chat::CounselorSession& session) {
    const chat::Epoch now = chat::epoch_at(session.now);
    if (!session.share_epoch || *session.share_epoch + chat::kShareSealedFor > now) return;
    const chat::SealedShare before = chat::find_own_keys(call.db, call.token_hash).share;
    if (const auto share = call.app.keys.open_share(before))
        chat::replace_share(call.db, call.token_hash, before, call.app.keys.seal_share(now, *share));
}

void guard_counselor(Call& call, const Route& route) {
    auto session = chat::find_counselor_session(call.db, call.token_hash);
    if (!session) throw Refusal(Code::no_session);
    if (session->ended_reason) throw Refusal::ended(*session->ended_reason);
    if (session->limited && route.guard != Guard::beginner) throw Refusal(Code::initial_password);
    const bool is_poll = route.handler == &counselor_events;
    if (!is_poll && !session->acted_lately) {
        chat::touch_session(call.db, call.token_hash);
        keep_share(call, *session);
    }
    call.app.time.learn(session->now);
    call.counselor = std::move(session);
}

Outcome run(const App& app, const Request& request, const std::string* token_hash, const Match& match) {
    const auto db = app.pool.lease();
    Call call{request, app, *db, token_hash == nullptr, match.arguments, {}, {}, {}};
    if (token_hash != nullptr) {
        call.token_hash = *token_hash;
    } else if (const auto name = cookie_of(match.route->guard)) {
        const auto token = cookie(request.cookies, *name);
        if (!token) throw Refusal(Code::no_session);
        call.token_hash = sha256(*token);
    }
    switch (match.route->guard) {
        case Guard::anybody: break;
        case Guard::seeker: guard_seeker(call); break;
        case Guard::counselor:
        case Guard::beginner: guard_counselor(call, *match.route); break;
    }
    return match.route->handler(call);
}

// A cookie that leads nowhere any more is taken back.
void clear_dead_cookie(Response& response, Code code, const Route* route) {
    if (route == nullptr || (code != Code::no_session && code != Code::session_ended)) return;
    if (const auto name = cookie_of(route->guard)) end_session(response, *name);
}

}  // namespace

Outcome dispatch(const App& app, const Request& request, const std::string* token_hash) {
    const Language language = language_of(request.accept_language);
    Match match;
    try {
        match = find_route(request.method, request.path);
        if (!is_ours(request, app.config)) throw Refusal(Code::foreign_origin);
        if (request.too_large) throw Refusal(Code::too_large);
        return run(app, request, token_hash, match);
    } catch (const Refusal& refused) {
        Response response = refusal(refused, language);
        clear_dead_cookie(response, refused.code(), match.route);
        return response;
    } catch (...) {
        return response_to(std::current_exception(), language);
    }
}

// A page of another site can neither set our header without asking (CORS preflight, which we never grant) nor forge Origin.
bool is_ours(const Request& request, const Config& config) {
    return request.method == "GET" || (request.requested_with == kOurHeader && request.origin == config.site.origin);
}

std::optional<std::string> session_token(const Request& request) {
    return cookie(request.cookies, request.path.find("/seeker/") != std::string::npos ? kSeekerCookie : kCounselorCookie);
}

Response response_to(const std::exception_ptr& trouble, Language language) {
    try {
        std::rethrow_exception(trouble);
    } catch (const db::Unavailable& error) {
        log::warn("database unavailable, error", error.number());
        return refusal(Refusal(Code::unavailable), language);
    } catch (const db::Conflict& error) {
        log::warn("transaction given up after conflicts, error", error.number());
        return refusal(Refusal(Code::unavailable), language);
    } catch (const db::Error& error) {
        log::warn("statement failed, error", error.number());
        return refusal(Refusal(Code::internal), language);
    } catch (const std::exception& error) {
        log::error("call failed", typeid(error).name());
        return refusal(Refusal(Code::internal), language);
    }
}

}  // namespace caritas::web
