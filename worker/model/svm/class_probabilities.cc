#include "worker/model/svm/class_probabilities.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/base/check.h"
#include "worker/model/svm/coupling.h"

namespace gridfold {
namespace {

// Bounds the memory of the decision values.
constexpr int64_t kBlockRows = 4 * kScoreRows;

// Appends the probabilities of a row with these decisions [pairs].
void AppendRow(const SupportSet::Machine& machine, std::span<const double> decisions,
               size_t classes, std::vector<double>& pairwise, std::vector<double>& all) {
  for (size_t pair = 0; pair < decisions.size(); ++pair) {
    pairwise[pair] = Probability(machine.sigmoids[pair], decisions[pair]);
  }
  all.resize(all.size() + classes);
  CouplePairs(pairwise, std::span<double>(all).last(classes));
}

}  // namespace

StatusOr<std::vector<std::vector<double>>> PredictProbabilities(const SupportSet& set,
                                                                const Scorer& scorer, ConstMatrix x,
                                                                const std::atomic<bool>* stop) {
  const auto pairs = static_cast<size_t>(set.Pairs());
  std::vector<std::vector<double>> probabilities(set.machines.size());
  std::vector<double> pairwise(pairs);
  for (int64_t begin = 0; begin < x.rows; begin += kBlockRows) {
    const int64_t rows = std::min(kBlockRows, x.rows - begin);
    GF_ASSIGN_OR_RETURN(const std::vector<double> decisions,
                        scorer.Decisions({x.row(begin), rows, x.cols, x.stride}, stop));
    if (!AllFinite(decisions.data(), static_cast<int64_t>(decisions.size()))) {
      return Internal("svm: expected finite decision values, found an overflow or NaN");
    }
    std::span<const double> left(decisions);
    for (int64_t r = 0; r < rows; ++r) {
      for (size_t m = 0; m < set.machines.size(); ++m) {
        AppendRow(set.machines[m], left.first(pairs), set.classes.size(), pairwise,
                  probabilities[m]);
        left = left.subspan(pairs);
      }
    }
  }
  return probabilities;
}

double LogLoss(std::span<const int32_t> actual, std::span<const int32_t> classes,
               std::span<const double> probabilities) {
  GF_CHECK(probabilities.size() == actual.size() * classes.size());
  constexpr double kTiny = std::numeric_limits<double>::epsilon();
  double loss = 0;
  for (size_t r = 0; r < actual.size(); ++r) {
    const auto found = std::lower_bound(classes.begin(), classes.end(), actual[r]);
    const bool known = found != classes.end() && *found == actual[r];
    const auto column = static_cast<size_t>(found - classes.begin());
    const double p = known ? probabilities[r * classes.size() + column] : 0;
    loss -= std::log(std::clamp(p, kTiny, 1 - kTiny));
  }
  return actual.empty() ? 0 : loss / static_cast<double>(actual.size());
}

}  // namespace gridfold
