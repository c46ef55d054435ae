#include "worker/trainer/model_probabilities.h"

namespace gridfold {
namespace {

// [rows x classes]: 0 for the classes that the model does not know.
std::vector<float> ForAllClasses(const ClassProbabilities& known, int64_t rows, int32_t classes) {
  std::vector<float> all(static_cast<size_t>(rows) * static_cast<size_t>(classes), 0.0f);
  const size_t count = known.classes.size();
  for (size_t row = 0; row < static_cast<size_t>(rows); ++row) {
    for (size_t c = 0; c < count; ++c) {
      const auto to = row * static_cast<size_t>(classes) + static_cast<size_t>(known.classes[c]);
      all[to] = static_cast<float>(known.values[row * count + c]);
    }
  }
  return all;
}

std::vector<float> Of(Model& model, ConstMatrix x, int32_t classes) {
  const auto probabilities = model.Probabilities(x);
  if (!probabilities.ok()) return {};
  return ForAllClasses(*probabilities, x.rows, classes);
}

}  // namespace

void AddProbabilities(const FitRequest& request, Model& model, CellFit& cell) {
  if (request.want_probabilities) {
    cell.evaluation_probabilities = Of(model, request.evaluation.x, request.classes);
  }
  if (request.want_train_probabilities) {
    cell.train_probabilities = Of(model, request.train.x, request.classes);
  }
}

}  // namespace gridfold
