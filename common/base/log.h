// Logging: spdlog to standard error, one line each; standard output belongs to results.
#pragma once

#include <spdlog/spdlog.h>

#include <string>

#include "common/base/status.h"

namespace gridfold {

// Sets up the process-wide logger. `level` is trace, debug, info, warn, error or off;
// InvalidArgument otherwise. Call once, before threads start.
Status InitialiseLog(const std::string& level);

}  // namespace gridfold
