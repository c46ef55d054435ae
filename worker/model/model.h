// A fitted model: predicts classes, and can be written to a model file and read back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/model/tensor_file.h"

namespace gridfold {

struct ClassProbabilities {
  std::vector<int32_t> classes;  // ascending; any other class has probability 0
  std::vector<double> values;    // [rows x classes]; each row sums to 1
};

class Model {
 public:
  virtual ~Model() = default;
  // The catalogue's name: "svm", "network", "tree", ...
  virtual std::string Type() const = 0;
  // Columns that the rows below must have; a model file may have been made by anybody.
  virtual int64_t Features() const = 0;
  // The class of each row of x [rows x features]. Thread-safe for distinct models.
  virtual std::vector<int32_t> Predict(ConstMatrix x) = 0;
  // The probability of each class for each row of x. FailedPrecondition when the model has none.
  virtual StatusOr<ClassProbabilities> Probabilities(ConstMatrix /*x*/) {
    return FailedPrecondition("model {}: class probabilities are not available", Type());
  }
  // Adds tensors and settings, all under names starting with "model.".
  virtual void Save(TensorFile& file) const = 0;
};

// The model that Save wrote; DataLoss when tensors are missing or shapes do not fit together.
StatusOr<std::unique_ptr<Model>> LoadModel(const TensorFile& file);

}  // namespace gridfold
