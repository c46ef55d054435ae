// Where the rows of a kernel matrix stand in vectors that have a kernel row's parts and padding.
#pragma once

#include <cstdint>
#include <span>

#include "worker/model/svm/kernel_rows.h"
#include "worker/model/svm/smo_passes.h"

namespace gridfold {

class RowPlaces {
 public:
  explicit RowPlaces(const KernelRows& kernel)
      : first_(kernel.FirstSize()),
        size_(kernel.Size()),
        parts_{PaddedRow(first_), PaddedRow(size_ - first_)} {}

  const RowParts& parts() const { return parts_; }
  int64_t rows() const { return size_; }
  size_t length() const { return static_cast<size_t>(parts_.Length()); }
  size_t operator[](int64_t row) const {
    return static_cast<size_t>(row < first_ ? row : parts_.first + (row - first_));
  }
  int64_t RowAt(int64_t place) const {
    return place < parts_.first ? place : first_ + (place - parts_.first);
  }

 private:
  int64_t first_, size_;
  RowParts parts_;
};

// sums -= K weights, by place, in double; reads the rows whose weight is not zero, in their order.
void SubtractProducts(KernelRows& kernel, const RowPlaces& places, std::span<const double> weights,
                      std::span<double> sums);

}  // namespace gridfold
