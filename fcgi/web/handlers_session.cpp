// Counselors signing in and out, and their password.
#include "chat/device_store.h"
#include "chat/topic_store.h"
#include "core/derivation.h"
#include "core/secret.h"
#include "core/text.h"
#include "web/handlers.h"
#include "web/shape.h"

namespace caritas::web {
namespace {

constexpr std::size_t kLongestLogin = 256;
constexpr std::size_t kProofBytes = 32;
constexpr std::size_t kKeyBytes = 32;
// PKCS #8 of an X25519 key, nonce and tag; a browser may add the public half.
constexpr std::size_t kFewestSealed = 60;
constexpr std::size_t kMostSealed = 128;
constexpr std::uint64_t kMostRounds = 10'000'000;

std::string read_login(const Fields& fields) {
    return std::string(without_blank_ends(fields.text("login", kLongestLogin)));
}

// In hex, as it was hashed.
std::string read_proof(const Fields& fields, const char* name) {
    return to_hex(fields.bytes(name, kProofBytes, kProofBytes));
}

Response me_response(Call& call, const chat::Counselor& counselor, std::string_view token_hash, bool limited) {
    const chat::OwnKeys keys = chat::find_own_keys(call.db, token_hash);
    Response response;
    response.body["me"] = me_json(counselor, chat::topics_of_counselor(call.db, counselor.id), call.language());
    response.body["me"]["passwordIsInitial"] = limited;
    response.body["site"] = site_json(call.app.config, call.language());
    response.body["share"] = to_hex(call.app.keys.open_share(keys.share).value_or(""));
    response.body["keys"] = Json::Value();
    if (keys.pair) {
        response.body["keys"]["publicKey"] = to_hex(keys.pair->public_key);
        response.body["keys"]["sealedPrivateKey"] = to_hex(keys.pair->sealed);
    }
    return response;
}

// All but the hash.
chat::NewPassword read_new_password(const Fields& fields, const Fields& wanted) {
    const Fields keys = fields.object("keys", {"publicKey", "sealedPrivateKey"});
    const std::uint64_t rounds = wanted.number("rounds");
    if (rounds < kFewestRounds || rounds > kMostRounds) throw Refusal(Code::bad_request);
    return {{},
            {wanted.bytes("salt", kSaltBytes, kSaltBytes), static_cast<std::int64_t>(rounds)},
            {keys.bytes("publicKey", kKeyBytes, kKeyBytes), keys.bytes("sealedPrivateKey", kFewestSealed, kMostSealed)}};
}

// A browser keeps its token, so that its tries go before those of strangers.
std::string remember_device(Call& call, chat::Id counselor_id) {
    const auto known = cookie(call.request.cookies, kDeviceCookie);
    const std::string token = known && chat::is_known_device(call.db, sha256(*known)) ? *known : new_token();
    chat::remember_device(call.db, counselor_id, sha256(token));
    return set_device_cookie(token);
}

Response signed_out() {
    Response response;
    response.cookies.push_back(clear_cookie(kCounselorCookie));
    return response;
}

}  // namespace

Outcome counselor_derivation(Call& call) {
    const Fields fields(call.request, {"login"});
    const chat::Derivation derivation = chat::find_derivation(call.db, read_login(fields));
    Response response;
    response.body["salt"] = to_hex(derivation.salt);
    response.body["rounds"] = Json::Int64(derivation.rounds);
    return response;
}

Outcome counselor_sign_in(Call& call) {
    const Fields fields(call.request, {"login", "proof", "work"});  // work: see sign_in_gate.h
    const auto credentials = chat::find_credentials(call.db, read_login(fields));
    const std::string proof = read_proof(fields, "proof");
    if (!verify_password(proof, credentials ? credentials->password_hash : std::string())) throw Refusal(Code::wrong_login);
    const std::string token = new_token();
    const std::string token_hash = sha256(token);
    const chat::SealedShare share = call.app.keys.seal_share(chat::epoch_at(call.app.time.now()), new_share());
    if (!chat::start_session(call.db, *credentials, token_hash, share)) throw Refusal(Code::wrong_login);
    const auto session = chat::find_counselor_session(call.db, token_hash);
    if (!session) throw Refusal(Code::wrong_login);
    Response response = me_response(call, session->counselor, token_hash, session->limited);
    response.cookies.push_back(set_cookie(kCounselorCookie, token));
    response.cookies.push_back(remember_device(call, session->counselor.id));
    return response;
}

Outcome counselor_me(Call& call) {
    return me_response(call, call.counselor->counselor, call.token_hash, call.counselor->limited);
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
    const Fields fields(call.request, {"current", "new", "keys"});
    const std::string current = read_proof(fields, "current");
    const Fields asked = fields.object("new", {"salt", "rounds", "proof"});
    const std::string proof = read_proof(asked, "proof");
    chat::NewPassword wanted = read_new_password(fields, asked);
    const auto credentials = chat::find_credentials(call.db, call.counselor->counselor.login);
    if (!verify_password(current, credentials ? credentials->password_hash : std::string())) throw Refusal(Code::wrong_login);
    // A pair that is there stays: what is sealed for it could not be read any more.
    if (credentials->public_key.value_or(wanted.pair.public_key) != wanted.pair.public_key) throw Refusal(Code::bad_request);
    wanted.hash = hash_password(proof);
    const auto moves = chat::change_password(call.db, *credentials, wanted, call.token_hash);
    if (!moves) throw Refusal(Code::wrong_login);
    call.app.tell(*moves);
    return Response{};
}

}  // namespace caritas::web
