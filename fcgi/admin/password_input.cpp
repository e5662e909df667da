// Reading without echo: termios(3).
#include "admin/password_input.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <stdexcept>

namespace caritas::admin {
namespace {

constexpr std::size_t kFewestCharacters = 12;
constexpr std::size_t kMostCharacters = 256;

// Echo comes back however the reading ends.
class NoEcho {
public:
    NoEcho() {
        tcgetattr(STDIN_FILENO, &before_);
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~NoEcho() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;

private:
    termios before_{};
};

std::string read_line() {
    std::string line;
    if (!std::getline(std::cin, line)) throw std::runtime_error("No password was given.");
    return line;
}

std::string ask(const char* prompt) {
    std::cerr << prompt << std::flush;
    const NoEcho silent;
    std::string line = read_line();
    std::cerr << '\n';
    return line;
}

}  // namespace

std::string read_new_password() {
    const bool terminal = isatty(STDIN_FILENO) == 1;
    std::string password = terminal ? ask("New password: ") : read_line();
    if (terminal && ask("Once more: ") != password) throw std::runtime_error("The two passwords differ.");
    const bool is_plain =
        std::all_of(password.begin(), password.end(), [](char character) { return character >= ' ' && character <= '~'; });
    if (!is_plain) throw std::runtime_error("This first password may have letters without accents, digits, blanks and usual signs only.");
    if (password.size() < kFewestCharacters) throw std::runtime_error("The password needs at least 12 characters.");
    if (password.size() > kMostCharacters) throw std::runtime_error("The password may have 256 characters at most.");
    return password;
}

}  // namespace caritas::admin
