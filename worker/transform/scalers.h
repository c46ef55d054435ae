// `normalize`: scikit-learn's scalers, with its rules for rows and columns that have no spread. All
// sums are in double precision; results are those of scikit-learn on double-precision input,
// rounded to float.
#pragma once

#include <string>
#include <vector>

#include "worker/transform/pipeline.h"

namespace gridfold {

// Normalizer(norm="l2"): each row divided by its Euclidean norm; a norm below 10 machine epsilons
// counts as 1, so a row of zeros stays zero.
class L2Normalizer : public Transform {
 public:
  Status Fit(ConstMatrix x) override { return absl::OkStatus(); }
  void Apply(Matrix& x) const override;
  bool HasState() const override { return false; }
  void Save(TensorFile& file, const std::string& prefix) const override {}
  Status Load(const TensorFile& file, const std::string& prefix) override;
};

// What the column scalers learn: x becomes x * factor + offset (minmax) or (x - offset) / factor
// (standard, center), column by column.
struct ColumnState {
  std::vector<double> offset, factor;
  std::optional<int64_t> ColumnsAfter(int64_t columns) const {
    if (columns != static_cast<int64_t>(offset.size())) return std::nullopt;
    return columns;
  }
};

// MinMaxScaler(): each column to [0, 1] on the fitted rows (other rows are not clipped); a constant
// column becomes x - min.
class MinMaxScaler : public Transform {
 public:
  Status Fit(ConstMatrix x) override;
  void Apply(Matrix& x) const override;
  std::optional<int64_t> ColumnsAfter(int64_t columns) const override {
    return state_.ColumnsAfter(columns);
  }
  bool HasState() const override { return true; }
  void Save(TensorFile& file, const std::string& prefix) const override;
  Status Load(const TensorFile& file, const std::string& prefix) override;

 private:
  ColumnState state_;
};

// StandardScaler(with_std=with_deviation): each column minus its mean, divided by its standard
// deviation (ddof 0); a column that is constant up to rounding error is only centred.
class StandardScaler : public Transform {
 public:
  explicit StandardScaler(bool with_deviation) : with_deviation_(with_deviation) {}
  Status Fit(ConstMatrix x) override;
  void Apply(Matrix& x) const override;
  std::optional<int64_t> ColumnsAfter(int64_t columns) const override {
    return state_.ColumnsAfter(columns);
  }
  bool HasState() const override { return true; }
  void Save(TensorFile& file, const std::string& prefix) const override;
  Status Load(const TensorFile& file, const std::string& prefix) override;

 private:
  bool with_deviation_;
  ColumnState state_;
};

}  // namespace gridfold
