// From quantiles to a point, and how many points a space has: what samplers that draw share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "common/spec/space.h"

namespace gridfold {

// As many draws in a row that met known points end a search: what is left, if anything, is rare.
inline constexpr int64_t kCollisionsMax = 1'000;

// The complete point of `member` (constants in, inactive parameters absent) whose parameter at
// place p takes the quantile `quantile(p)` in [0, 1) of its distribution. Constants ask for none.
Point PointOf(const SubSpace& member, const std::function<double(size_t place)>& quantile);

// A point whose member and parameters are independent draws. Each parameter has a stream of its
// own, named after it: another parameter in the space leaves its draw as it is. `space` has a
// member.
Point DrawPoint(const SearchSpace& space, uint64_t seed);

// How many points the space has, those of several members counted for each; infinity when a
// parameter is continuous or there are too many to count.
double SpaceSize(const SearchSpace& space);

}  // namespace gridfold
