#include "worker/model/svm/class_probabilities.h"

#include <algorithm>

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

std::vector<float> ForAllClasses(std::span<const double> probabilities,
                                 std::span<const int32_t> known, int32_t classes) {
  const size_t rows = probabilities.size() / known.size();
  const auto columns = static_cast<size_t>(classes);
  std::vector<float> all(rows * columns, 0.0f);
  for (size_t r = 0; r < rows; ++r) {
    for (size_t c = 0; c < known.size(); ++c) {
      all[r * columns + static_cast<size_t>(known[c])] =
          static_cast<float>(probabilities[r * known.size() + c]);
    }
  }
  return all;
}

}  // namespace gridfold
