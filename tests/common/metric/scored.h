// Rows with probabilities, for tests of what is made of them.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "common/base/random.h"
#include "common/metric/probability_scores.h"

namespace gridfold {

struct Scored {
  std::vector<float> probabilities;
  std::vector<int32_t> actual;
  int32_t classes = 0;
  ScoredRows rows() const { return {probabilities, actual, classes}; }
};

// Two classes; the probabilities are those of class 1.
inline Scored Binary(const std::vector<float>& of_one, const std::vector<int32_t>& actual) {
  Scored scored{{}, actual, 2};
  for (const float p : of_one) {
    scored.probabilities.push_back(1 - p);
    scored.probabilities.push_back(p);
  }
  return scored;
}

// Rows whose probabilities have only `levels` different weights, so that many are equal.
inline Scored Tied(int64_t rows, int32_t classes, uint64_t levels, uint64_t seed) {
  Random random(seed);
  Scored scored{{}, {}, classes};
  for (int64_t r = 0; r < rows; ++r) {
    std::vector<float> weights;
    float sum = 0;
    for (int32_t c = 0; c < classes; ++c) {
      weights.push_back(1.0f + static_cast<float>(random.Below(levels)));
      sum += weights.back();
    }
    for (const float weight : weights) scored.probabilities.push_back(weight / sum);
    scored.actual.push_back(static_cast<int32_t>(random.Below(static_cast<uint64_t>(classes))));
  }
  return scored;
}

}  // namespace gridfold
