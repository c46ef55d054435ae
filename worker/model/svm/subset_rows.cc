#include "worker/model/svm/subset_rows.h"

#include <algorithm>
#include <utility>

namespace gridfold {

SubsetKernelRows::SubsetKernelRows(KernelRows& whole, std::vector<int64_t> rows, int64_t bytes_max)
    : whole_(whole), rows_(std::move(rows)) {
  const int64_t stride = PaddedRow(Size());
  keeps_all_ = Size() * stride * static_cast<int64_t>(sizeof(float)) <= bytes_max;
  const int64_t places = keeps_all_ ? Size() : kRowsHeld + 1;
  held_.assign(static_cast<size_t>(places), -1);
  used_.assign(static_cast<size_t>(places), 0);
  values_ = Matrix(places, stride);
}

int64_t SubsetKernelRows::Place(int64_t i) {
  if (keeps_all_) return i;
  auto at = std::find(held_.begin(), held_.end(), i) - held_.begin();
  if (at == static_cast<std::ptrdiff_t>(held_.size())) {
    at = std::min_element(used_.begin(), used_.end()) - used_.begin();
  }
  used_[static_cast<size_t>(at)] = ++asked_;
  return at;
}

KernelRow SubsetKernelRows::Row(int64_t i) {
  const int64_t place = Place(i);
  float* const values = values_.row(place);
  if (held_[static_cast<size_t>(place)] != i) {
    const KernelRow from = whole_.Row(rows_[static_cast<size_t>(i)]);
    for (size_t k = 0; k < rows_.size(); ++k) values[k] = whole_.At(from, rows_[k]);
    std::fill(values + Size(), values + PaddedRow(Size()), 0.0f);
    held_[static_cast<size_t>(place)] = i;
  }
  return {values};
}

}  // namespace gridfold
