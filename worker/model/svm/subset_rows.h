// The kernel matrix of some of the rows of another.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/linalg/matrix.h"
#include "worker/model/svm/kernel_rows.h"

namespace gridfold {

// Gathers rows of `whole` when they are asked for, and keeps all of them when the subset's matrix
// takes at most `bytes_max`, else the last few. Not thread-safe.
class SubsetKernelRows : public KernelRows {
 public:
  // `rows` ascending. Keeps a reference to `whole`, and asks it for one row at a time.
  SubsetKernelRows(KernelRows& whole, std::vector<int64_t> rows, int64_t bytes_max);
  int64_t Size() const override { return static_cast<int64_t>(rows_.size()); }
  KernelRow Row(int64_t i) override;
  float Diagonal(int64_t i) override { return whole_.Diagonal(rows_[static_cast<size_t>(i)]); }
  bool Finite() const override { return whole_.Finite(); }

 private:
  // The place that holds row i, or where it goes: its own, or that of the row not used for longest.
  int64_t Place(int64_t i);

  KernelRows& whole_;
  const std::vector<int64_t> rows_;
  bool keeps_all_ = false;
  std::vector<int64_t> used_;  // by place: when it was asked for last
  int64_t asked_ = 0;          // how often any was
  std::vector<int64_t> held_;  // by place: the row that is there, -1 for none
  Matrix values_;              // [places x PaddedRow(size)]
};

}  // namespace gridfold
