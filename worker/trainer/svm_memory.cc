#include "worker/trainer/svm_memory.h"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/units.h"
#include "worker/linalg/gram.h"

namespace gridfold {
namespace {

constexpr int64_t kFloat = static_cast<int64_t>(sizeof(float));

int64_t BlockBytes(int64_t rows, int64_t cols) { return rows * PaddedRow(cols) * kFloat; }

}  // namespace

SvmMemory PlanSvmMemory(int64_t rows, int64_t features, std::span<const int64_t> class_counts,
                        const MemoryShares& memory) {
  SvmMemory plan;
  int64_t train_rows = 0, squares = 0, largest = 0, second = 0;
  for (const int64_t count : class_counts) {
    train_rows += count;
    squares += BlockBytes(count, count);
    second = std::max(second, std::min(largest, count));
    largest = std::max(largest, count);
  }
  const int64_t gram = GramMatrix::BytesOf(rows, features);
  const bool has_gram = gram <= memory.shared_bytes;
  // Without the Gram matrix a slot holds a copy of its training rows.
  const int64_t copy = has_gram ? 0 : train_rows * features * kFloat;
  const int64_t room = std::max<int64_t>(0, memory.slot_bytes - copy);
  plan.limits.diagonal_bytes = room / 3 * 2;
  plan.limits.block_bytes = room / 3;
  const int64_t pair = BlockBytes(largest + second, largest + second);
  const bool whole = pair <= plan.limits.block_bytes;
  plan.mode = has_gram ? SvmMemory::Mode::kGram
              : whole  ? SvmMemory::Mode::kBlocks
                       : SvmMemory::Mode::kRows;
  plan.shared_bytes = has_gram ? gram : 0;
  plan.slot_bytes = copy + (whole ? pair : plan.limits.block_bytes) +
                    (squares <= plan.limits.diagonal_bytes ? squares : 0);
  return plan;
}

std::string Describe(const SvmMemory& plan, int64_t rows, const MemoryShares& memory) {
  const auto bytes = [](int64_t count) { return FormatBytes(static_cast<double>(count)); };
  const std::string slot =
      fmt::format("{} of {} for each slot", bytes(plan.slot_bytes), bytes(memory.slot_bytes));
  switch (plan.mode) {
    case SvmMemory::Mode::kGram:
      return fmt::format("inner products of all {} rows at once, {} of {} for what jobs share; {}",
                         rows, bytes(plan.shared_bytes), bytes(memory.shared_bytes), slot);
    case SvmMemory::Mode::kBlocks:
      return fmt::format("kernel matrices pair by pair, {}", slot);
    case SvmMemory::Mode::kRows:
      return fmt::format("kernel rows one by one, as a pair's matrix does not fit; {}", slot);
  }
  return "";
}

}  // namespace gridfold
