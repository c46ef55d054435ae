// `pca`: scikit-learn's PCA(svd_solver="full"): rows centred and projected on the directions in
// which the training rows vary most.
#pragma once

#include <string>

#include "worker/transform/pipeline.h"
#include "worker/transform/principal_components.h"

namespace gridfold {

// Signs are those of scikit-learn's svd_flip(u_based_decision=False): see PrincipalComponents.
class Pca : public Transform {
 public:
  // `components`: see FindPrincipalComponents. `whiten`: the training rows' coordinates have
  // variance 1; a coordinate without variance is 0 for every row.
  Pca(double components, bool whiten) : components_(components), whiten_(whiten) {}
  Status Fit(ConstMatrix x) override { return FitShared(x, {}); }
  // The decomposition is that of all sizes: the first on these rows makes it, the others cut theirs
  // out of it, bit by bit what they would have found alone.
  Status FitShared(ConstMatrix x, const SharedFits& shared) override;
  // [rows x features] becomes [rows x components].
  void Apply(Matrix& x) const override { x = Transformed(x); }
  Matrix Transformed(ConstMatrix x) const override;
  std::optional<int64_t> ColumnsAfter(int64_t columns) const override {
    if (columns != weights_.cols()) return std::nullopt;
    return weights_.rows();
  }
  // The way back, scikit-learn's inverse_transform: [rows x components] becomes [rows x features],
  // the rows with these components and no others.
  void Restore(Matrix& x) const;
  const PrincipalComponents& found() const { return found_; }
  bool HasState() const override { return true; }
  bool KeepsPictures() const override { return false; }
  // Tensors `mean` f64 [features], `components` f32 [components x features] (unit vectors),
  // `variances` f64 [components].
  void Save(TensorFile& file, const std::string& prefix) const override;
  Status Load(const TensorFile& file, const std::string& prefix) override;

 private:
  // What rows are multiplied by, from what has been found.
  void SetWeights();

  double components_;
  bool whiten_;
  PrincipalComponents found_;
  Matrix weights_;  // [components x features]: the directions, divided by deviations to whiten
};

}  // namespace gridfold
