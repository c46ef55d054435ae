// Which of some names a wrong one may have meant. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gridfold {

// The number of letters to insert, delete or replace to make one of the other (Levenshtein 1966).
// O(a.size() * b.size()).
size_t EditDistance(std::string_view a, std::string_view b);

// At most `count` of `names`, the closest first: those that `wrong` is a part of, then by distance;
// among equals in the order of `names`.
std::vector<std::string> ClosestNames(const std::string& wrong,
                                      const std::vector<std::string>& names, size_t count);

}  // namespace gridfold
