#include "worker/model/svm/subset_rows.h"

#include <algorithm>
#include <utility>

namespace gridfold {

SubsetKernelRows::SubsetKernelRows(KernelRows& whole, std::vector<int64_t> rows, int64_t bytes_max)
    : whole_(whole), rows_(std::move(rows)) {
  const int64_t stride = PaddedRow(Size());
  keeps_all_ = Size() * stride * static_cast<int64_t>(sizeof(float)) <= bytes_max;
  const int64_t places = keeps_all_ ? Size() : 2;
  held_.assign(static_cast<size_t>(places), -1);
  values_ = Matrix(places, stride);
}

const float* SubsetKernelRows::Row(int64_t i) {
  int64_t place = Place(i);
  if (!keeps_all_ && held_[static_cast<size_t>(last_)] == i) place = last_;
  float* const values = values_.row(place);
  if (held_[static_cast<size_t>(place)] != i) {
    const float* const from = whole_.Row(rows_[static_cast<size_t>(i)]);
    for (size_t k = 0; k < rows_.size(); ++k) values[k] = from[rows_[k]];
    std::fill(values + Size(), values + PaddedRow(Size()), 0.0f);
    held_[static_cast<size_t>(place)] = i;
  }
  if (!keeps_all_) last_ = place;
  return values;
}

}  // namespace gridfold
