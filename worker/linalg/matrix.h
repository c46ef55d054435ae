// Row-major float matrices: the one layout between data set, transforms, trainers and models.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "common/base/check.h"

namespace gridfold {

// A view of [rows x cols] floats, row r at data + r * stride. Does not own.
struct ConstMatrix {
  const float* data = nullptr;
  int64_t rows = 0, cols = 0, stride = 0;
  const float* row(int64_t r) const { return data + r * stride; }
};

// Owns [rows x cols] floats, 64-byte aligned, contiguous (stride = cols). Movable, not copyable.
// Large ones lie on huge pages where the system has them: a first touch costs 500 times less often.
class Matrix {
 public:
  Matrix() = default;
  Matrix(int64_t rows, int64_t cols);  // not initialised
  int64_t rows() const { return rows_; }
  int64_t cols() const { return cols_; }
  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  float* row(int64_t r) { return data_.get() + r * cols_; }
  const float* row(int64_t r) const { return data_.get() + r * cols_; }
  std::span<float> values() { return {data(), static_cast<size_t>(rows_ * cols_)}; }
  ConstMatrix view() const { return {data(), rows_, cols_, cols_}; }
  operator ConstMatrix() const { return view(); }  // NOLINT: a matrix is a view of itself

 private:
  struct Free {
    void operator()(float* data) const;
  };
  int64_t rows_ = 0, cols_ = 0;
  std::unique_ptr<float[], Free> data_;
};

}  // namespace gridfold
