// Softmax and cross-entropy in one: L = mean over the batch of log(sum_k exp(z_k)) - z_y, whose
// gradient is (softmax(z) - onehot(y)) / rows (Bridle 1990). Pure.
#pragma once

#include <cstdint>
#include <span>

namespace gridfold {

struct BatchScore {
  double loss_sum = 0;  // over the rows; NaN when a logit is
  int64_t hits = 0;     // rows whose largest logit is their class's
};

// logits [labels.size() x classes]. `predictions` (empty: not wanted) gets each row's class, the
// first of equal ones. `diff` (nullptr: not wanted) gets the gradient of the mean loss; it may be
// the logits themselves.
BatchScore SoftmaxCrossEntropy(const float* logits, std::span<const int32_t> labels,
                               int64_t classes, std::span<int32_t> predictions, float* diff);

// The class with the largest logit of each row, the first of equal ones.
void LargestLogits(const float* logits, int64_t classes, std::span<int32_t> predictions);

}  // namespace gridfold
