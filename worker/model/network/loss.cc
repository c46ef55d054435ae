#include "worker/model/network/loss.h"

#include <algorithm>
#include <cmath>

#include "common/base/check.h"

namespace gridfold {
namespace {

int32_t Largest(const float* logits, int64_t classes) {
  return static_cast<int32_t>(std::max_element(logits, logits + classes) - logits);
}

// One row's loss; with `diff`, its gradient times `share`.
double RowLoss(const float* z, int64_t classes, int32_t label, float largest, float share,
               float* diff) {
  const float own = z[label];
  double sum = 0;
  for (int64_t k = 0; k < classes; ++k) {
    const float power = std::exp(z[k] - largest);
    if (diff != nullptr) diff[k] = power;
    sum += power;
  }
  if (diff != nullptr) {
    const auto factor = static_cast<float>(share / sum);
    for (int64_t k = 0; k < classes; ++k) diff[k] *= factor;
    diff[label] -= share;
  }
  return std::log(sum) - (static_cast<double>(own) - largest);
}

}  // namespace

BatchScore SoftmaxCrossEntropy(const float* logits, std::span<const int32_t> labels,
                               int64_t classes, std::span<int32_t> predictions, float* diff) {
  GF_CHECK(predictions.empty() || predictions.size() == labels.size());
  BatchScore score;
  const float share = 1.0f / static_cast<float>(labels.size());
  for (size_t r = 0; r < labels.size(); ++r) {
    const float* z = logits + static_cast<int64_t>(r) * classes;
    float* row_diff = diff == nullptr ? nullptr : diff + static_cast<int64_t>(r) * classes;
    const int32_t predicted = Largest(z, classes);
    if (!predictions.empty()) predictions[r] = predicted;
    score.hits += predicted == labels[r] ? 1 : 0;
    score.loss_sum += RowLoss(z, classes, labels[r], z[predicted], share, row_diff);
  }
  return score;
}

void LargestLogits(const float* logits, int64_t classes, std::span<int32_t> predictions) {
  for (size_t r = 0; r < predictions.size(); ++r) {
    predictions[r] = Largest(logits + static_cast<int64_t>(r) * classes, classes);
  }
}

}  // namespace gridfold
