// What a scenario of the load client is: a name, and a function that runs it and gives back one line of JSON.
#pragma once

#include "client/loop.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace caritas::load {

/// The words KEY=VALUE of the command line.
class Options {
public:
    explicit Options(std::map<std::string, std::string> values) : values_(std::move(values)) {}
    /// Throw std::runtime_error for a word that is not there and has no default, or is no number.
    [[nodiscard]] std::string text(const std::string& key) const;
    [[nodiscard]] std::int64_t number(const std::string& key) const;
    [[nodiscard]] std::int64_t number(const std::string& key, std::int64_t otherwise) const;
    [[nodiscard]] std::uint16_t port(const std::string& key = "port") const { return static_cast<std::uint16_t>(number(key)); }

private:
    std::map<std::string, std::string> values_;
};

using Scenario = std::string (*)(const Options&);

/// A scenario's file makes one of these at namespace scope; main finds it by its name.
class Registered {
public:
    Registered(const char* name, Scenario scenario);
};

/// Tells the bench on standard output, at once, where the scenario is: a word, and numbers if it likes.
void say(const std::string& line);

/// Hears what the bench says on standard input, line by line, and "end" when it closes.
class Orders final : public Watched {
public:
    Orders(Loop& loop, std::function<void(const std::string&)> heard);
    void ready(std::uint32_t events) override;

private:
    std::function<void(const std::string&)> heard_;
    std::string line_;
    bool closed_ = false;
};

}  // namespace caritas::load
