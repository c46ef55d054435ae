#include "worker/model/svm/smo.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

#include "tests/worker/model/svm/naive_svm.h"
#include "tests/worker/model/svm/svm_rows.h"

namespace gridfold {
namespace {

// A dense kernel matrix in the layout of the solver.
struct Block {
  explicit Block(const DoubleMatrix& kernel) {
    const auto size = static_cast<int64_t>(kernel.size());
    for (const auto& row : kernel) {
      for (const double value : row) values.push_back(static_cast<float>(value));
      values.resize(values.size() + static_cast<size_t>(PaddedRow(size) - size), 0.0f);
    }
    rows = std::make_unique<DenseKernelRows>(values.data(), size);
  }
  std::vector<float> values;
  std::unique_ptr<DenseKernelRows> rows;
};

SmoProblem Problem(KernelRows& rows, int64_t positive, double cost, double tolerance) {
  SmoProblem problem;
  problem.kernel = &rows;
  problem.positive = positive;
  problem.cost_positive = problem.cost_negative = cost;
  problem.tolerance = tolerance;
  return problem;
}

// The rows of classes 0 and 1 of `data`, class 0 first.
std::vector<int64_t> TwoClasses(const SvmRows& data, size_t& positive) {
  std::vector<int64_t> rows;
  for (const int32_t wanted : {0, 1}) {
    for (size_t r = 0; r < data.y.size(); ++r) {
      if (data.y[r] == wanted) rows.push_back(static_cast<int64_t>(r));
    }
    if (wanted == 0) positive = rows.size();
  }
  return rows;
}

TEST(SmoTest, TwoPointsAreSolvedByHand) {
  // x = 1 and x = -1, linear: w = 1, beta = 1/2 and -1/2, objective 1/2 w^2 - 1.
  Block block({{1, -1}, {-1, 1}});
  const auto free = SolveSmo(Problem(*block.rows, 1, 10, 1e-9));
  ASSERT_TRUE(free.ok());
  EXPECT_DOUBLE_EQ(free->beta[0], 0.5);
  EXPECT_DOUBLE_EQ(free->beta[1], -0.5);
  EXPECT_NEAR(free->rho, 0, 1e-15);
  EXPECT_DOUBLE_EQ(free->objective, -0.5);
  EXPECT_EQ(free->iterations, 1);
  // C = 0.1 binds both: w = 0.2, objective 0.02 - 0.2; the bias is the middle of what is allowed.
  const auto bound = SolveSmo(Problem(*block.rows, 1, 0.1, 1e-9));
  ASSERT_TRUE(bound.ok());
  EXPECT_EQ(bound->beta, (std::vector<double>{0.1, -0.1}));
  EXPECT_NEAR(bound->objective, -0.18, 1e-15);
  EXPECT_NEAR(bound->rho, 0, 1e-15);
}

TEST(SmoTest, BiasOfShiftedPointsIsTheirMiddle) {
  // x = 3 against x = 1: decision x - 2.
  Block block({{9, 3}, {3, 1}});
  const auto solution = SolveSmo(Problem(*block.rows, 1, 10, 1e-9));
  ASSERT_TRUE(solution.ok());
  EXPECT_NEAR(solution->rho, 2, 1e-12);
  EXPECT_NEAR(solution->beta[0], 0.5, 1e-12);
  // C = 0.01 binds both: w = 0.02; the bias lies between 0.06 - 1 and 0.02 + 1, halfway.
  const auto bound = SolveSmo(Problem(*block.rows, 1, 0.01, 1e-9));
  ASSERT_TRUE(bound.ok());
  EXPECT_NEAR(bound->rho, 0.04, 1e-12);
}

TEST(SmoTest, CostsThatWereNeverMetMayGrow) {
  const SvmRows data(0, 110);
  size_t positive = 0;
  Block block(
      NaiveKernelMatrix({SvmKernel::Type::kRbf, 5, 0, 3}, data.x, TwoClasses(data, positive)));
  const auto solve = [&](double cost, const SmoSolution* smaller) {
    SmoProblem problem = Problem(*block.rows, static_cast<int64_t>(positive), cost, 1e-3);
    problem.smaller = smaller;
    const auto solution = SolveSmo(problem);
    EXPECT_TRUE(solution.ok());
    return *solution;
  };
  const SmoSolution tight = solve(0.1, nullptr), wide = solve(1e3, nullptr);
  ASSERT_TRUE(tight.cost_met);
  ASSERT_FALSE(wide.cost_met);
  const SmoSolution after_tight = solve(1e4, &tight), after_wide = solve(1e4, &wide);
  EXPECT_EQ(after_wide.beta, solve(1e4, nullptr).beta);
  EXPECT_EQ(after_wide.rho, wide.rho);
  EXPECT_EQ(after_wide.iterations, wide.iterations);
  EXPECT_EQ(after_tight.beta, wide.beta) << "solved anew";
}

TEST(SmoTest, BiasIsTheMeanOverFreeCoefficients) {
  const SvmRows data(0, 110);
  size_t positive = 0;
  const DoubleMatrix exact =
      NaiveKernelMatrix({SvmKernel::Type::kRbf, 0.5, 0, 3}, data.x, TwoClasses(data, positive));
  Block block(exact);
  // A coarse tolerance leaves the free ones apart, so the mean differs from any other choice.
  const auto solution = SolveSmo(Problem(*block.rows, static_cast<int64_t>(positive), 1, 0.5));
  ASSERT_TRUE(solution.ok());
  const std::vector<double> f = NaiveF(exact, solution->beta, positive);
  double sum = 0;
  int free = 0;
  for (size_t t = 0; t < f.size(); ++t) {
    if (solution->beta[t] == 0 || std::abs(solution->beta[t]) == 1) continue;
    sum += f[t];
    ++free;
  }
  ASSERT_GT(free, 1);
  EXPECT_NEAR(solution->rho, -sum / free, 1e-6);
}

TEST(SmoTest, ObjectiveAndConditionsHoldAgainstANaiveSolver) {
  const SvmRows data(0, 110);
  size_t positive = 0;
  const std::vector<int64_t> rows = TwoClasses(data, positive);
  for (const SvmKernel& kernel :
       {SvmKernel{SvmKernel::Type::kLinear, 1, 0, 3}, SvmKernel{SvmKernel::Type::kRbf, 0.5, 0, 3},
        SvmKernel{SvmKernel::Type::kPoly, 0.3, 1, 3}}) {
    const DoubleMatrix exact = NaiveKernelMatrix(kernel, data.x, rows);
    Block block(exact);
    for (const auto& [cost_positive, cost_negative] :
         {std::pair{0.05, 0.05}, std::pair{1.0, 1.0}, std::pair{0.5, 3.0}}) {
      SmoProblem problem = Problem(*block.rows, static_cast<int64_t>(positive), 1, 1e-5);
      problem.cost_positive = cost_positive;
      problem.cost_negative = cost_negative;
      const auto solution = SolveSmo(problem);
      ASSERT_TRUE(solution.ok());
      const double expected = NaiveObjective(exact, positive, cost_positive, cost_negative);
      EXPECT_NEAR(solution->objective / expected, 1, 1e-6);
      EXPECT_LT(solution->violation, 1e-5);
      EXPECT_FALSE(solution->iteration_limit_hit);
      EXPECT_NEAR(std::accumulate(solution->beta.begin(), solution->beta.end(), 0.0), 0, 1e-12);
      const NaivePair pair = NaiveViolation(NaiveF(exact, solution->beta, positive), solution->beta,
                                            positive, cost_positive, cost_negative);
      // The tolerance, and the rounding of kernel values of up to 100 to float.
      EXPECT_LT(pair.violation, 1e-5 + 2e-4);
    }
  }
}

TEST(SmoTest, ConflictingDuplicatesEndAtTheirBounds) {
  // Four equal rows, two of each class: every kernel value is 1, so no direction has curvature.
  Block block(DoubleMatrix(4, std::vector<double>(4, 1.0)));
  const auto solution = SolveSmo(Problem(*block.rows, 2, 3, 1e-3));
  ASSERT_TRUE(solution.ok());
  EXPECT_EQ(solution->beta, (std::vector<double>{3, 3, -3, -3}));
  EXPECT_DOUBLE_EQ(solution->objective, -12);
  EXPECT_NEAR(solution->rho, 0, 1e-12);
}

TEST(SmoTest, IterationLimitIsReportedAndKeepsAValidPoint) {
  const SvmRows data(0, 110);
  size_t positive = 0;
  const DoubleMatrix exact =
      NaiveKernelMatrix({SvmKernel::Type::kRbf, 0.5, 0, 3}, data.x, TwoClasses(data, positive));
  Block block(exact);
  SmoProblem problem = Problem(*block.rows, static_cast<int64_t>(positive), 1, 1e-3);
  problem.iterations_max = 3;
  const auto solution = SolveSmo(problem);
  ASSERT_TRUE(solution.ok());
  EXPECT_TRUE(solution->iteration_limit_hit);
  EXPECT_EQ(solution->iterations, 3);
  EXPECT_GT(solution->violation, 1e-3);
  EXPECT_NEAR(std::accumulate(solution->beta.begin(), solution->beta.end(), 0.0), 0, 1e-12);
}

TEST(SmoTest, StopEndsIt) {
  Block block({{1, -1}, {-1, 1}});
  const std::atomic<bool> stop = true;
  SmoProblem problem = Problem(*block.rows, 1, 1, 1e-3);
  problem.stop = &stop;
  EXPECT_TRUE(absl::IsCancelled(SolveSmo(problem).status()));
}

}  // namespace
}  // namespace gridfold
