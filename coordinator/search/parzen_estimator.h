// A density over some parameters, laid over points that were observed: a mixture of one kernel for
// each point and one, the prior, for all of the space.
#pragma once

#include <vector>

#include "common/base/random.h"
#include "coordinator/search/search_axis.h"

namespace gridfold {

// A coordinate on each axis, snapped to values.
using AxisPoint = std::vector<double>;

// A kernel is the product of its axes' kernels (Falkner et al. 2018, BOHB, section 3), so that
// parameters that are good together stay together. Its parts are those of Optuna 3.1's multivariate
// estimator, n observations on d axes of width w = high - low:
// - numbers: a normal around the observation, cut to [low, high]; its deviation is
//   0.2 w n^(-1/(d + 4)), at least w / min(100, n + 2), at most w. On kSteps a value has the mass
//   of the interval it owns, on kLine the density at it.
// - choices: (1 + 1/(n + 1)) for the observed one and 1/(n + 1) for the others, normalised.
// - the prior: deviation w around the middle; choices alike. It weighs as much as the newest
//   observation.
// - weights: 1 for the 25 newest observations, from there down to 1/n in even steps for the oldest.
// In one point it differs: the density of a normal of deviation s is divided by s, which Optuna 3.1
// leaves out. So its prior is as high as the other kernels are, which Prior::kHigh is for.
// Immutable, thread-safe.
class ParzenEstimator {
 public:
  // kHigh: the prior weighs w / s more for each kLine axis with kernels of deviation s, so that its
  // density is about as high as a kernel's at its centre; and its choices are as frequent as those
  // observed, each counted once more. Without it a density of many axes is tiny off the
  // observations, and a ratio to it says no more than how far off a point is.
  enum class Prior { kEven, kHigh };

  // `observations`: oldest first; may be empty. `axes`, not empty, must outlive the estimator.
  ParzenEstimator(const std::vector<SearchAxis>& axes, std::vector<AxisPoint> observations,
                  Prior prior = Prior::kEven);

  AxisPoint Sample(Random& random) const;
  // The logarithm of the density at `point`: a mass on kChoice and kSteps. Finite.
  double LogDensity(const AxisPoint& point) const;

 private:
  double Deviation(const SearchAxis& axis) const;
  double PriorWeight() const;
  double LogChoiceKernel(size_t axis, size_t kernel, double coordinate) const;
  double SampleChoice(size_t axis, size_t kernel, Random& random) const;
  double SampleAxis(size_t axis, size_t kernel, Random& random) const;
  double LogKernel(size_t axis, size_t kernel, double coordinate) const;
  double LogNormalKernel(const SearchAxis& axis, double mean, double deviation,
                         double coordinate) const;

  bool IsPrior(size_t kernel) const { return kernel == observations_.size(); }

  const std::vector<SearchAxis>& axes_;
  std::vector<AxisPoint> observations_;
  Prior prior_;
  std::vector<double> deviations_;  // of each axis' kernels but the prior's
  std::vector<double> weights_;     // of each observation, then of the prior; their sum is 1
};

}  // namespace gridfold
