// Who the load client plays: the people that the bench has put into the database, with their tokens.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace caritas::load {

struct Seeker {
    std::string token;
    std::string chat;           ///< public id in hex; empty for somebody who only waits for nothing
    std::size_t counselor = 0;  ///< index in People::counselors
};

struct Counselor {
    std::string token;
};

/// Who polls and writes, and under which cookie.
enum class Role { seeker, counselor };

struct People {
    std::vector<Counselor> counselors;
    std::vector<Seeker> seekers;
};

/// Lines "counselor TOKEN" and "seeker TOKEN CHAT COUNSELOR", counted from 0. Throws std::runtime_error.
People read_people(const std::string& file);

/// "name=value" for the header Cookie.
std::string cookie_of(Role role, const std::string& token);

}  // namespace caritas::load
