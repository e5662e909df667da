// Who may do what in which state: every cell of verb × role × state, against a table written down once more.
#include "chat/lifecycle.h"
#include "unit/expect.h"

#include <map>

namespace caritas::tests {
namespace {

using chat::Role;
using chat::State;
using chat::Verb;

constexpr std::array kStates{State::waiting, State::accepted, State::running, State::ended, State::withdrawn, State::erased};
constexpr std::array kRoles{Role::seeker, Role::counselor, Role::admin, Role::janitor};
constexpr std::array kVerbs{Verb::withdraw, Verb::accept, Verb::begin, Verb::send, Verb::end, Verb::erase};

// One character per state in the order above: "x" allowed. One line per role. What FLOW.md says, not what the code says.
const std::map<Verb, std::array<std::string_view, 4>> kAllowed{
    //               seeker    counselor  admin     janitor
    {Verb::withdraw, {"x.....", "x.....", "......", "x....."}}, {Verb::accept, {"......", "x.....", "......", "......"}},
    {Verb::begin, {".x....", "......", "......", "......"}},    {Verb::send, {"..x...", ".xx...", "......", "......"}},
    {Verb::end, {".xx...", ".xx...", ".xx...", ".xx..."}},      {Verb::erase, {".x....", "......", "......", "...x.."}},
};

class LifecycleTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(LifecycleTest);
    CPPUNIT_TEST(allows_what_the_table_says_and_nothing_else);
    CPPUNIT_TEST(leads_where_the_flow_leads);
    CPPUNIT_TEST(writes_the_states_as_sql);
    CPPUNIT_TEST(has_no_sql_without_a_rule);
    CPPUNIT_TEST(names_states_and_ends_as_the_schema_does);
    CPPUNIT_TEST(refuses_names_that_the_schema_does_not_have);
    CPPUNIT_TEST_SUITE_END();

    void allows_what_the_table_says_and_nothing_else() {
        int cells = 0;
        for (const Verb verb : kVerbs) {
            for (std::size_t role = 0; role < kRoles.size(); ++role) {
                for (std::size_t state = 0; state < kStates.size(); ++state) {
                    const bool expected = kAllowed.at(verb)[role][state] == 'x';
                    const std::string cell = "verb " + std::to_string(static_cast<int>(verb)) + ", role " + std::to_string(role) +
                                             ", state " + std::string(name_of(kStates[state]));
                    CPPUNIT_ASSERT_EQUAL_MESSAGE(cell, expected, may(verb, kRoles[role], kStates[state]));
                    ++cells;
                }
            }
        }
        CPPUNIT_ASSERT_EQUAL(144, cells);
    }

    void leads_where_the_flow_leads() {
        const std::map<Verb, std::optional<State>> targets{{Verb::withdraw, State::withdrawn}, {Verb::accept, State::accepted},
                                                           {Verb::begin, State::running},      {Verb::send, std::nullopt},
                                                           {Verb::end, State::ended},          {Verb::erase, State::erased}};
        for (const chat::Rule& rule : chat::kRules) CPPUNIT_ASSERT(rule.to == targets.at(rule.verb));
        CPPUNIT_ASSERT_EQUAL(std::size_t{13}, chat::kRules.size());
    }

    void writes_the_states_as_sql() {
        CPPUNIT_ASSERT_EQUAL("'waiting'"s, sql_states(Verb::accept, Role::counselor));
        CPPUNIT_ASSERT_EQUAL("'accepted','running'"s, sql_states(Verb::send, Role::counselor));
        CPPUNIT_ASSERT_EQUAL("'running'"s, sql_states(Verb::send, Role::seeker));
        CPPUNIT_ASSERT_EQUAL("'ended'"s, sql_states(Verb::erase, Role::janitor));
    }

    void has_no_sql_without_a_rule() {
        CPPUNIT_ASSERT_THROW(sql_states(Verb::accept, Role::seeker), std::logic_error);
        CPPUNIT_ASSERT_THROW(sql_states(Verb::send, Role::admin), std::logic_error);
    }

    void names_states_and_ends_as_the_schema_does() {
        const std::array<std::string_view, 6> states{"waiting", "accepted", "running", "ended", "withdrawn", "erased"};
        for (std::size_t i = 0; i < states.size(); ++i) {
            CPPUNIT_ASSERT(name_of(kStates[i]) == states[i]);
            CPPUNIT_ASSERT(chat::state_named(states[i]) == kStates[i]);
        }
        for (const std::string_view name : {"seeker", "counselor", "window", "admin", "absent"}) {
            CPPUNIT_ASSERT(name_of(chat::ended_by_named(name)) == name);
        }
    }

    void refuses_names_that_the_schema_does_not_have() {
        CPPUNIT_ASSERT_THROW(chat::state_named(""), std::invalid_argument);
        CPPUNIT_ASSERT_THROW(chat::state_named("Waiting"), std::invalid_argument);
        CPPUNIT_ASSERT_THROW(chat::ended_by_named("elsewhere"), std::invalid_argument);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LifecycleTest);

}  // namespace
}  // namespace caritas::tests
