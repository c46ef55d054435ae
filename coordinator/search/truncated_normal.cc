#include "coordinator/search/truncated_normal.h"

#include <cmath>
#include <numbers>

#include "common/base/check.h"

namespace gridfold {
namespace {

constexpr double kSqrtHalf = std::numbers::sqrt2 / 2;

}  // namespace

double NormalMass(double a, double b) {
  GF_CHECK(a <= b);
  if (a > 0) return NormalMass(-b, -a);  // differences of small numbers are exact, of near ones not
  if (b > 0) return (std::erf(b * kSqrtHalf) - std::erf(a * kSqrtHalf)) / 2;
  return (std::erfc(-b * kSqrtHalf) - std::erfc(-a * kSqrtHalf)) / 2;
}

double TruncatedNormalQuantile(double u, double a, double b) {
  GF_CHECK(a <= 0 && b >= 0 && u >= 0 && u <= 1);
  const double wanted = u * NormalMass(a, b);
  double low = a, high = b;
  for (;;) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    (NormalMass(a, middle) < wanted ? low : high) = middle;
  }
}

}  // namespace gridfold
