#include "common/metric/confusion_matrix.h"

#include <utility>

#include "common/base/check.h"

namespace gridfold {
namespace {

size_t CellsOf(int32_t classes) {
  GF_CHECK(classes >= 0);
  return static_cast<size_t>(classes) * static_cast<size_t>(classes);
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(std::vector<int64_t> counts, int32_t classes)
    : counts_(std::move(counts)), classes_(classes) {
  GF_CHECK(counts_.size() == CellsOf(classes));
}

ConfusionMatrix ConfusionMatrix::Of(std::span<const int32_t> actual,
                                    std::span<const int32_t> predicted, int32_t classes) {
  GF_CHECK(actual.size() == predicted.size());
  std::vector<int64_t> counts(CellsOf(classes), 0);
  for (size_t i = 0; i < actual.size(); ++i) {
    GF_CHECK(actual[i] >= 0 && actual[i] < classes && predicted[i] >= 0 && predicted[i] < classes);
    ++counts[static_cast<size_t>(actual[i]) * static_cast<size_t>(classes) +
             static_cast<size_t>(predicted[i])];
  }
  return ConfusionMatrix(std::move(counts), classes);
}

}  // namespace gridfold
