// A regression tree over parameters (Breiman, Friedman, Olshen and Stone 1984, chapter 8): it cuts
// the space into boxes of one value each. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "coordinator/rank/parameter_axis.h"

namespace gridfold {

struct TreeLeaf {
  std::vector<AxisPart> box;  // by axis
  double value = 0;           // the mean of its samples
};

// Samples to learn from: `points`[i] holds a coordinate for each axis.
struct TreeSamples {
  const std::vector<ParameterAxis>& axes;
  const std::vector<std::vector<double>>& points;
  std::span<const double> values;
};

// The leaves of the tree that is fitted to the samples `chosen` (indices, repetitions count). Every
// split is the one of all axes that lowers the sum of squares most, of equal ones the first; nodes
// are split down to one sample, or to samples of one value or point. Categories are split into two
// groups by their means, which is the best of all splits into two groups (section 8.8). Leaves that
// cover nothing of the space are possible.
std::vector<TreeLeaf> GrowRegressionTree(const TreeSamples& samples, std::vector<int32_t> chosen);

}  // namespace gridfold
