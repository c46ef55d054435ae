// The steps of `pipeline:`, fitted on training rows only and applied to any row.
#pragma once

#include <memory>
#include <vector>

#include "common/base/status.h"
#include "common/spec/study.h"
#include "worker/linalg/matrix.h"
#include "worker/model/tensor_file.h"

namespace gridfold {

// One step. Not thread-safe while fitting; Apply is.
class Transform {
 public:
  virtual ~Transform() = default;
  // Learns from x [rows x features]; stateless steps do nothing. InvalidArgument when these rows
  // cannot be learned from.
  virtual Status Fit(ConstMatrix x) = 0;
  // Replaces x's rows by transformed ones, perhaps of another number of features.
  virtual void Apply(Matrix& x) const = 0;
  // Whether Fit learns anything: a pipeline of stateless steps gives the same rows in every fold.
  virtual bool HasState() const = 0;
  // Whether the features of a picture still are one.
  virtual bool KeepsPictures() const { return true; }
  // State under names starting with `prefix`.
  virtual void Save(TensorFile& file, const std::string& prefix) const = 0;
  virtual Status Load(const TensorFile& file, const std::string& prefix) = 0;
};

// normalize: l2 | minmax | standard | center (scikit-learn's Normalizer, MinMaxScaler,
// StandardScaler, StandardScaler(with_std=False)); rescale: x / divide - subtract;
// pca: PCA(svd_solver="full").
// InvalidArgument on a step or setting it does not know.
StatusOr<std::unique_ptr<Transform>> MakeTransform(const TransformSpec& spec);

class Pipeline {
 public:
  // The steps of `specs`, with "$name" settings taken from `point`.
  static StatusOr<Pipeline> Make(const std::vector<TransformSpec>& specs, const Point& point);
  // Fits each step on the output of those before it; `x` becomes the last step's output.
  // InvalidArgument when a step cannot learn from its rows.
  Status FitApply(Matrix& x);
  void Apply(Matrix& x) const;
  bool HasState() const;
  // Whether rows that are pictures before the steps are pictures after them.
  bool KeepsPictures() const;
  const std::vector<std::unique_ptr<Transform>>& steps() const { return steps_; }
  void Save(TensorFile& file) const;
  static StatusOr<Pipeline> Load(const TensorFile& file);

 private:
  std::vector<TransformSpec> specs_;
  std::vector<std::unique_ptr<Transform>> steps_;
};

}  // namespace gridfold
