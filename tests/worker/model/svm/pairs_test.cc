#include "worker/model/svm/pairs.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <vector>

#include "tests/worker/model/svm/naive_svm.h"
#include "tests/worker/model/svm/svm_rows.h"
#include "worker/model/svm/class_rows.h"
#include "worker/model/svm/scorer.h"
#include "worker/model/svm/support_set.h"

namespace gridfold {
namespace {

PairsProblem Problem(const SvmRows& data, const ClassRows& rows, std::vector<double> costs,
                     SvmKernel kernel = {SvmKernel::Type::kRbf, 0.5, 0, 3}) {
  PairsProblem problem;
  problem.kernel = kernel;
  problem.x = data.x;
  problem.rows = &rows;
  problem.costs = std::move(costs);
  problem.clock = &RealClock();
  return problem;
}

TEST(ClassRowsTest, RowsAreSortedStablyAndMissingClassesLeftOut) {
  const auto rows = SortByClass(std::vector<int32_t>{7, 2, 7, 4, 2});
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ(rows->classes, (std::vector<int32_t>{2, 4, 7}));
  EXPECT_EQ(rows->start, (std::vector<int64_t>{0, 2, 3, 5}));
  EXPECT_EQ(rows->source, (std::vector<int64_t>{1, 4, 3, 0, 2}));
  EXPECT_EQ(rows->Pairs(), 3);
}

TEST(ClassRowsTest, FewerThanTwoClassesAreRefused) {
  EXPECT_EQ(Message(SortByClass(std::vector<int32_t>{3, 3}).status()),
            "svm: expected at least two classes among the training rows, found 1");
  EXPECT_TRUE(absl::IsInvalidArgument(SortByClass({}).status()));
}

TEST(ClassRowsTest, PairsAreNumberedInOrder) {
  int64_t expected = 0;
  for (int64_t a = 0; a < 6; ++a) {
    for (int64_t b = a + 1; b < 6; ++b) EXPECT_EQ(PairIndex(a, b, 6), expected++);
  }
}

TEST(PairKernelsTest, BlocksAcrossTilesAgreeWithThePlainFormula) {
  const SvmRows data(0, 700);  // 350, 210 and 140 rows: several tiles, none of them whole
  const ClassRows rows = *SortByClass(data.y);
  const SvmKernel kernel{SvmKernel::Type::kRbf, 0.5, 0, 3};
  PairKernels kernels(kernel, data.x, rows, {});
  ASSERT_TRUE(kernels.Prepare(nullptr, nullptr).ok());
  for (const auto& [a, b] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}}) {
    const auto pair = *kernels.Pair(a, b, nullptr);
    KernelRows& block = *pair;
    ASSERT_EQ(block.Size(), rows.Count(a) + rows.Count(b));
    const int64_t count_a = rows.Count(a), start_a = rows.start[static_cast<size_t>(a)],
                  start_b = rows.start[static_cast<size_t>(b)];
    const auto source = [&](int64_t i) {
      const int64_t position = i < count_a ? start_a + i : start_b + i - count_a;
      return data.x.row(rows.source[static_cast<size_t>(position)]);
    };
    double worst = 0;
    for (int64_t i = 0; i < block.Size(); i += 3) {
      EXPECT_EQ(block.Diagonal(i), 1.0);
      const KernelRow row = block.Row(i);
      for (int64_t j = 0; j < block.Size(); ++j) {
        worst = std::max(worst,
                         std::abs(block.At(row, j) - NaiveKernel(kernel, source(i), source(j), 6)));
        EXPECT_EQ(block.At(row, j), block.At(block.Row(j), i));
      }
      const int64_t second = block.Size() - count_a;
      for (int64_t j = count_a; j < PaddedRow(count_a); ++j) EXPECT_EQ(row.first[j], 0.0f);
      for (int64_t j = second; j < PaddedRow(second); ++j) EXPECT_EQ(row.second[j], 0.0f);
    }
    EXPECT_LT(worst, 2e-6);  // distances of up to 20 in float, then an exponential
  }
}

TEST(CachedKernelRowsTest, RowsSurviveEvictionAndTheLastOnesStayValid) {
  const SvmRows data(0, 60);
  const SvmKernel kernel{SvmKernel::Type::kRbf, 0.5, 0, 3};
  KernelOperand operand(60, KernelCenter(kernel, data.x));
  for (int64_t r = 0; r < 60; ++r) operand.Set(r, data.x.row(r));
  CachedKernelRows cache(kernel, operand, 5, 20, 40, 15, 0);  // room for as few rows as may be
  const auto source = [&](int64_t i) { return data.x.row(i < 20 ? 5 + i : 20 + i); };
  KernelRow previous = cache.Row(34);
  int64_t previous_row = 34;
  for (const int64_t i : {0, 19, 0, 20, 34, 1, 1, 20}) {
    const KernelRow row = cache.Row(i);
    for (int64_t j = 0; j < 35; ++j) {
      EXPECT_NEAR(cache.At(row, j), NaiveKernel(kernel, source(i), source(j), 6), 2e-6);
      EXPECT_NEAR(cache.At(previous, j), NaiveKernel(kernel, source(previous_row), source(j), 6),
                  2e-6);
    }
    previous = row;
    previous_row = i;
  }
  EXPECT_TRUE(cache.Finite());
}

TEST(PairsTest, RowCacheSolvesWhatTheBlockSolves) {
  const SvmRows data(0, 200);
  const ClassRows rows = *SortByClass(data.y);
  for (const auto type :
       {SvmKernel::Type::kLinear, SvmKernel::Type::kRbf, SvmKernel::Type::kPoly}) {
    PairsProblem problem = Problem(data, rows, {1.0}, {type, 0.3, 1, 3});
    problem.tolerance = 1e-5;
    const auto dense = SolvePairs(problem);
    problem.limits = {.block_bytes = 20'000, .diagonal_bytes = 0};  // about 30 rows
    const auto cached = SolvePairs(problem);
    ASSERT_TRUE(dense.ok() && cached.ok());
    EXPECT_NEAR((*cached)[0].objective / (*dense)[0].objective, 1, 1e-6);
    EXPECT_LT((*cached)[0].violation, 1e-5);
  }
}

TEST(PairsTest, EachCIsTheSameAloneOrTogether) {
  const SvmRows data(0, 300);
  const ClassRows rows = *SortByClass(data.y);
  const std::vector<double> costs = {0.1, 1, 10, 100};
  for (const double gamma : {0.3, 3.0, 30.0}) {
    for (const bool balanced : {false, true}) {
      const auto solve = [&](const std::vector<double>& some) {
        PairsProblem problem = Problem(data, rows, some, {SvmKernel::Type::kRbf, gamma, 0, 3});
        for (size_t c = 0; balanced && c < rows.classes.size(); ++c) {
          problem.weights.push_back(100.0 /
                                    static_cast<double>(rows.Count(static_cast<int64_t>(c))));
        }
        return *SolvePairs(problem);
      };
      const auto together = solve(costs);
      for (size_t c = 0; c < costs.size(); ++c) {
        const auto alone = solve({costs[c]});
        EXPECT_EQ(alone[0].coefficients, together[c].coefficients) << gamma << " " << costs[c];
        EXPECT_EQ(alone[0].rho, together[c].rho);
        EXPECT_EQ(alone[0].objective, together[c].objective);
        EXPECT_EQ(alone[0].settled, together[c].settled);
      }
    }
  }
}

TEST(PairsTest, SettledRowsArePredictedAsTheirOwnClass) {
  const SvmRows data(0, 300);
  const ClassRows rows = *SortByClass(data.y);
  const PairsProblem problem = Problem(data, rows, {0.02, 1.0});
  const auto solutions = SolvePairs(problem);
  ASSERT_TRUE(solutions.ok());
  for (size_t c = 0; c < 2; ++c) {
    const SupportSet set = CollectSupport(problem, *solutions, c, c + 1);
    const auto predicted = Scorer(set).Predict(data.x, nullptr, nullptr)->classes[0];
    int64_t settled = 0;
    for (size_t position = 0; position < rows.source.size(); ++position) {
      if (!(*solutions)[c].settled[position]) continue;
      ++settled;
      const auto row = static_cast<size_t>(rows.source[position]);
      EXPECT_EQ(predicted[row], data.y[row]);
    }
    EXPECT_GT(settled, 0);
    EXPECT_LT(settled, rows.Rows());
  }
}

TEST(PairsTest, OverflowAndNanAreErrorsInBothModes) {
  for (const float wrong : {1e30f, std::numeric_limits<float>::quiet_NaN()}) {
    SvmRows data(0, 60);
    data.x.row(17)[2] = wrong;
    const ClassRows rows = *SortByClass(data.y);
    PairsProblem problem = Problem(data, rows, {1.0}, {SvmKernel::Type::kPoly, 1, 1, 3});
    EXPECT_TRUE(absl::IsInternal(SolvePairs(problem).status()));
    problem.limits = {.block_bytes = 0, .diagonal_bytes = 0};
    EXPECT_TRUE(absl::IsInternal(SolvePairs(problem).status()));
  }
}

TEST(PairsTest, StopEndsIt) {
  const SvmRows data(0, 60);
  const ClassRows rows = *SortByClass(data.y);
  PairsProblem problem = Problem(data, rows, {1.0});
  const std::atomic<bool> stop = true;
  problem.stop = &stop;
  EXPECT_TRUE(absl::IsCancelled(SolvePairs(problem).status()));
}

}  // namespace
}  // namespace gridfold
