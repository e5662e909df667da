// How the database fails, sorted by what a caller can do about it.
#pragma once

#include <stdexcept>
#include <string>

namespace caritas::db {

/// A statement failed; `number` is MariaDB's error number. The text names statement and server message and is for admins on a terminal:
/// it may quote values, so workers log the number only.
class Error : public std::runtime_error {
public:
    Error(unsigned number, const std::string& text) : std::runtime_error(text), number_(number) {}
    [[nodiscard]] unsigned number() const { return number_; }

private:
    unsigned number_;
};

/// The server cannot be reached or went away: the client may try again later.
class Unavailable : public Error {
    using Error::Error;
};

/// A unique key holds the value already (ER_DUP_ENTRY).
class Duplicate : public Error {
    using Error::Error;
};

/// Another transaction won. Of this kind itself: a deadlock has rolled the transaction back (ER_LOCK_DEADLOCK), run it again.
class Conflict : public Error {
    using Error::Error;
};

/// Another transaction held a row for longer than this connection waits (ER_LOCK_WAIT_TIMEOUT). Only the statement was rolled back; trying
/// again at once does not help.
class Locked : public Conflict {
    using Conflict::Conflict;
};

}  // namespace caritas::db
