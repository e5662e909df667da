// The file of people.
#include "client/people.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace caritas::load {

People read_people(const std::string& file) {
    People people;
    std::ifstream input(file);
    if (!input) throw std::runtime_error("cannot read " + file);
    for (std::string line; std::getline(input, line);) {
        std::istringstream words(line);
        std::string role;
        std::string token;
        words >> role >> token;
        if (role == "counselor") {
            people.counselors.push_back({token});
        } else if (role == "seeker") {
            Seeker seeker{token, {}, 0};
            words >> seeker.chat >> seeker.counselor;
            people.seekers.push_back(std::move(seeker));
        } else {
            throw std::runtime_error(file + ": unknown line " + line);
        }
    }
    return people;
}

std::string cookie_of(Role role, const std::string& token) {
    return (role == Role::seeker ? "__Host-seeker=" : "__Host-counselor=") + token;
}

}  // namespace caritas::load
