#include "worker/model/svm/kernel_rows.h"

#include <algorithm>

namespace gridfold {

CachedKernelRows::CachedKernelRows(const SvmKernel& kernel, const KernelOperand& operand,
                                   int64_t first, int64_t first_count, int64_t second,
                                   int64_t second_count, int64_t bytes_max)
    : kernel_(kernel),
      operand_(operand),
      first_(first),
      first_count_(first_count),
      second_(second),
      second_count_(second_count),
      where_(static_cast<size_t>(first_count + second_count), entries_.end()),
      diagonal_(static_cast<size_t>(first_count + second_count), 1.0F) {
  const auto row_bytes =
      static_cast<int64_t>(sizeof(float)) * (PaddedRow(first_count_) + PaddedRow(second_count_));
  entries_max_ = std::max(kRowsHeld + 1, bytes_max / row_bytes);
  if (kernel.type == SvmKernel::Type::kRbf) return;
  for (int64_t i = 0; i < Size(); ++i) {
    float value = 0;
    KernelTile(kernel_, operand_, OperandRow(i), 1, operand_, OperandRow(i), 1, &value, 1);
    diagonal_[static_cast<size_t>(i)] = value;
    finite_ = finite_ && AllFinite(&value, 1);
  }
}

KernelRow CachedKernelRows::Row(int64_t i) {
  auto& held = where_[static_cast<size_t>(i)];
  if (held != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, held);
    return Parts(held->values);
  }
  held = Place();
  held->row = i;
  Compute(i, held->values.data());
  return Parts(held->values);
}

std::list<CachedKernelRows::Entry>::iterator CachedKernelRows::Place() {
  if (static_cast<int64_t>(entries_.size()) < entries_max_) {
    entries_.push_front({-1, Matrix(1, PaddedRow(first_count_) + PaddedRow(second_count_))});
    return entries_.begin();
  }
  entries_.splice(entries_.begin(), entries_, std::prev(entries_.end()));
  where_[static_cast<size_t>(entries_.front().row)] = entries_.end();
  return entries_.begin();
}

void CachedKernelRows::Compute(int64_t i, float* out) {
  float* const second = out + PaddedRow(first_count_);
  KernelTile(kernel_, operand_, OperandRow(i), 1, operand_, first_, first_count_, out,
             first_count_);
  KernelTile(kernel_, operand_, OperandRow(i), 1, operand_, second_, second_count_, second,
             second_count_);
  std::fill(out + first_count_, second, 0.0f);
  std::fill(second + second_count_, second + PaddedRow(second_count_), 0.0f);
  if (kernel_.type == SvmKernel::Type::kRbf) {
    (i < first_count_ ? out[i] : second[i - first_count_]) = 1.0f;
  }
  finite_ = finite_ && AllFinite(out, first_count_) && AllFinite(second, second_count_);
}

}  // namespace gridfold
