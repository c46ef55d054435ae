#include "common/metric/closest_names.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gridfold {

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);  // distances of the first i letters of a to those of b
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::vector<std::string> ClosestNames(const std::string& wrong,
                                      const std::vector<std::string>& names, size_t count) {
  std::vector<std::pair<size_t, std::string>> ranked;
  for (const std::string& name : names) {
    const bool part = !wrong.empty() && name.find(wrong) != std::string::npos;
    ranked.emplace_back(part ? 0 : EditDistance(wrong, name), name);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> closest;
  for (size_t i = 0; i < std::min(count, ranked.size()); ++i) closest.push_back(ranked[i].second);
  return closest;
}

}  // namespace gridfold
