// The life of a chat as pure rules: states, who may do what in which state, and the two windows of time.
#pragma once

#include "core/clock.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace caritas::chat {

/// waiting → accepted → running → ended → erased, and waiting → withdrawn. Names are those of the column chats.state.
enum class State : std::uint8_t { waiting, accepted, running, ended, withdrawn, erased };

enum class Role : std::uint8_t { seeker, counselor, admin, janitor };

/// Why a chat ended, or a request went: the column chats.ended_by.
enum class EndedBy : std::uint8_t { seeker, counselor, window, admin, absent };

enum class Verb : std::uint8_t {
    withdraw,  ///< the seeker leaves or is gone, or a counselor dismisses a silent place
    accept,    ///< a counselor takes the request
    begin,     ///< the seeker presses "Jetzt chatten"
    send,      ///< a message
    end,       ///< for good, history stays readable for the counselor
    erase,     ///< nothing stays
};

/// A chat may run this long from its acceptance.
inline constexpr std::chrono::minutes kWindow{180};
/// An ended chat stays readable for its counselor this long.
inline constexpr std::chrono::hours kReadable{48};
/// A sign of life older than this does not count any more. Polls look for it at least every 50 s plus a back-off.
inline constexpr std::chrono::seconds kPresenceLasts{100};
/// One that is older when a poll looks is written again.
inline constexpr std::chrono::seconds kPresenceRenewed{30};

/// One row: this role may do this in these states, and leads to that state.
struct Rule {
    Verb verb;
    Role role;
    unsigned from;            ///< set of states, one bit each
    std::optional<State> to;  ///< nullopt: the state stays
};

constexpr unsigned in(State state) {
    return 1U << static_cast<unsigned>(state);
}

/// Who may do what, when. Everything that is not here is refused. SQL gets its state lists from here (sql_states).
// clang-format off: a table
inline constexpr std::array kRules{
    Rule{Verb::withdraw, Role::seeker, in(State::waiting), State::withdrawn},
    Rule{Verb::withdraw, Role::counselor, in(State::waiting), State::withdrawn},
    Rule{Verb::withdraw, Role::janitor, in(State::waiting), State::withdrawn},
    Rule{Verb::accept, Role::counselor, in(State::waiting), State::accepted},
    Rule{Verb::begin, Role::seeker, in(State::accepted), State::running},
    Rule{Verb::send, Role::seeker, in(State::running), std::nullopt},
    Rule{Verb::send, Role::counselor, in(State::accepted) | in(State::running), std::nullopt},
    Rule{Verb::end, Role::seeker, in(State::accepted) | in(State::running), State::ended},
    Rule{Verb::end, Role::counselor, in(State::accepted) | in(State::running), State::ended},
    Rule{Verb::end, Role::admin, in(State::accepted) | in(State::running), State::ended},
    Rule{Verb::end, Role::janitor, in(State::accepted) | in(State::running), State::ended},
    Rule{Verb::erase, Role::seeker, in(State::accepted), State::erased},
    Rule{Verb::erase, Role::janitor, in(State::ended), State::erased},
};
// clang-format on

/// The rule, or nullptr where there is none.
constexpr const Rule* find_rule(Verb verb, Role role) {
    for (const Rule& rule : kRules) {
        if (rule.verb == verb && rule.role == role) return &rule;
    }
    return nullptr;
}

constexpr bool may(Verb verb, Role role, State state) {
    const Rule* rule = find_rule(verb, role);
    return rule != nullptr && (rule->from & in(state)) != 0;
}

std::string_view name_of(State state);
std::string_view name_of(Role role);
std::string_view name_of(EndedBy ended_by);
/// Throw std::invalid_argument for a name that the schema does not have.
State state_named(std::string_view name);
Role role_named(std::string_view name);
EndedBy ended_by_named(std::string_view name);

/// The states from which a rule leads, as SQL: `'accepted','running'`. The rule must exist.
std::string sql_states(Verb verb, Role role);

/// The times of a chat as stored.
struct Times {
    std::optional<Time> accepted_at;
    std::optional<Time> ended_at;
    std::optional<Time> place_until;
};

/// State and end as they are true now, whatever the janitor has done yet.
struct Effective {
    State state = State::waiting;
    std::optional<EndedBy> ended_by;
    std::optional<Time> ended_at;
};

/// Applies the windows to what is stored: past 180 minutes a chat is ended by the window, 48 hours after its end it is erased, and a
/// place that nobody holds any more is withdrawn. `now` is the database's.
Effective effective(State stored, std::optional<EndedBy> ended_by, const Times& times, Time now);

}  // namespace caritas::chat
