// What has become of a study's trials, for samplers that learn from it.
#pragma once

#include <optional>
#include <vector>

#include "common/spec/value.h"

namespace gridfold {

struct PastTrial {
  Point point;  // complete
  bool finished = false;
  std::optional<double> loss;  // less is better; none when it failed or is not finished
};

// All trials so far; the place is the number.
using TrialHistory = std::vector<PastTrial>;

}  // namespace gridfold
