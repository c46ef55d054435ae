#include "worker/trainer/tree_trainer.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <span>
#include <utility>

#include "common/spec/catalogue.h"
#include "worker/model/tree/grow_tree.h"
#include "worker/model/tree/tree_model.h"
#include "worker/trainer/model_probabilities.h"

namespace gridfold {
namespace {

int64_t DepthOf(const Point& point) {
  if (std::holds_alternative<std::string>(point.at("max_depth"))) {  // none
    return std::numeric_limits<int32_t>::max();
  }
  return IntAt(point, "max_depth");
}

Status CheckPoints(std::span<const Point> points) {
  for (const Point& point : points.subspan(1)) {
    Point other = point;
    other["max_depth"] = points.front().at("max_depth");
    if (other == points.front()) continue;
    return InvalidArgument("tree: expected points that differ only in max_depth, found {} and {}",
                           ToJson(points.front()), ToJson(point));
  }
  return absl::OkStatus();
}

// rows / (classes * rows of the class), of the classes that have rows; 1 for the others.
std::vector<double> BalancedWeights(std::span<const int32_t> y, int32_t classes) {
  std::vector<int64_t> counts(static_cast<size_t>(classes), 0);
  for (const int32_t c : y) ++counts[static_cast<size_t>(c)];
  const auto present = std::count_if(counts.begin(), counts.end(), [](int64_t n) { return n > 0; });
  std::vector<double> weights;
  for (const int64_t count : counts) {
    weights.push_back(count == 0 ? 1.0
                                 : static_cast<double>(y.size()) /
                                       static_cast<double>(static_cast<int64_t>(present) * count));
  }
  return weights;
}

StatusOr<TreeSettings> ReadSettings(const FitRequest& request, const std::vector<int64_t>& depths) {
  const Point& point = request.points.front();
  TreeSettings settings;
  GF_ASSIGN_OR_RETURN(settings.criterion, CriterionFromName(TextAt(point, "criterion")));
  settings.max_depth = *std::max_element(depths.begin(), depths.end());
  settings.min_samples_split = IntAt(point, "min_samples_split");
  settings.min_samples_leaf = IntAt(point, "min_samples_leaf");
  settings.min_impurity_decrease = NumberAt(point, "min_impurity_decrease");
  if (TextAt(point, "class_weight") == "balanced") {
    settings.class_weights = BalancedWeights(request.train.y, request.classes);
  }
  return settings;
}

std::map<std::string, double> Facts(const TreeSize& size) {
  return {{"depth", static_cast<double>(size.depth)},
          {"leaves", static_cast<double>(size.leaves)},
          {"nodes", static_cast<double>(size.nodes)}};
}

Status FitCells(const FitRequest& request, std::vector<CellFit>& cells) {
  const Clock& clock = request.clock != nullptr ? *request.clock : RealClock();
  const auto share = static_cast<double>(cells.size());
  std::vector<int64_t> depths;
  for (const Point& point : request.points) depths.push_back(DepthOf(point));
  GF_ASSIGN_OR_RETURN(const TreeSettings settings, ReadSettings(request, depths));

  const double begin = clock.SteadySeconds();
  GF_ASSIGN_OR_RETURN(const DecisionTree tree, GrowTree(request.train.x, request.train.y,
                                                        request.classes, settings, request.stop));
  const double grown = clock.SteadySeconds();
  auto predictions = PredictAt(tree, request.evaluation.x, depths);
  std::vector<std::vector<int32_t>> of_train(cells.size());
  if (request.predict_train) of_train = PredictAt(tree, request.train.x, depths);
  const double scored = clock.SteadySeconds();

  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i].evaluation_predictions = std::move(predictions[i]);
    cells[i].train_predictions = std::move(of_train[i]);
    cells[i].facts = Facts(SizeAt(tree, depths[i]));
    cells[i].fit_seconds = (grown - begin) / share;
    cells[i].score_seconds = (scored - grown) / share;
    if (!request.keep_models && !request.want_probabilities && !request.want_train_probabilities) {
      continue;
    }
    auto model = std::make_unique<TreeModel>(CutAt(tree, depths[i]));
    AddProbabilities(request, *model, cells[i]);
    if (request.keep_models) cells[i].model = std::move(model);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<CellFit>> TreeTrainer::Fit(const FitRequest& request) const {
  std::vector<CellFit> cells(request.points.size());
  if (cells.empty()) return cells;
  GF_RETURN_IF_ERROR(CheckPoints(request.points));
  const Status fitted = FitCells(request, cells);
  if (absl::IsCancelled(fitted)) return fitted;
  for (CellFit& cell : cells) cell.status = fitted;
  return cells;
}

}  // namespace gridfold
