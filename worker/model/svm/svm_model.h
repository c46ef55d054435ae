// A fitted support vector machine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/model/model.h"
#include "worker/model/svm/scorer.h"
#include "worker/model/svm/support_set.h"

namespace gridfold {

// One-vs-one classifier with one machine. In a model file: texts `model.type` ("svm") and
// `model.kernel`; tensors `model.kernel_settings` f64 [gamma, coef0, degree], `model.center` f32
// [features], `model.classes` i32 [k], `model.support_counts` i32 [k], `model.support_vectors` f32
// [n x features], `model.coefficients` f64 [n x (k - 1)], `model.rho` f64 [k (k - 1) / 2]; with
// probabilities also `model.prob_a` and `model.prob_b`, shaped as rho. The meanings are
// SupportSet's.
class SvmModel : public Model {
 public:
  // `set` has exactly one machine.
  explicit SvmModel(SupportSet set);
  SvmModel(const SvmModel&) = delete;
  SvmModel& operator=(const SvmModel&) = delete;

  std::string Type() const override { return "svm"; }
  int64_t Features() const override { return set_.x.cols(); }
  // x has as many columns as the rows of training.
  std::vector<int32_t> Predict(ConstMatrix x) override;
  // FailedPrecondition when it was fitted without `probability`. The most probable class need not
  // be the one that Predict gives, which counts votes.
  StatusOr<ClassProbabilities> Probabilities(ConstMatrix x) override;
  void Save(TensorFile& file) const override;

  const SupportSet& support() const { return set_; }

  // The model that Save wrote; DataLoss when something is missing, not finite, or does not fit
  // together.
  static StatusOr<std::unique_ptr<Model>> Load(const TensorFile& file);

 private:
  const SupportSet set_;
  const Scorer scorer_;
};

}  // namespace gridfold
