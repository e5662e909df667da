// The order of sign-ins.
#include "web/sign_in_gate.h"

#include "chat/counselor_store.h"
#include "chat/device_store.h"
#include "core/error.h"
#include "core/secret.h"
#include "web/response.h"

#include <algorithm>

namespace caritas::web {
namespace {

// What a browser does in some tenths of a second, and at the most in one or two (htdocs/js/crypto/work.js).
constexpr int kFewestBits = 12;
constexpr int kMostBits = 16;
constexpr std::size_t kQueuePerBit = 12;
constexpr std::size_t kLongestField = 512;

}  // namespace

SignInGate::Verdict SignInGate::judge(const Request& request, std::size_t waiting) {
    if (goes_first(request)) return {Way::first, {}, 0};
    const int bits = std::min(kMostBits, kFewestBits + static_cast<int>(waiting / kQueuePerBit));
    // While somebody works the queue grows; work that was gathered while it was short is not enough.
    if (waiting < kShortQueue || has_worked(request, bits - 1)) return {Way::queue, {}, 0};
    return {Way::work, make_challenge(secret(), time_.now(), bits), bits};
}

bool SignInGate::goes_first(const Request& request) {
    if (const auto token = cookie(request.cookies, kCounselorCookie); token && request.method == "PUT") {
        const auto session = chat::find_counselor_session(*pool_.lease(), sha256(*token));
        return session && !session->ended_reason && keeps_pace(sha256(*token));
    }
    const auto device = cookie(request.cookies, kDeviceCookie);
    if (!device) return false;
    const std::string hash = sha256(*device);
    return chat::is_known_device(*pool_.lease(), hash) && keeps_pace(hash);
}

bool SignInGate::keeps_pace(const std::string& hash) {
    return devices_.wait_for(hash, std::chrono::steady_clock::now()) == Millis(0);
}

// The work is for one try: for its login and what was derived from its password.
bool SignInGate::has_worked(const Request& request, int fewest_bits) {
    try {
        const Fields fields(request, {"login", "proof", "work"});
        const Fields work = fields.object("work", {"challenge", "number"});
        const std::string challenge = work.text("challenge", kLongestField);
        const auto bits = bits_of_challenge(secret(), challenge, time_.now());
        if (!bits || *bits < fewest_bits) return false;
        const std::string purpose = sha256(fields.text("login", kLongestField) + ":" + fields.text("proof", kLongestField));
        return is_work_done(challenge, to_hex(purpose), work.text("number", kLongestField), *bits) &&
               used_.wait_for(challenge, std::chrono::steady_clock::now()) == Millis(0);
    } catch (const Refusal&) {
        return false;
    }
}

std::string SignInGate::secret() {
    const std::lock_guard lock(mutex_);
    if (secret_.empty()) secret_ = chat::installation_secret(*pool_.lease());
    return secret_;
}

}  // namespace caritas::web
