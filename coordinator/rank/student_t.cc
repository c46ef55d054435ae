#include "coordinator/rank/student_t.h"

#include <math.h>  // lgamma_r: std::lgamma writes a global

#include <cmath>
#include <limits>

#include "common/base/check.h"

namespace gridfold {
namespace {

constexpr int kTermsMax = 10'000;
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kTiny = 1e-300;

double LogGamma(double x) {
  int sign = 0;
  return lgamma_r(x, &sign);
}

double LogBeta(double a, double b) { return LogGamma(a) + LogGamma(b) - LogGamma(a + b); }

double AwayFromZero(double x) { return std::abs(x) < kTiny ? kTiny : x; }

// Coefficient d_n of DLMF 8.17.22-23.
double Coefficient(int n, double x, double a, double b) {
  const double m = n / 2;
  const double scale = (a + 2 * m) * (n % 2 == 0 ? a + 2 * m - 1 : a + 2 * m + 1);
  return n % 2 == 0 ? m * (b - m) * x / scale : -(a + m) * (a + b + m) * x / scale;
}

// 1 / (1 + d_1 / (1 + d_2 / (1 + ...))), by Lentz's method as modified by Thompson and Barnett
// (1986): numerators and denominators are kept as ratios, so nothing overflows.
double ContinuedFraction(double x, double a, double b) {
  double value = 1, numerator = 1, denominator = 0;
  for (int n = 1; n <= kTermsMax; ++n) {
    const double d = Coefficient(n, x, a, b);
    denominator = 1 / AwayFromZero(1 + d * denominator);
    numerator = AwayFromZero(1 + d / numerator);
    const double factor = numerator * denominator;
    value *= factor;
    if (std::abs(factor - 1) < kEpsilon) break;
  }
  return 1 / value;
}

double LeftOfTheMiddle(double x, double y, double a, double b) {
  const double front = std::exp(a * std::log(x) + b * std::log(y) - LogBeta(a, b)) / a;
  return front * ContinuedFraction(x, a, b);
}

}  // namespace

double RegularisedBeta(double x, double y, double a, double b) {
  GF_CHECK(a > 0 && b > 0);
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  // The fraction converges fast only to the left of the distribution's middle.
  if (x > (a + 1) / (a + b + 2)) return 1 - LeftOfTheMiddle(y, x, b, a);
  return LeftOfTheMiddle(x, y, a, b);
}

double StudentTwoSided(double t, double degrees) {
  if (std::isinf(t)) return 0;
  // Divided through by t^2, which may overflow.
  const double ratio = std::abs(t) > 1 ? degrees / t / t : t * t / degrees;
  const double small = ratio / (1 + ratio), large = 1 / (1 + ratio);
  return std::abs(t) > 1 ? RegularisedBeta(small, large, degrees / 2, 0.5)
                         : RegularisedBeta(large, small, degrees / 2, 0.5);
}

}  // namespace gridfold
