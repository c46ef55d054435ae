// The `gridfold` command: from arguments to an exit code.
#pragma once

#include <string>
#include <vector>

#include "client/console.h"

namespace gridfold {

// 0 done; 1 failed; 2 wrong usage or spec. Errors go to console.err as "gridfold: MESSAGE".
// `arguments` do not hold the program's name.
int RunCommandLine(const std::vector<std::string>& arguments, Console& console);

}  // namespace gridfold
