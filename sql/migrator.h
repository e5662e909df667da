// Applies the numbered migrations, forward only, and then the grants.
#pragma once

#include "core/config.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace caritas::sql {

/// A file that is missing, out of order, changed after it was applied, or that the database refuses. Names the file.
class MigrationError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Applies every file DIRECTORY/migrations/NNNN_name.sql that the table schema_migrations does not list, in the order of the numbers, each
/// recorded with its SHA-256 once it is through, and DIRECTORY/grants.sql after them. MariaDB commits with every CREATE and ALTER, so a
/// file must be safe to run again after a failure in its middle (IF NOT EXISTS). Two at once wait for one another (GET_LOCK). Returns the
/// names of the files applied now. Throws MigrationError, db::Unavailable.
std::vector<std::string> migrate(const DatabaseConfig& database, const std::string& password, const std::string& directory);

}  // namespace caritas::sql
