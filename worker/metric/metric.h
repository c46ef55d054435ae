// Scores from actual and predicted classes. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

// counts [classes x classes], row = actual, column = predicted. Sizes of both spans are equal.
std::vector<int32_t> ConfusionMatrix(std::span<const int32_t> actual,
                                     std::span<const int32_t> predicted, int32_t classes);

// `metric` from a confusion matrix: accuracy, balanced_accuracy, f1_macro, precision_macro,
// recall_macro; definitions and zero-division rules (0) are scikit-learn's. InvalidArgument for a
// name it does not know.
StatusOr<double> Score(const std::string& metric, std::span<const int32_t> confusion,
                       int32_t classes);

}  // namespace gridfold
