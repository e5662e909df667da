// Names of states and the two windows.
#include "chat/lifecycle.h"

#include <stdexcept>

namespace caritas::chat {
namespace {

constexpr std::array<std::string_view, 6> kStates{"waiting", "accepted", "running", "ended", "withdrawn", "erased"};
constexpr std::array<std::string_view, 4> kRoles{"seeker", "counselor", "admin", "janitor"};
constexpr std::array<std::string_view, 5> kEnds{"seeker", "counselor", "window", "admin", "absent"};

template <class Enum, std::size_t N>
Enum named(const std::array<std::string_view, N>& names, std::string_view name) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == name) return static_cast<Enum>(i);
    }
    throw std::invalid_argument("unknown name in the database: " + std::string(name));
}

}  // namespace

std::string_view name_of(State state) {
    return kStates[static_cast<std::size_t>(state)];
}
std::string_view name_of(Role role) {
    return kRoles[static_cast<std::size_t>(role)];
}
std::string_view name_of(EndedBy ended_by) {
    return kEnds[static_cast<std::size_t>(ended_by)];
}
State state_named(std::string_view name) {
    return named<State>(kStates, name);
}
Role role_named(std::string_view name) {
    return named<Role>(kRoles, name);
}
EndedBy ended_by_named(std::string_view name) {
    return named<EndedBy>(kEnds, name);
}

std::string sql_states(Verb verb, Role role) {
    const Rule* rule = find_rule(verb, role);
    if (rule == nullptr) throw std::logic_error("there is no such rule");
    std::string list;
    for (std::size_t i = 0; i < kStates.size(); ++i) {
        if ((rule->from & (1U << i)) == 0) continue;
        list += (list.empty() ? "'" : ",'") + std::string(kStates[i]) + "'";
    }
    return list;
}

Effective effective(State stored, std::optional<EndedBy> ended_by, const Times& times, Time now) {
    Effective result{stored, ended_by, times.ended_at};
    const bool open = stored == State::accepted || stored == State::running;
    if (open && times.accepted_at && *times.accepted_at + kWindow <= now) {
        result = {State::ended, EndedBy::window, *times.accepted_at + kWindow};
    }
    if (stored == State::waiting && times.place_until && *times.place_until <= now) {
        result = {State::withdrawn, EndedBy::absent, times.place_until};
    }
    if (result.state == State::ended && result.ended_at && *result.ended_at + kReadable <= now) result.state = State::erased;
    return result;
}

}  // namespace caritas::chat
