#include "worker/model/svm/bound_start.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "tests/worker/model/svm/naive_svm.h"
#include "tests/worker/model/svm/svm_rows.h"
#include "worker/model/svm/class_rows.h"
#include "worker/model/svm/pair_kernels.h"
#include "worker/model/svm/smo.h"

namespace gridfold {
namespace {

// Classes 0 and 1 of the formula: 5 to 3, in two parts.
struct Pair {
  Pair() : data(0, 240), rows(*SortByClass(data.y)), kernels(kKernel, data.x, rows, {}) {
    EXPECT_TRUE(kernels.Prepare(nullptr, nullptr).ok());
    kernel = *kernels.Pair(0, 1, nullptr);
    positive = rows.Count(0);
  }
  static constexpr SvmKernel kKernel{SvmKernel::Type::kRbf, 0.5, 0, 3};
  SvmRows data;
  ClassRows rows;
  PairKernels kernels;
  std::unique_ptr<KernelRows> kernel;
  int64_t positive = 0;
};

TEST(BoundStartTest, OneClassStandsAtItsBoundsAndTheSumIsZero) {
  Pair pair;
  for (const auto& [a, b] : {std::pair{1.0, 1.0}, std::pair{1.0, 0.25}, std::pair{1.0, 5.0},
                             std::pair{1.0, 5.0 / 3.0}}) {
    const BoundStart start = MakeBoundStart(*pair.kernel, pair.positive, a, b);
    double positive = 0, negative = 0;
    for (int64_t row = 0; row < pair.kernel->Size(); ++row) {
      const double beta = start.beta[static_cast<size_t>(row)];
      if (row < pair.positive) {
        EXPECT_GE(beta, 0);
        EXPECT_LE(beta, a);
        positive += beta;
      } else {
        EXPECT_LE(beta, 0);
        EXPECT_GE(beta, -b);
        negative -= beta;
      }
    }
    const double all_positive = a * static_cast<double>(pair.positive);
    const double all_negative = b * static_cast<double>(pair.kernel->Size() - pair.positive);
    EXPECT_NEAR(positive, std::min(all_positive, all_negative), 1e-9);
    EXPECT_NEAR(negative, positive, 1e-9);
  }
}

TEST(BoundStartTest, ProductsAreThoseOfTheKernel) {
  Pair pair;
  const BoundStart start = MakeBoundStart(*pair.kernel, pair.positive, 1, 0.7);
  for (int64_t row = 0; row < pair.kernel->Size(); ++row) {
    const KernelRow values = pair.kernel->Row(row);
    double expected = 0;
    for (int64_t s = 0; s < pair.kernel->Size(); ++s) {
      expected +=
          start.beta[static_cast<size_t>(s)] * static_cast<double>(pair.kernel->At(values, s));
    }
    EXPECT_NEAR(start.products[static_cast<size_t>(row)], expected, 1e-10);
  }
}

TEST(BoundStartTest, LeadsToTheOptimumThatIsReachedFromZero) {
  Pair pair;
  for (const double weight : {1.0, 2.0}) {
    const BoundStart start = MakeBoundStart(*pair.kernel, pair.positive, 1, weight);
    for (const double cost : {0.001, 0.1, 1.0, 30.0}) {
      SmoProblem problem;
      problem.kernel = pair.kernel.get();
      problem.positive = pair.positive;
      problem.cost_positive = cost;
      problem.cost_negative = cost * weight;
      problem.tolerance = 1e-6;
      const auto cold = SolveSmo(problem);
      problem.start = &start;
      problem.start_scale = cost;
      const auto warm = SolveSmo(problem);
      ASSERT_TRUE(cold.ok() && warm.ok());
      // Within the tolerance of the optimum both, so within tolerance x coefficients of each other.
      EXPECT_NEAR(warm->objective, cold->objective, 1e-6 * std::abs(cold->objective));
      EXPECT_LT(warm->violation, 1e-6);
      EXPECT_NEAR(std::accumulate(warm->beta.begin(), warm->beta.end(), 0.0), 0, 1e-9 * cost);
      // Where nearly all coefficients end at their bounds, there is little to do.
      if (cost == 0.001) {
        EXPECT_LT(warm->iterations, cold->iterations / 3);
      }
    }
  }
}

}  // namespace
}  // namespace gridfold
