// What a split is judged by: the impurity of the class counts on its two sides.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "common/base/status.h"

namespace gridfold {

enum class Criterion {
  kGini,     // 1 - sum p^2 over the classes' shares p
  kEntropy,  // -sum p log2 p
};

// "gini", "entropy". InvalidArgument for any other name.
StatusOr<Criterion> CriterionFromName(const std::string& name);
std::string CriterionName(Criterion criterion);

// The weight of rows of these classes: sum of counts[c] * weights[c]. Equal lengths.
double WeightOf(std::span<const int32_t> counts, std::span<const double> weights);

// The impurity of rows of these classes, each row counted by its class's weight; 0 without rows.
double Impurity(Criterion criterion, std::span<const int32_t> counts,
                std::span<const double> weights);

}  // namespace gridfold
