// caritas-load: plays many browsers against nginx on loopback and prints what it measured: caritas-load SCENARIO KEY=VALUE…
#include "client/scenario.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>

namespace caritas::load {
namespace {

std::map<std::string, Scenario>& scenarios() {
    static std::map<std::string, Scenario> all;
    return all;
}

void raise_descriptor_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

Options read_options(int count, char** words) {
    std::map<std::string, std::string> values;
    for (int i = 0; i < count; ++i) {
        const std::string word = words[i];
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos) throw std::runtime_error("KEY=VALUE expected, not " + word);
        values[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return Options(std::move(values));
}

int run(int count, char** words) {
    const auto found = count < 2 ? scenarios().end() : scenarios().find(words[1]);
    if (found == scenarios().end()) {
        std::string names;
        for (const auto& [name, scenario] : scenarios()) names += " " + name;
        throw std::runtime_error("usage: caritas-load SCENARIO KEY=VALUE…; scenarios:" + names);
    }
    say(found->second(read_options(count - 2, words + 2)));
    return 0;
}

}  // namespace

Registered::Registered(const char* name, Scenario scenario) {
    scenarios()[name] = scenario;
}

std::string Options::text(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) throw std::runtime_error("missing " + key + "=…");
    return found->second;
}

std::int64_t Options::number(const std::string& key) const {
    return std::stoll(text(key));
}

std::int64_t Options::number(const std::string& key, std::int64_t otherwise) const {
    return values_.contains(key) ? number(key) : otherwise;
}

void say(const std::string& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
}

Orders::Orders(Loop& loop, std::function<void(const std::string&)> heard) : heard_(std::move(heard)) {
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    loop.add(STDIN_FILENO, *this, EPOLLIN);
}

void Orders::ready(std::uint32_t /*events*/) {
    if (closed_) return;
    std::array<char, 4096> bytes{};
    const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count < 0) return;
    if (count == 0) {
        closed_ = true;
        ::close(STDIN_FILENO);
        heard_("end");
        return;
    }
    line_.append(bytes.data(), static_cast<std::size_t>(count));
    for (std::size_t end = line_.find('\n'); end != std::string::npos; end = line_.find('\n')) {
        const std::string line = line_.substr(0, end);
        line_.erase(0, end + 1);
        heard_(line);
    }
}

}  // namespace caritas::load

int main(int argc, char** argv) {
    try {
        std::signal(SIGPIPE, SIG_IGN);
        caritas::load::raise_descriptor_limit();
        return caritas::load::run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "caritas-load: %s\n", error.what());
        return 1;
    }
}
