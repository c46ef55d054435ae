#include "common/metric/roc.h"

#include <limits>

#include "common/metric/threshold_counts.h"

namespace gridfold {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Whether the second difference at `i` is not 0.
bool Bends(const std::vector<int64_t>& counts, size_t i) {
  return counts[i + 1] - counts[i] != counts[i] - counts[i - 1];
}

double Rate(int64_t count, int64_t all) {
  return all == 0 ? kNan : static_cast<double>(count) / static_cast<double>(all);
}

double AreaOf(const ThresholdCounts& counts) {
  const int64_t positives = counts.Positives(), negatives = counts.Negatives();
  if (positives == 0 || negatives == 0) return kNan;
  int64_t twice = 0;  // the area in pairs of rows, at most 2 * positives * negatives
  int64_t right = 0, wrong = 0;
  for (size_t i = 0; i < counts.thresholds.size(); ++i) {
    twice += (counts.false_positives[i] - wrong) * (counts.true_positives[i] + right);
    right = counts.true_positives[i];
    wrong = counts.false_positives[i];
  }
  return static_cast<double>(twice) /
         (2 * static_cast<double>(positives) * static_cast<double>(negatives));
}

// The mean of the classes' areas, each with the weight that `weight` makes of its counts.
template <typename WeightOf>
double MeanArea(const ScoredRows& rows, WeightOf weight) {
  double sum = 0, weights = 0;
  for (int32_t c = 0; c < rows.classes; ++c) {
    const ThresholdCounts counts = CountThresholds(rows, c);
    sum += weight(counts) * AreaOf(counts);
    weights += weight(counts);
  }
  return sum / weights;
}

}  // namespace

RocCurve MakeRocCurve(const ScoredRows& rows, int32_t column, bool drop_intermediate) {
  const ThresholdCounts counts = CountThresholds(rows, column);
  RocCurve curve;
  const auto add = [&](int64_t right, int64_t wrong, double threshold) {
    curve.true_positive_rate.push_back(Rate(right, counts.Positives()));
    curve.false_positive_rate.push_back(Rate(wrong, counts.Negatives()));
    curve.thresholds.push_back(threshold);
  };
  const size_t steps = counts.thresholds.size();
  if (steps > 0) add(0, 0, counts.thresholds.front() + 1);
  for (size_t i = 0; i < steps; ++i) {
    const bool inner = i > 0 && i + 1 < steps;
    if (drop_intermediate && inner && !Bends(counts.true_positives, i) &&
        !Bends(counts.false_positives, i)) {
      continue;
    }
    add(counts.true_positives[i], counts.false_positives[i], counts.thresholds[i]);
  }
  return curve;
}

double RocAuc(const ScoredRows& rows, int32_t column) {
  return AreaOf(CountThresholds(rows, column));
}

double RocAucMacro(const ScoredRows& rows) {
  return MeanArea(rows, [](const ThresholdCounts&) { return 1.0; });
}

double RocAucWeighted(const ScoredRows& rows) {
  return MeanArea(
      rows, [](const ThresholdCounts& counts) { return static_cast<double>(counts.Positives()); });
}

}  // namespace gridfold
