#include "worker/model/svm/sigmoid.h"

#include <cmath>

namespace gridfold {
namespace {

constexpr int kIterationsMax = 100;
constexpr double kGradientSmall = 1e-5;
constexpr double kStepMin = 1e-10;
constexpr double kRidge = 1e-12;  // keeps the Hessian positive definite
constexpr double kDecrease = 1e-4;

// The negative log likelihood of targets t at f = a d + b, and its derivatives.
class Likelihood {
 public:
  Likelihood(std::span<const double> decisions, int64_t positive)
      : decisions_(decisions), positive_(static_cast<size_t>(positive)) {
    const auto n_positive = static_cast<double>(positive);
    const auto n_negative = static_cast<double>(decisions.size()) - n_positive;
    high_ = (n_positive + 1) / (n_positive + 2);
    low_ = 1 / (n_negative + 2);
  }

  double Value(const Sigmoid& at) const {
    double value = 0;
    for (size_t i = 0; i < decisions_.size(); ++i) {
      const double f = decisions_[i] * at.a + at.b;
      // t f + log(1 + e^-f), and the same with a small exponent where f < 0.
      value += f >= 0 ? Target(i) * f + std::log1p(std::exp(-f))
                      : (Target(i) - 1) * f + std::log1p(std::exp(f));
    }
    return value;
  }

  struct Slope {
    double g_a = 0, g_b = 0;                        // gradient
    double h_aa = kRidge, h_bb = kRidge, h_ab = 0;  // Hessian
  };
  Slope Derivatives(const Sigmoid& at) const {
    Slope slope;
    for (size_t i = 0; i < decisions_.size(); ++i) {
      const double d = decisions_[i], p = Probability(at, d);
      // 1 - p by the other sigmoid: a difference would lose its digits near p = 1.
      const double curvature = p * Probability({-at.a, -at.b}, d);
      slope.h_aa += d * d * curvature;
      slope.h_bb += curvature;
      slope.h_ab += d * curvature;
      slope.g_a += d * (Target(i) - p);
      slope.g_b += Target(i) - p;
    }
    return slope;
  }

 private:
  double Target(size_t i) const { return i < positive_ ? high_ : low_; }

  std::span<const double> decisions_;
  size_t positive_;
  double high_ = 0, low_ = 0;
};

}  // namespace

double Probability(const Sigmoid& sigmoid, double decision) {
  const double f = sigmoid.a * decision + sigmoid.b;
  if (f < 0) return 1 / (1 + std::exp(f));
  const double e = std::exp(-f);
  return e / (1 + e);
}

Sigmoid FitSigmoid(std::span<const double> decisions, int64_t positive) {
  const Likelihood likelihood(decisions, positive);
  const auto n_positive = static_cast<double>(positive);
  const auto n_negative = static_cast<double>(decisions.size()) - n_positive;
  Sigmoid best{0, std::log((n_negative + 1) / (n_positive + 1))};
  double value = likelihood.Value(best);
  for (int iteration = 0; iteration < kIterationsMax; ++iteration) {
    const Likelihood::Slope s = likelihood.Derivatives(best);
    if (std::abs(s.g_a) < kGradientSmall && std::abs(s.g_b) < kGradientSmall) break;
    const double determinant = s.h_aa * s.h_bb - s.h_ab * s.h_ab;
    const double d_a = -(s.h_bb * s.g_a - s.h_ab * s.g_b) / determinant;
    const double d_b = -(s.h_aa * s.g_b - s.h_ab * s.g_a) / determinant;
    const double descent = s.g_a * d_a + s.g_b * d_b;
    double step = 1;
    for (; step >= kStepMin; step /= 2) {
      const Sigmoid next{best.a + step * d_a, best.b + step * d_b};
      const double next_value = likelihood.Value(next);
      if (next_value >= value + kDecrease * step * descent) continue;
      best = next;
      value = next_value;
      break;
    }
    if (step < kStepMin) break;
  }
  return best;
}

}  // namespace gridfold
