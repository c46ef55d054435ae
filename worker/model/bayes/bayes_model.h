// A fitted Gaussian naive Bayes classifier as a model.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/model/bayes/gaussian_bayes.h"
#include "worker/model/model.h"

namespace gridfold {

// In a model file: text `model.type` ("naive_bayes"); tensors `model.classes` i32 [k],
// `model.log_priors` f64 [k], `model.means` and `model.variances` f64 [k x features].
class BayesModel : public Model {
 public:
  explicit BayesModel(GaussianBayes bayes);
  BayesModel(const BayesModel&) = delete;
  BayesModel& operator=(const BayesModel&) = delete;

  std::string Type() const override { return "naive_bayes"; }
  int64_t Features() const override { return bayes_.Features(); }
  // The class of largest score; the lowest of equals. x has as many columns as the rows of
  // training.
  std::vector<int32_t> Predict(ConstMatrix x) override;
  StatusOr<ClassProbabilities> Probabilities(ConstMatrix x) override;
  void Save(TensorFile& file) const override;

  const GaussianBayes& bayes() const { return bayes_; }

  // What Predict gives and, with the same scores, Probabilities, in one pass; unless
  // `probabilities` is null. Cancelled when `stop` (may be null) turned true.
  StatusOr<std::vector<int32_t>> PredictBoth(ConstMatrix x, ClassProbabilities* probabilities,
                                             const std::atomic<bool>* stop) const;

  // The model that Save wrote; DataLoss when something is missing, not finite, or does not fit
  // together.
  static StatusOr<std::unique_ptr<Model>> Load(const TensorFile& file);

 private:
  const GaussianBayes bayes_;
  const BayesScorer scorer_;
};

}  // namespace gridfold
