// Which trials are worth their cost. Pure.
#pragma once

#include <cstddef>
#include <vector>

namespace gridfold::report {

struct CostAndScore {
  double cost = 0, score = 0;
};

// The indices of those that no other one beats: none is as cheap and better, or cheaper and as
// good. By increasing cost; of equal ones the first. Those that are not finite are left out.
std::vector<size_t> ParetoFront(const std::vector<CostAndScore>& items, bool maximize);

}  // namespace gridfold::report
