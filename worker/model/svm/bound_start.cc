#include "worker/model/svm/bound_start.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "worker/model/svm/row_places.h"

namespace gridfold {

BoundStart MakeBoundStart(KernelRows& kernel, int64_t positive, double weight_positive,
                          double weight_negative) {
  const RowPlaces places(kernel);
  const int64_t size = places.rows();
  std::vector<double> beta(places.length(), 0.0), taken(places.length(), 0.0);
  std::vector<double> f(places.length(), 0.0);  // minus K beta
  for (int64_t row = 0; row < size; ++row) {
    beta[places[row]] = row < positive ? weight_positive : -weight_negative;
  }
  SubtractProducts(kernel, places, beta, f);

  // What one class has too much of is taken from its rows of largest y (K beta).
  double excess = static_cast<double>(positive) * weight_positive -
                  static_cast<double>(size - positive) * weight_negative;
  const double sign = excess > 0 ? 1 : -1;
  const double bound = excess > 0 ? weight_positive : weight_negative;
  excess = std::abs(excess);
  std::vector<int64_t> order(static_cast<size_t>(sign > 0 ? positive : size - positive));
  std::iota(order.begin(), order.end(), sign > 0 ? int64_t{0} : positive);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    return -sign * f[places[a]] > -sign * f[places[b]];
  });
  for (const int64_t row : order) {
    if (excess <= 0) break;
    const double part = std::min(bound, excess);
    taken[places[row]] = -sign * part;
    excess -= part;
  }
  SubtractProducts(kernel, places, taken, f);

  BoundStart start;
  double slope = 0, curvature = 0;
  for (int64_t row = 0; row < size; ++row) {
    start.beta.push_back(beta[places[row]] + taken[places[row]]);
    start.products.push_back(-f[places[row]]);
    slope += std::abs(start.beta.back());
    curvature += start.beta.back() * start.products.back();
  }
  start.reach = curvature > 0 ? slope / curvature : std::numeric_limits<double>::infinity();
  return start;
}

}  // namespace gridfold
