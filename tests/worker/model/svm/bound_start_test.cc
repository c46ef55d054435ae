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
  explicit Pair(double gamma = 0.5)
      : kernel_of({SvmKernel::Type::kRbf, gamma, 0, 3}),
        data(0, 240),
        rows(*SortByClass(data.y)),
        kernels(kernel_of, data.x, rows, {}) {
    EXPECT_TRUE(kernels.Prepare(nullptr, nullptr).ok());
    kernel = *kernels.Pair(0, 1, nullptr);
    positive = rows.Count(0);
  }
  SmoProblem Problem(double cost, double weight, double tolerance) const {
    SmoProblem problem;
    problem.kernel = kernel.get();
    problem.positive = positive;
    problem.cost_positive = cost;
    problem.cost_negative = cost * weight;
    problem.tolerance = tolerance;
    return problem;
  }

  SvmKernel kernel_of;
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
      SmoProblem problem = pair.Problem(cost, weight, 1e-6);
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

// The objective at `scale` times the start's coefficients, from products alone.
double ObjectiveAt(const BoundStart& start, double scale) {
  double line = 0, curve = 0;
  for (size_t t = 0; t < start.beta.size(); ++t) {
    line += std::abs(start.beta[t]);
    curve += start.beta[t] * start.products[t];
  }
  return scale * scale * curve / 2 - scale * line;
}

TEST(BoundStartTest, ReachHasTheLeastObjective) {
  Pair pair;
  const BoundStart start = MakeBoundStart(*pair.kernel, pair.positive, 1, 0.7);
  ASSERT_GT(start.reach, 0);
  const double least = ObjectiveAt(start, start.reach);
  EXPECT_LT(least, ObjectiveAt(start, 0.99 * start.reach));
  EXPECT_LT(least, ObjectiveAt(start, 1.01 * start.reach));
}

TEST(BoundStartTest, NearlyOrthogonalRowsStartInsideTheirBounds) {
  Pair pair(100);
  const BoundStart start = MakeBoundStart(*pair.kernel, pair.positive, 1, 5.0 / 3.0);
  SmoProblem problem = pair.Problem(100, 5.0 / 3.0, 1e-3);
  const auto cold = SolveSmo(problem);
  problem.start = &start;
  problem.start_scale = 100;
  const auto warm = SolveSmo(problem);
  ASSERT_TRUE(cold.ok() && warm.ok());
  EXPECT_EQ(cold->begun_at, 0);
  EXPECT_EQ(warm->begun_at, start.reach);
  EXPECT_FALSE(warm->cost_met);
  EXPECT_LT(warm->iterations, cold->iterations * 3 / 4);
  EXPECT_NEAR(warm->objective, cold->objective, 1e-5 * std::abs(cold->objective));
  EXPECT_LT(warm->violation, 1e-3);

  // The same C that began elsewhere does not stand for larger ones.
  problem.smaller = &*cold;
  EXPECT_EQ(SolveSmo(problem)->beta, warm->beta);
  problem.smaller = &*warm;
  problem.cost_positive *= 10;
  problem.cost_negative *= 10;
  EXPECT_EQ(SolveSmo(problem)->beta, warm->beta);
}

TEST(BoundStartTest, WithoutFreeCoefficientsTheBiasIsTheOneFromZero) {
  Pair pair;
  constexpr double kWeight = 5.0 / 3.0;  // both classes' bounds sum up to the same
  const BoundStart start = MakeBoundStart(*pair.kernel, pair.positive, 1, kWeight);
  SmoProblem problem = pair.Problem(1e-4, kWeight, 1e-3);
  const auto cold = SolveSmo(problem);
  problem.start = &start;
  problem.start_scale = 1e-4;
  EXPECT_EQ(SolveSmo(problem)->free, 0);
  problem.start_wants_free = true;
  const auto again = SolveSmo(problem);
  EXPECT_EQ(again->begun_at, 0);
  EXPECT_EQ(again->rho, cold->rho);
  EXPECT_EQ(again->beta, cold->beta);
}

}  // namespace
}  // namespace gridfold
