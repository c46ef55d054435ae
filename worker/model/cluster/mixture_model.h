// A fitted mixture of normal distributions, each with the class that most of its training rows
// have.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/model/cluster/expectation.h"
#include "worker/model/cluster/gaussian_mixture.h"
#include "worker/model/model.h"

namespace gridfold {

// In a model file: texts `model.type` ("gmm") and `model.covariance_type`; tensors
// `model.cluster_classes` i32 [components], `model.weights` f64 [components], `model.means` f64
// [components x features], and of the covariances: full and tied `model.cholesky` f64 [components
// or 1 x features x features], upper triangular u with covariance u'u; diag and spherical
// `model.variances` f64 [components x features or 1].
class MixtureModel : public Model {
 public:
  MixtureModel(GaussianMixture mixture, std::vector<int32_t> cluster_classes);

  std::string Type() const override { return "gmm"; }
  int64_t Features() const override { return mixture_.features; }
  // The class of the likeliest component. x has as many columns as the rows of training.
  std::vector<int32_t> Predict(ConstMatrix x) override;
  // Of a class: the sum of its components' posterior probabilities. The most probable class need
  // not be the one that Predict gives. Internal: a density is not finite.
  StatusOr<ClassProbabilities> Probabilities(ConstMatrix x) override;
  void Save(TensorFile& file) const override;

  const GaussianMixture& mixture() const { return mixture_; }
  const std::vector<int32_t>& cluster_classes() const { return cluster_classes_; }

  // The model that Save wrote; DataLoss when something is missing, not finite, or does not fit
  // together.
  static StatusOr<std::unique_ptr<Model>> Load(const TensorFile& file);

 private:
  const GaussianMixture mixture_;
  const std::vector<int32_t> cluster_classes_;
};

}  // namespace gridfold
