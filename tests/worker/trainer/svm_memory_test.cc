#include "worker/trainer/svm_memory.h"

#include <gtest/gtest.h>

#include <vector>

namespace gridfold {
namespace {

constexpr int64_t kMiB = int64_t{1} << 20, kGiB = int64_t{1} << 30;

// 14,000 rows of MNIST, three folds.
const std::vector<int64_t> kCounts(10, 933);

TEST(SvmMemoryTest, HalfIsSharedAndTheRestIsDividedAmongSlots) {
  const MemoryShares memory = ShareMemory(8 * kGiB, 4);
  EXPECT_EQ(memory.shared_bytes, 4 * kGiB);
  EXPECT_EQ(memory.slot_bytes, kGiB);
  EXPECT_GT(DefaultMemoryBytes(), 0);
}

TEST(SvmMemoryTest, TheModeFollowsTheMemory) {
  const auto mode = [](int64_t bytes) {
    return PlanSvmMemory(14'000, 784, kCounts, ShareMemory(bytes, 2)).mode;
  };
  EXPECT_EQ(mode(4 * kGiB), SvmMemory::Mode::kGram);  // 0.8 GiB of 2 GiB
  EXPECT_EQ(mode(kGiB), SvmMemory::Mode::kBlocks);
  EXPECT_EQ(mode(100 * kMiB), SvmMemory::Mode::kRows);
}

TEST(SvmMemoryTest, NoPlanTakesMoreThanItMay) {
  for (int64_t bytes = kMiB; bytes <= 64 * kGiB; bytes *= 2) {
    for (const int64_t rows : {1'000, 14'000, 56'000}) {
      const std::vector<int64_t> counts(10, rows / 15);
      const MemoryShares memory = ShareMemory(bytes, 2);
      const SvmMemory plan = PlanSvmMemory(rows, 784, counts, memory);
      EXPECT_LE(plan.shared_bytes, memory.shared_bytes);
      // The copy of the training rows is needed whatever the memory.
      const int64_t copy = rows / 15 * 10 * 784 * 4;
      EXPECT_LE(plan.slot_bytes, std::max(memory.slot_bytes, copy));
      EXPECT_LE(plan.limits.block_bytes + plan.limits.diagonal_bytes, memory.slot_bytes);
      EXPECT_FALSE(Describe(plan, rows, memory).empty());
    }
  }
}

TEST(SvmMemoryTest, AllOfMnistFitsFourGibibytesPairByPair) {
  const std::vector<int64_t> counts = {3685, 4195, 3707, 3815, 3635, 3373, 3683, 3898, 3641, 3702};
  const SvmMemory plan = PlanSvmMemory(56'000, 784, counts, ShareMemory(4 * kGiB, 2));
  EXPECT_EQ(plan.mode, SvmMemory::Mode::kBlocks);
  EXPECT_EQ(
      Describe(plan, 56'000, ShareMemory(4 * kGiB, 2)).rfind("kernel matrices pair by pair, ", 0),
      0u);
}

}  // namespace
}  // namespace gridfold
