// One transaction for many messages.
#include "web/scribe.h"

#include "core/secret.h"
#include "db/transaction.h"
#include "web/dispatch.h"
#include "web/message_body.h"
#include "web/routes.h"
#include "web/shape.h"

namespace caritas::web {
namespace {

// What a message call says of itself; views into the call and into the strings here.
struct Text {
    std::string token_hash;
    std::string public_id;
    std::string client_id;
    std::string_view body;
    chat::Role role = chat::Role::seeker;
};

// Returns nullopt if anything is wrong: the usual way of a call finds out what, and says so.
std::optional<Text> read_text(const Request& request, const Config& config) {
    try {
        const Match match = find_route(request.method, request.path);
        const bool is_seeker = match.route->guard == Guard::seeker;
        const auto token = session_token(request);
        if (!token || request.too_large || !is_ours(request, config)) return std::nullopt;
        Text text;
        text.role = is_seeker ? chat::Role::seeker : chat::Role::counselor;
        text.token_hash = sha256(*token);
        if (!is_seeker) text.public_id = parse_id(match.arguments.front());
        text.client_id = parse_id(match.arguments.back());
        text.body = message_body(request);
        return text;
    } catch (const Refusal&) {
        return std::nullopt;
    }
}

using Texts = std::vector<std::optional<Text>>;
using Results = std::vector<std::optional<chat::Written>>;

Results store(const App& app, const Texts& texts) {
    const auto db = app.writing.lease();
    const chat::MessageLimits limits = message_limits(app.config.chat);
    const auto write = [&](const std::optional<Text>& text, auto how) -> std::optional<chat::Written> {
        if (!text) return std::nullopt;
        return how(*db, chat::Writer{text->role, text->token_hash, text->public_id}, text->client_id, text->body, limits);
    };
    // Its statement alone is rolled back; the transaction goes on with the others.
    const auto write_if_free = [&](const std::optional<Text>& text) -> std::optional<chat::Written> {
        try {
            return write(text, chat::write);
        } catch (const db::Locked&) {
            return std::nullopt;
        }
    };
    try {
        if (texts.size() == 1) return {write(texts.front(), chat::write_alone)};
        return db::in_transaction(*db, [&] {
            Results written;
            for (const auto& text : texts) written.push_back(write_if_free(text));
            return written;
        });
    } catch (const db::Duplicate&) {
        return Results(texts.size());  // nothing is stored, no sequence taken
    } catch (const db::Conflict&) {
        return Results(texts.size());
    }
}

}  // namespace

void write_down(PollDesk& desk, std::vector<Accepted> calls, const std::function<void(Accepted)>& whole_way) {
    Texts texts;
    for (const Accepted& call : calls) texts.push_back(read_text(call.request, desk.app().config));
    Results written;
    std::exception_ptr trouble;
    try {
        written = store(desk.app(), texts);
    } catch (...) {
        trouble = std::current_exception();
    }
    for (std::size_t i = 0; i < calls.size(); ++i) {
        Accepted& call = calls[i];
        Response response;
        if (trouble) {
            response = response_to(trouble, language_of(call.request.accept_language));
        } else if (written[i]) {
            response.body = receipt_json({written[i]->message.seq, written[i]->message.sent_at, written[i]->nearly_full});
            desk.app().tell_written(*std::move(written[i]));
        } else {
            whole_way(std::move(call));
            continue;
        }
        desk.answer(std::move(call.connection), call.request_id, response);
    }
}

}  // namespace caritas::web
