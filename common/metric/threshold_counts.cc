#include "common/metric/threshold_counts.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace gridfold {

ThresholdCounts CountThresholds(const ScoredRows& rows, int32_t column) {
  GF_CHECK(column >= 0 && column < rows.classes);
  std::vector<std::pair<float, bool>> scores;  // and whether the row is of the class
  scores.reserve(rows.size());
  for (size_t r = 0; r < rows.size(); ++r) {
    scores.emplace_back(rows.Row(r)[static_cast<size_t>(column)], rows.actual[r] == column);
  }
  std::sort(scores.begin(), scores.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  ThresholdCounts counts;
  int64_t right = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    right += scores[i].second ? 1 : 0;
    if (i + 1 < scores.size() && scores[i + 1].first == scores[i].first) continue;
    counts.thresholds.push_back(scores[i].first);
    counts.true_positives.push_back(right);
    counts.false_positives.push_back(static_cast<int64_t>(i) + 1 - right);
  }
  return counts;
}

}  // namespace gridfold
