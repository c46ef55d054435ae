// Fitted centres, each with the class that most of its training rows have.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/model/model.h"

namespace gridfold {

// In a model file: text `model.type` ("kmeans"); tensors `model.mean` f32 [features], of the
// training rows, `model.centres` f64 [clusters x features], relative to it, `model.cluster_classes`
// i32 [clusters].
class KMeansModel : public Model {
 public:
  // centres [cluster_classes x mean], relative to the mean.
  KMeansModel(std::vector<float> mean, std::vector<double> centres,
              std::vector<int32_t> cluster_classes);

  std::string Type() const override { return "kmeans"; }
  int64_t Features() const override { return static_cast<int64_t>(mean_.size()); }
  // x has as many columns as the rows of training.
  std::vector<int32_t> Predict(ConstMatrix x) override;
  void Save(TensorFile& file) const override;

  // The nearest centre of each row of x, of equals the first. Thread-safe.
  std::vector<int32_t> Clusters(ConstMatrix x, PartRunner* crew) const;
  const std::vector<int32_t>& cluster_classes() const { return cluster_classes_; }

  // The model that Save wrote; DataLoss when something is missing, not finite, or does not fit
  // together.
  static StatusOr<std::unique_ptr<Model>> Load(const TensorFile& file);

 private:
  const std::vector<float> mean_;
  const std::vector<double> centres_;
  const std::vector<int32_t> cluster_classes_;
  Matrix products_with_;        // the centres in float
  std::vector<float> squares_;  // [clusters]
};

}  // namespace gridfold
