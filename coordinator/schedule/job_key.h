// The name of a job: its study and its number within it.
#pragma once

#include <compare>
#include <cstdint>

namespace gridfold {

struct JobKey {
  int64_t study = 0;
  int64_t job = 0;
  auto operator<=>(const JobKey&) const = default;
};

}  // namespace gridfold
