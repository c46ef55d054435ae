// Rows of a symmetric kernel matrix, for the solver: whole in memory, or computed when asked for.
#pragma once

#include <cstdint>
#include <list>
#include <vector>

#include "worker/linalg/matrix.h"
#include "worker/model/svm/kernel.h"

namespace gridfold {

// Rows come in one or two parts, each padded with zeros to a multiple of kRowLanes floats.
constexpr int64_t kRowLanes = 16;
inline int64_t PaddedRow(int64_t count) { return (count + kRowLanes - 1) / kRowLanes * kRowLanes; }

struct KernelRow {
  const float* first = nullptr;   // [PaddedRow(FirstSize())]
  const float* second = nullptr;  // [PaddedRow(Size() - FirstSize())]; null when that is nothing
};

constexpr int64_t kRowsHeld = 4;

// Not thread-safe.
class KernelRows {
 public:
  virtual ~KernelRows() = default;
  virtual int64_t Size() const = 0;
  // The columns of the first part of every row: all, unless the matrix lies in blocks.
  virtual int64_t FirstSize() const { return Size(); }
  // Row i; valid until kRowsHeld other rows have been asked for.
  virtual KernelRow Row(int64_t i) = 0;
  virtual float Diagonal(int64_t i) = 0;
  // Whether all values handed out so far are finite.
  virtual bool Finite() const = 0;

  // K(i, j) of a row that has been asked for.
  float At(KernelRow row, int64_t j) const {
    return j < FirstSize() ? row.first[j] : row.second[j - FirstSize()];
  }
};

// A view of a whole matrix [size x PaddedRow(size)], known to be finite.
class DenseKernelRows : public KernelRows {
 public:
  DenseKernelRows(const float* data, int64_t size) : data_(data), size_(size) {}
  int64_t Size() const override { return size_; }
  KernelRow Row(int64_t i) override { return {data_ + i * PaddedRow(size_)}; }
  float Diagonal(int64_t i) override { return Row(i).first[i]; }
  bool Finite() const override { return true; }

 private:
  const float* data_;
  int64_t size_;
};

// Computes rows on demand and keeps those used last, in at most `bytes_max` (but
// kRowsHeld + 1 at least). The matrix is over the operand's rows [first, first + first_count)
// followed by [second, second + second_count). Keeps references.
class CachedKernelRows : public KernelRows {
 public:
  CachedKernelRows(const SvmKernel& kernel, const KernelOperand& operand, int64_t first,
                   int64_t first_count, int64_t second, int64_t second_count, int64_t bytes_max);
  int64_t Size() const override { return first_count_ + second_count_; }
  int64_t FirstSize() const override { return first_count_; }
  KernelRow Row(int64_t i) override;
  float Diagonal(int64_t i) override { return diagonal_[static_cast<size_t>(i)]; }
  bool Finite() const override { return finite_; }

 private:
  struct Entry {
    int64_t row = -1;
    Matrix values;
  };
  int64_t OperandRow(int64_t i) const {
    return i < first_count_ ? first_ + i : second_ + (i - first_count_);
  }
  KernelRow Parts(const Matrix& values) const {
    return {values.data(), values.data() + PaddedRow(first_count_)};
  }
  std::list<Entry>::iterator Place();
  void Compute(int64_t i, float* out);

  const SvmKernel& kernel_;
  const KernelOperand& operand_;
  const int64_t first_, first_count_, second_, second_count_;
  int64_t entries_max_ = kRowsHeld + 1;
  std::list<Entry> entries_;                       // the one used last stands first
  std::vector<std::list<Entry>::iterator> where_;  // by row; end() when not held
  std::vector<float> diagonal_;
  bool finite_ = true;
};

}  // namespace gridfold
