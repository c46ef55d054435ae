// Softmax and the loss behind it in one. Pure. With p = softmax(z) and y the one-hot row of the
// label, a row's loss is
// - cross_entropy: -log p_y, gradient p - y (Bridle 1990). The label's number or its one-hot row
//   mean the same, and so does the Kullback-Leibler divergence of p from y, as y has no entropy;
// - mean_squared_error: mean over the classes of (p - y)^2, gradient J (2 / classes) (p - y) with
//   the softmax's Jacobian J = diag(p) - p p^T.
#pragma once

#include <cstdint>
#include <span>

namespace gridfold {

enum class Loss { kCrossEntropy, kMeanSquaredError };

struct BatchScore {
  double loss_sum = 0;  // over the rows; NaN when a logit is
  int64_t hits = 0;     // rows whose largest logit is their class's
};

// What a network's last layer gives: row r's logits at data + r * stride.
struct Logits {
  const float* data = nullptr;
  int64_t classes = 0, stride = 0;
  const float* row(size_t r) const { return data + static_cast<int64_t>(r) * stride; }
};

// `class_weights` (empty: all one): a factor for the loss of each class's rows. `predictions`
// (empty: not wanted) gets each row's class, the first of equal ones. `diff` (nullptr: not wanted)
// gets the gradient of the loss's sum divided by the rows, laid out like the logits, zeros between;
// it may be the logits themselves.
BatchScore ScoreLogits(Loss loss, const Logits& logits, std::span<const int32_t> labels,
                       std::span<const float> class_weights, std::span<int32_t> predictions,
                       float* diff);

// The class with the largest logit of each row, the first of equal ones.
void LargestLogits(const Logits& logits, std::span<int32_t> predictions);

// probabilities [rows x classes], row-major.
void Softmax(const Logits& logits, std::span<float> probabilities);

}  // namespace gridfold
