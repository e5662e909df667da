// What can be told to a client: a stable code with its HTTP status, and what belongs to it.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace caritas {

/// Every refusal the API knows. Names and statuses are listed once, in error.cpp; sentences in web/sentences.cpp.
enum class Code : std::uint8_t {
    bad_request,
    no_session,
    session_ended,
    foreign_origin,
    wrong_login,
    initial_password,
    not_found,
    unknown_topic,
    method_not_allowed,
    topic_closed,
    queue_full,
    waiting_elsewhere,
    already_accepted,
    key_changed,
    request_withdrawn,
    seeker_present,
    not_accepted,
    not_begun,
    chat_over,
    too_many_files,
    chat_full,
    too_large,
    unsupported_type,
    too_many_requests,
    work_required,
    internal,
    unavailable,
};

/// The code as it stands in the answer, e.g. "not_found".
std::string_view name_of(Code code);

/// The HTTP status that goes with it.
int status_of(Code code);

/// Thrown to refuse a call: caught in one place (web/dispatch) and told to the client. Carries no text of a person.
class Refusal : public std::exception {
public:
    explicit Refusal(Code code) : code_(code) {}

    [[nodiscard]] Code code() const { return code_; }
    [[nodiscard]] const char* what() const noexcept override;

    /// session_ended: why, e.g. "window".
    std::optional<std::string> reason;
    /// waiting_elsewhere: the topic in which this session waits already.
    std::optional<std::string> topic_slug;
    std::optional<std::string> topic_name_de;
    std::optional<std::string> topic_name_en;

    /// Seconds after which the call may be repeated; 0: not said.
    int retry_after = 0;

    /// work_required: see core/proof_of_work.h.
    std::optional<std::string> challenge;
    int bits = 0;

    static Refusal ended(std::string_view reason) {
        Refusal refusal(Code::session_ended);
        refusal.reason = std::string(reason);
        return refusal;
    }

private:
    Code code_;
};

}  // namespace caritas
