// From a request to its outcome; the one place that catches.
#pragma once

#include "web/call.h"

#include <exception>

namespace caritas::web {

/// Finds the route, checks origin and session, runs the handler. Never throws: a refusal, a database that is away and a bug become
/// answers. `token_hash` is given when a parked poll looks again: its session's, in place of the cookie. Any thread.
Outcome dispatch(const App& app, const Request& request, const std::string* token_hash = nullptr);

/// Whether a page of this site made the call; anybody may read.
bool is_ours(const Request& request, const Config& config);

/// The token of the session that a call of this address needs; nullopt if its cookie is missing.
std::optional<std::string> session_token(const Request& request);

/// The answer when a database that is away, or a bug, ended a call; logs its kind.
Response response_to(const std::exception_ptr& trouble, Language language);

}  // namespace caritas::web
