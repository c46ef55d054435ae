#include "worker/model/network/loss.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/base/check.h"
#include "worker/linalg/simd.h"
#include "worker/model/network/vector_exp.h"

namespace gridfold {
namespace {

int32_t Largest(const float* logits, int64_t classes) {
  return static_cast<int32_t>(std::max_element(logits, logits + classes) - logits);
}

// powers = e^(z - largest), which may be z; returns their sum.
GF_SIMD double Powers(const float* z, int64_t classes, float largest, float* powers) {
  for (int64_t k = 0; k < classes; ++k) powers[k] = VectorExp(z[k] - largest);
  double sum = 0;
  for (int64_t k = 0; k < classes; ++k) sum += powers[k];
  return sum;
}

// diff: the softmax; becomes the gradient times `share`.
void CrossEntropyGradient(int64_t classes, int32_t label, float share, float* diff) {
  for (int64_t k = 0; k < classes; ++k) diff[k] *= share;
  diff[label] -= share;
}

// (p - y)^2 summed over the classes.
double SquaredError(int64_t classes, int32_t label, const float* p) {
  double sum = 0;
  for (int64_t k = 0; k < classes; ++k) {
    const double error = p[k] - (k == label ? 1.0 : 0.0);
    sum += error * error;
  }
  return sum;
}

void SquaredErrorGradient(int64_t classes, int32_t label, float share, float* diff) {
  double mean = 0;  // of the errors, weighted by p
  for (int64_t k = 0; k < classes; ++k) mean += diff[k] * (diff[k] - (k == label ? 1.0 : 0.0));
  const double factor = 2.0 * share / static_cast<double>(classes);
  for (int64_t k = 0; k < classes; ++k) {
    const double error = diff[k] - (k == label ? 1.0 : 0.0);
    diff[k] = static_cast<float>(factor * diff[k] * (error - mean));
  }
}

// One row, whose softmax goes to `p`.
double RowLoss(Loss loss, const float* z, int64_t classes, int32_t label, float largest, float* p) {
  const double own = z[label];
  const double sum = Powers(z, classes, largest, p);
  const auto factor = static_cast<float>(1 / sum);
  for (int64_t k = 0; k < classes; ++k) p[k] *= factor;
  if (loss == Loss::kCrossEntropy) return std::log(sum) - (own - largest);
  return SquaredError(classes, label, p) / static_cast<double>(classes);
}

}  // namespace

BatchScore ScoreLogits(Loss loss, const Logits& logits, std::span<const int32_t> labels,
                       std::span<const float> class_weights, std::span<int32_t> predictions,
                       float* diff) {
  GF_CHECK(predictions.empty() || predictions.size() == labels.size());
  constexpr int64_t kClassesOnStack = 256;
  float on_stack[kClassesOnStack];
  std::vector<float> on_heap(diff == nullptr && logits.classes > kClassesOnStack
                                 ? static_cast<size_t>(logits.classes)
                                 : 0);
  float* const without_diff = on_heap.empty() ? on_stack : on_heap.data();
  BatchScore score;
  for (size_t r = 0; r < labels.size(); ++r) {
    const float* z = logits.row(r);
    float* p = diff == nullptr ? without_diff : diff + static_cast<int64_t>(r) * logits.stride;
    const int32_t label = labels[r], predicted = Largest(z, logits.classes);
    const float weight = class_weights.empty() ? 1.0f : class_weights[static_cast<size_t>(label)];
    if (!predictions.empty()) predictions[r] = predicted;
    score.hits += predicted == label ? 1 : 0;
    score.loss_sum += weight * RowLoss(loss, z, logits.classes, label, z[predicted], p);
    if (diff == nullptr) continue;
    const float share = weight / static_cast<float>(labels.size());
    loss == Loss::kCrossEntropy ? CrossEntropyGradient(logits.classes, label, share, p)
                                : SquaredErrorGradient(logits.classes, label, share, p);
    std::fill(p + logits.classes, p + logits.stride, 0.0f);
  }
  return score;
}

void LargestLogits(const Logits& logits, std::span<int32_t> predictions) {
  for (size_t r = 0; r < predictions.size(); ++r) {
    predictions[r] = Largest(logits.row(r), logits.classes);
  }
}

void Softmax(const Logits& logits, std::span<float> probabilities) {
  const auto classes = static_cast<size_t>(logits.classes);
  for (size_t r = 0; r * classes < probabilities.size(); ++r) {
    const float* z = logits.row(r);
    float* p = probabilities.data() + r * classes;
    RowLoss(Loss::kCrossEntropy, z, logits.classes, 0, z[Largest(z, logits.classes)], p);
  }
}

}  // namespace gridfold
