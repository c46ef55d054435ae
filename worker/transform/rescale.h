// `rescale`: x / divide - subtract, the same for every row; pixels / 255 is one.
#pragma once

#include <string>

#include "worker/transform/pipeline.h"

namespace gridfold {

class Rescale : public Transform {
 public:
  // `divide` is not 0; both are finite.
  Rescale(double divide, double subtract) : divide_(divide), subtract_(subtract) {}
  Status Fit(ConstMatrix x) override { return absl::OkStatus(); }
  void Apply(Matrix& x) const override;
  bool HasState() const override { return false; }
  // Its settings are the pipeline's to save.
  void Save(TensorFile& file, const std::string& prefix) const override {}
  Status Load(const TensorFile& file, const std::string& prefix) override;

 private:
  double divide_, subtract_;
};

}  // namespace gridfold
