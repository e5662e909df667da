// Counselors signing in and out, and their password.
#include "chat/topic_store.h"
#include "core/secret.h"
#include "core/text.h"
#include "web/handlers.h"
#include "web/shape.h"

namespace caritas::web {
namespace {

constexpr std::size_t kLongestLogin = 256;
constexpr std::size_t kLongestPassword = 1024;  // bytes; 256 characters of 4
constexpr std::size_t kMostCharacters = 256;
constexpr std::int64_t kFewestCharacters = 12;

Response me_response(Call& call, const chat::Counselor& counselor) {
    Response response;
    response.body["me"] = me_json(counselor, chat::topics_of_counselor(call.db, counselor.id), call.language());
    response.body["site"] = site_json(call.app.config, call.language());
    return response;
}

Response signed_out() {
    Response response;
    response.cookies.push_back(clear_cookie(kCounselorCookie));
    return response;
}

}  // namespace

Outcome counselor_sign_in(Call& call) {
    const Fields fields(call.request, {"login", "password"});
    const auto credentials = chat::find_credentials(call.db, fields.text("login", kLongestLogin));
    const std::string password = fields.text("password", kLongestPassword);
    if (!verify_password(password, credentials ? credentials->password_hash : std::string())) throw Refusal(Code::wrong_login);
    const std::string token = new_token();
    if (!chat::start_session(call.db, *credentials, sha256(token))) throw Refusal(Code::wrong_login);
    Response response = me_response(call, credentials->counselor);
    response.cookies.push_back(set_cookie(kCounselorCookie, token));
    return response;
}

Outcome counselor_me(Call& call) {
    return me_response(call, call.counselor->counselor);
}

Outcome counselor_sign_out(Call& call) {
    call.app.tell(chat::sign_out(call.db, call.counselor->counselor.id, call.token_hash));
    return signed_out();
}

Outcome counselor_sign_out_everywhere(Call& call) {
    call.app.tell(chat::sign_out_everywhere(call.db, call.counselor->counselor.id));
    return signed_out();
}

Outcome counselor_change_password(Call& call) {
    const Fields fields(call.request, {"current", "new"});
    const std::string current = fields.text("current", kLongestPassword);
    const std::string wanted = fields.text("new", kLongestPassword);
    const auto size = measure_utf8(wanted);
    const bool fits = size && size->characters >= static_cast<std::size_t>(kFewestCharacters) && size->characters <= kMostCharacters;
    if (!fits) throw Refusal::beyond(Code::weak_password, kFewestCharacters);
    const auto credentials = chat::find_credentials(call.db, call.counselor->counselor.login);
    if (!verify_password(current, credentials ? credentials->password_hash : std::string())) throw Refusal(Code::wrong_login);
    const std::string hash = hash_password(wanted);
    const auto moves = chat::change_password(call.db, *credentials, hash, call.token_hash);
    if (!moves) throw Refusal(Code::wrong_login);
    call.app.tell(*moves);
    return Response{};
}

}  // namespace caritas::web
