#include "worker/trainer/svm_predictions.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gridfold {
namespace {

// Scores the rows in the order of their places, where neighbours lie together, and puts the
// predictions back into the order of the rows.
StatusOr<SvmPredictions> PredictPlaces(const Scorer& scorer, const GramRows& gram, PartRunner* crew,
                                       const std::atomic<bool>* stop) {
  const auto places = gram.positions;
  std::vector<size_t> order(places.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return places[a] < places[b]; });
  std::vector<int64_t> sorted;
  for (const size_t row : order) sorted.push_back(places[row]);
  GF_ASSIGN_OR_RETURN(SvmPredictions predictions,
                      scorer.Predict(GramRows{gram.matrix, sorted}, crew, stop));
  for (std::vector<int32_t>& classes : predictions.classes) {
    std::vector<int32_t> in_order(classes.size());
    for (size_t i = 0; i < order.size(); ++i) in_order[order[i]] = classes[i];
    classes = std::move(in_order);
  }
  return predictions;
}

}  // namespace

StatusOr<ClassesByMachine> PredictClasses(const Scorer& scorer, ConstMatrix x, const GramRows& gram,
                                          PartRunner* crew, const std::atomic<bool>* stop) {
  GF_ASSIGN_OR_RETURN(SvmPredictions predictions, gram.positions.empty()
                                                      ? scorer.Predict(x, crew, stop)
                                                      : PredictPlaces(scorer, gram, crew, stop));
  if (!predictions.finite) {
    return Internal("svm: expected finite decision values, found an overflow or NaN");
  }
  return std::move(predictions.classes);
}

}  // namespace gridfold
