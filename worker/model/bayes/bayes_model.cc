#include "worker/model/bayes/bayes_model.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace gridfold {
namespace {

constexpr int64_t kRowsPerStopCheck = 256;

bool AllFinite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

BayesModel::BayesModel(GaussianBayes bayes) : bayes_(std::move(bayes)), scorer_(bayes_) {}

StatusOr<std::vector<int32_t>> BayesModel::PredictBoth(ConstMatrix x,
                                                       ClassProbabilities* probabilities,
                                                       const std::atomic<bool>* stop) const {
  GF_CHECK(x.cols == bayes_.Features());
  const size_t classes = bayes_.classes.size();
  std::vector<double> scores(classes);
  std::vector<int32_t> predicted;
  if (probabilities != nullptr) *probabilities = {bayes_.classes, {}};
  for (int64_t r = 0; r < x.rows; ++r) {
    if (r % kRowsPerStopCheck == 0 && stop != nullptr && *stop) {
      return Cancelled("naive_bayes: stopped");
    }
    scorer_.Score(x.row(r), scores.data());
    const auto best = std::max_element(scores.begin(), scores.end());
    predicted.push_back(bayes_.classes[static_cast<size_t>(best - scores.begin())]);
    if (probabilities == nullptr) continue;
    Normalize(scores.data(), static_cast<int64_t>(classes));
    probabilities->values.insert(probabilities->values.end(), scores.begin(), scores.end());
  }
  return predicted;
}

std::vector<int32_t> BayesModel::Predict(ConstMatrix x) {
  auto predicted = PredictBoth(x, nullptr, nullptr);
  GF_CHECK(predicted.ok());
  return std::move(predicted).value();
}

StatusOr<ClassProbabilities> BayesModel::Probabilities(ConstMatrix x) {
  ClassProbabilities probabilities;
  GF_RETURN_IF_ERROR(PredictBoth(x, &probabilities, nullptr).status());
  return probabilities;
}

void BayesModel::Save(TensorFile& file) const {
  const auto classes = static_cast<int64_t>(bayes_.classes.size());
  const int64_t features = bayes_.Features();
  file.SetText("model.type", Type());
  file.Set("model.classes", {classes}, std::span<const int32_t>(bayes_.classes));
  file.Set("model.log_priors", {classes}, std::span<const double>(bayes_.log_priors));
  file.Set("model.means", {classes, features}, std::span<const double>(bayes_.means));
  file.Set("model.variances", {classes, features}, std::span<const double>(bayes_.variances));
}

StatusOr<std::unique_ptr<Model>> BayesModel::Load(const TensorFile& file) {
  GaussianBayes bayes;
  GF_ASSIGN_OR_RETURN(bayes.classes, file.Ints("model.classes", {-1}));
  const bool ascending = std::adjacent_find(bayes.classes.begin(), bayes.classes.end(),
                                            std::greater_equal<>()) == bayes.classes.end();
  if (bayes.classes.empty() || !ascending || bayes.classes.front() < 0) {
    return DataLoss("model.classes: expected one or more classes, ascending from 0 on, found {}",
                    bayes.classes.size());
  }
  const auto classes = static_cast<int64_t>(bayes.classes.size());
  GF_ASSIGN_OR_RETURN(bayes.log_priors, file.Doubles("model.log_priors", {classes}));
  GF_ASSIGN_OR_RETURN(bayes.means, file.Doubles("model.means", {classes, -1}));
  if (bayes.means.empty()) return DataLoss("model.means: expected at least one feature");
  GF_ASSIGN_OR_RETURN(bayes.variances,
                      file.Doubles("model.variances", {classes, bayes.Features()}));
  const bool positive = std::all_of(bayes.variances.begin(), bayes.variances.end(),
                                    [](double v) { return v > 0 && std::isfinite(v); });
  if (!positive || !AllFinite(bayes.means) || !AllFinite(bayes.log_priors)) {
    return DataLoss("naive_bayes: expected finite means and priors, and variances above 0");
  }
  return std::unique_ptr<Model>(std::make_unique<BayesModel>(std::move(bayes)));
}

}  // namespace gridfold
