#include "worker/linalg/gram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>
#include <vector>

#include "common/base/random.h"

namespace gridfold {
namespace {

Matrix RandomRows(int64_t rows, int64_t features) {
  Random random(5);
  Matrix x(rows, features);
  for (float& value : x.values()) value = static_cast<float>(random.Uniform(-1, 1));
  return x;
}

// More rows than a tile, and not a multiple of one.
constexpr int64_t kRows = 1100, kFeatures = 37;

TEST(GramMatrixTest, HoldsTheInnerProductsOfAllPairs) {
  const Matrix x = RandomRows(kRows, kFeatures);
  const GramMatrix gram(RandomRows(kRows, kFeatures));
  ASSERT_TRUE(gram.Complete(nullptr).ok());
  for (int64_t i = 0; i < kRows; i += 7) {
    for (int64_t j = 0; j < kRows; j += 3) {
      double sum = 0;
      for (int64_t k = 0; k < kFeatures; ++k) sum += double{x.row(i)[k]} * x.row(j)[k];
      // 37 products below 1, each rounded in float.
      ASSERT_NEAR(gram.row(i)[j], sum, 37 * std::ldexp(1.0, -24) * 4) << i << " " << j;
      ASSERT_EQ(gram.row(i)[j], gram.row(j)[i]) << "symmetric to the bit";
    }
    ASSERT_NEAR(gram.norm(i), gram.row(i)[i], 1e-5);
  }
}

TEST(GramMatrixTest, ThreadsThatShareTheWorkGetTheSameBits) {
  const GramMatrix alone(RandomRows(kRows, kFeatures)), together(RandomRows(kRows, kFeatures));
  ASSERT_TRUE(alone.Complete(nullptr).ok());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(together.Complete(nullptr).ok()); });
  }
  for (std::thread& thread : threads) thread.join();
  for (int64_t i = 0; i < kRows; ++i) {
    ASSERT_TRUE(std::equal(alone.row(i), alone.row(i) + kRows, together.row(i))) << i;
  }
}

TEST(GramMatrixTest, WhoIsStoppedLeavesTheRestToOthers) {
  const GramMatrix gram(RandomRows(kRows, kFeatures));
  const std::atomic<bool> stop = true;
  EXPECT_TRUE(absl::IsCancelled(gram.Complete(&stop)));
  EXPECT_TRUE(gram.Complete(nullptr).ok());
}

}  // namespace
}  // namespace gridfold
