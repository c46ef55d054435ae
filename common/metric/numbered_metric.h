// Metrics with a number in their name: top_<k>_accuracy, k from 1 to kTopMax; roc_auc_class_<i> and
// average_precision_class_<i>, of the class with index i, from 0 to kClassMax. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/metric/metric.h"
#include "common/metric/probability_scores.h"

namespace gridfold {

inline constexpr int32_t kTopMax = 1000;
inline constexpr int32_t kClassMax = 9999;

struct NumberedMetric {
  Metric metric;
  int32_t number = 0;
  // NaN where it is not defined.
  double (*score)(const ScoredRows& rows, int32_t number) = nullptr;
};

// nullopt when `name` is none of them; numbers have no leading zeros.
std::optional<NumberedMetric> FindNumberedMetric(const std::string& name);

}  // namespace gridfold
