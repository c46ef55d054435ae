// A point that somebody else has chosen, as a point of the space. Pure.
#pragma once

#include "common/base/status.h"
#include "common/spec/space.h"

namespace gridfold {

// `given` with the constants of the first member of the space that it fits: every searched
// parameter that is active has a value of its list or within its range (steps and counts aside),
// nothing else is there, constants may be. Numbers take the parameter's type. InvalidArgument says
// why it fits none.
StatusOr<Point> CompletePoint(const SearchSpace& space, const Point& given);

}  // namespace gridfold
