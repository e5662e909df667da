// From a request to its outcome; the one place that catches.
#pragma once

#include "web/call.h"

namespace caritas::web {

/// Finds the route, checks origin and session, runs the handler. Never throws: a refusal, a database that is away and a bug become
/// answers. `arriving` is false when a parked poll looks again. Any thread.
Outcome dispatch(const App& app, const Request& request, bool arriving);

}  // namespace caritas::web
