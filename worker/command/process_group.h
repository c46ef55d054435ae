// What the processes of a group use, as /proc says.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace gridfold {

// The resident memory of all processes of the group together, in bytes; pages that they share count
// once for each. 0 when there are none, or no /proc.
int64_t ResidentBytes(pid_t group);

}  // namespace gridfold
