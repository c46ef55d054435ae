// `db check` and `db backup`.
#pragma once

#include <string>

#include "client/console.h"
#include "common/base/status.h"

namespace gridfold {

// Prints what CheckDatabase finds, one line each; DataLoss when there is anything.
Status CheckDatabaseFile(const std::string& db, Console& console);

// A consistent copy of the database, made while a coordinator may be writing, and of the artifacts
// beside it. `destination` must not exist (AlreadyExists); it appears under its name when whole.
Status BackUpDatabase(const std::string& db, const std::string& destination, Console& console);

}  // namespace gridfold
