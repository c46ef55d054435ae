#include "coordinator/report/pareto.h"

#include <algorithm>
#include <cmath>

namespace gridfold::report {

std::vector<size_t> ParetoFront(const std::vector<CostAndScore>& items, bool maximize) {
  const auto better = [&](double a, double b) { return maximize ? a > b : a < b; };
  std::vector<size_t> order;
  for (size_t i = 0; i < items.size(); ++i) {
    if (std::isfinite(items[i].cost) && std::isfinite(items[i].score)) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (items[a].cost != items[b].cost) return items[a].cost < items[b].cost;
    return better(items[a].score, items[b].score);
  });
  std::vector<size_t> front;
  for (const size_t i : order) {
    if (front.empty() || better(items[i].score, items[front.back()].score)) front.push_back(i);
  }
  return front;
}

}  // namespace gridfold::report
