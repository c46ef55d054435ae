// The steps of `pipeline:`, fitted on training rows only and applied to any row.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/study.h"
#include "worker/linalg/matrix.h"
#include "worker/model/tensor_file.h"
#include "worker/transform/shared_fits.h"

namespace gridfold {

// The bytes of the file with a SHA-256.
using FileSource = std::function<StatusOr<std::string>(const std::string& sha256)>;

// One step. Not thread-safe while fitting; Apply is.
class Transform {
 public:
  virtual ~Transform() = default;
  // Before Fit: takes what the step needs beside its settings from `files`, which may be empty.
  // InvalidArgument when a file is not what the step needs; else the errors of `files`.
  virtual Status Open(const FileSource& /*files*/) { return absl::OkStatus(); }
  // Learns from x [rows x features]; stateless steps do nothing. InvalidArgument when these rows
  // cannot be learned from.
  virtual Status Fit(ConstMatrix x) = 0;
  // The same, bit by bit, for a step that can use what others of its kind learned from equal rows.
  virtual Status FitShared(ConstMatrix x, const SharedFits& /*shared*/) { return Fit(x); }
  // Replaces x's rows by transformed ones, perhaps of another number of features.
  virtual void Apply(Matrix& x) const = 0;
  // What Apply would make of x, which stays.
  virtual Matrix Transformed(ConstMatrix x) const;
  // Columns of what Apply makes of rows of `columns`; nullopt when it was fitted on rows of another
  // number, and then Apply must not be called.
  virtual std::optional<int64_t> ColumnsAfter(int64_t columns) const { return columns; }
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
// pca: PCA(svd_solver="full"); features: what a network gives at a layer.
// InvalidArgument on a step or setting it does not know.
StatusOr<std::unique_ptr<Transform>> MakeTransform(const TransformSpec& spec);

class Pipeline {
 public:
  // The steps of `specs`, with "$name" settings taken from `point`, opened.
  static StatusOr<Pipeline> Make(const std::vector<TransformSpec>& specs, const Point& point,
                                 const FileSource& files = nullptr);
  // Fits each step on the output of those before it; `x` becomes the last step's output. Rows that
  // have been through the first `done` steps go through the others. `shared.rows` names the rows
  // before the first step.
  // InvalidArgument when a step cannot learn from its rows.
  Status FitApply(Matrix& x, size_t done = 0, const SharedFits& shared = {});
  void Apply(Matrix& x, size_t done = 0) const;
  // The same for rows that stay as they are, and at least one step to go.
  StatusOr<Matrix> FitTransformed(ConstMatrix x, size_t done, const SharedFits& shared);
  Matrix Transformed(ConstMatrix x, size_t done) const;
  // Takes over the steps of `fitted`, which are this one's first; both pipelines share them.
  void TakeFitted(const Pipeline& fitted);
  // As Transform's.
  std::optional<int64_t> ColumnsAfter(int64_t columns) const;
  bool HasState() const;
  // Whether rows that are pictures before the steps are pictures after them.
  bool KeepsPictures() const;
  const std::vector<std::shared_ptr<Transform>>& steps() const { return steps_; }
  void Save(TensorFile& file) const;
  static StatusOr<Pipeline> Load(const TensorFile& file);
  // The steps of the pipeline that Load would give.
  static StatusOr<std::vector<TransformSpec>> LoadSpecs(const TensorFile& file);

 private:
  Status FitStep(size_t step, ConstMatrix x, const SharedFits& shared);

  std::vector<TransformSpec> specs_;
  std::vector<std::shared_ptr<Transform>> steps_;
};

}  // namespace gridfold
