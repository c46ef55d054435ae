#include "common/metric/precision_recall.h"

#include <limits>

#include "common/metric/threshold_counts.h"

namespace gridfold {
namespace {

double Share(int64_t part, int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

double PrecisionAt(const ThresholdCounts& counts, size_t i) {
  return Share(counts.true_positives[i], counts.true_positives[i] + counts.false_positives[i]);
}

}  // namespace

PrecisionRecallCurve MakePrecisionRecallCurve(const ScoredRows& rows, int32_t column) {
  const ThresholdCounts counts = CountThresholds(rows, column);
  PrecisionRecallCurve curve;
  for (size_t i = counts.thresholds.size(); i-- > 0;) {
    curve.precision.push_back(PrecisionAt(counts, i));
    curve.recall.push_back(
        counts.Positives() == 0 ? 1 : Share(counts.true_positives[i], counts.Positives()));
    curve.thresholds.push_back(counts.thresholds[i]);
  }
  curve.precision.push_back(1);
  curve.recall.push_back(0);
  return curve;
}

double AveragePrecision(const ScoredRows& rows, int32_t column) {
  const ThresholdCounts counts = CountThresholds(rows, column);
  if (rows.size() == 0) return std::numeric_limits<double>::quiet_NaN();
  if (counts.Positives() == 0) return 0;
  double sum = 0;
  int64_t right = 0;
  for (size_t i = 0; i < counts.thresholds.size(); ++i) {
    sum += PrecisionAt(counts, i) * Share(counts.true_positives[i] - right, counts.Positives());
    right = counts.true_positives[i];
  }
  return sum;
}

double AveragePrecisionMacro(const ScoredRows& rows) {
  double sum = 0;
  for (int32_t c = 0; c < rows.classes; ++c) sum += AveragePrecision(rows, c);
  return sum / rows.classes;
}

}  // namespace gridfold
