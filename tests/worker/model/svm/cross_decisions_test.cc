#include "worker/model/svm/cross_decisions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <vector>

#include "common/base/random.h"
#include "tests/worker/model/svm/naive_svm.h"
#include "tests/worker/model/svm/svm_rows.h"
#include "worker/model/svm/class_rows.h"
#include "worker/model/svm/smo.h"
#include "worker/model/svm/subset_rows.h"

namespace gridfold {
namespace {

using testing::Each;

// The kernel matrix of the rows of classes 0 and 1 of the rows by formula.
struct PairOfRows {
  explicit PairOfRows(int64_t count) : data(0, count), rows(*SortByClass(data.y)) {
    positive = rows.Count(0);
    const std::vector<int64_t> both(rows.source.begin(),
                                    rows.source.begin() + positive + rows.Count(1));
    size = static_cast<int64_t>(both.size());
    matrix = NaiveKernelMatrix({SvmKernel::Type::kRbf, 0.5, 0, 3}, data.x, both);
    values = Matrix(size, PaddedRow(size));
    for (int64_t i = 0; i < size; ++i) {
      std::fill_n(values.row(i), PaddedRow(size), 0.0f);
      for (int64_t j = 0; j < size; ++j) values.row(i)[j] = static_cast<float>(At(i, j));
    }
  }
  double At(int64_t i, int64_t j) const {
    return matrix[static_cast<size_t>(i)][static_cast<size_t>(j)];
  }
  DenseKernelRows Kernel() const { return {values.data(), size}; }

  SvmRows data;
  ClassRows rows;
  DoubleMatrix matrix;
  Matrix values;
  int64_t positive = 0, size = 0;
};

CrossProblem ProblemOf(KernelRows& kernel, int64_t positive) {
  CrossProblem problem;
  problem.kernel = &kernel;
  problem.positive = positive;
  problem.costs = {{1, 1}};
  problem.seed = 11;
  return problem;
}

TEST(SubsetRowsTest, RowsAreThoseOfTheWholeWhetherAllAreKeptOrFew) {
  const PairOfRows pair(100);
  const std::vector<int64_t> chosen = {0, 3, 4, 17, 29, 54, 79};
  const std::vector<int> asked = {0, 6, 6, 0, 2, 2, 5, 2, 2, 3, 1, 0, 4, 5, 6, 0, 1, 2};
  for (const int64_t bytes_max : {int64_t{1} << 20, int64_t{0}}) {
    DenseKernelRows kernel = pair.Kernel();
    SubsetKernelRows subset(kernel, chosen, bytes_max);
    ASSERT_EQ(subset.Size(), 7);
    // The last rows stay valid, whether the next one is new or known.
    std::vector<KernelRow> rows;
    for (size_t at = 0; at < asked.size(); ++at) {
      rows.push_back(subset.Row(asked[at]));
      for (size_t back = 0; back <= std::min<size_t>(at, kRowsHeld - 1); ++back) {
        const auto i = static_cast<size_t>(asked[at - back]);
        for (size_t k = 0; k < 16; ++k) {
          const float expected = k < 7 ? static_cast<float>(pair.At(chosen[i], chosen[k])) : 0.0f;
          ASSERT_EQ(rows[at - back].first[k], expected);
        }
      }
      EXPECT_EQ(subset.Diagonal(asked[at]), 1);
    }
  }
}

TEST(CrossDecisionsTest, EachRowIsDecidedByAMachineWithoutItsFold) {
  const PairOfRows pair(103);
  DenseKernelRows kernel = pair.Kernel();
  const CrossProblem problem = ProblemOf(kernel, pair.positive);
  const auto decisions = CrossDecisions(problem);
  ASSERT_TRUE(decisions.ok());
  // The same deal of rows, and each fold's machine trained on a matrix of its own.
  std::vector<int64_t> order(static_cast<size_t>(pair.size));
  std::iota(order.begin(), order.end(), 0);
  Random(problem.seed).Shuffle(std::span<int64_t>(order));
  for (int64_t fold = 0; fold < 5; ++fold) {
    const int64_t begin = fold * pair.size / 5, end = (fold + 1) * pair.size / 5;
    std::vector<int64_t> train(order.begin(), order.begin() + begin);
    train.insert(train.end(), order.begin() + end, order.end());
    std::sort(train.begin(), train.end());
    const auto count = static_cast<int64_t>(train.size());
    Matrix own(count, PaddedRow(count));
    std::fill_n(own.data(), count * PaddedRow(count), 0.0f);
    SmoProblem machine;
    for (int64_t i = 0; i < count; ++i) {
      machine.positive += train[static_cast<size_t>(i)] < pair.positive ? 1 : 0;
      for (int64_t j = 0; j < count; ++j) {
        own.row(i)[j] = static_cast<float>(
            pair.At(train[static_cast<size_t>(i)], train[static_cast<size_t>(j)]));
      }
    }
    DenseKernelRows rows(own.data(), count);
    machine.kernel = &rows;
    const SmoSolution solution = *SolveSmo(machine);
    for (int64_t place = begin; place < end; ++place) {
      const int64_t row = order[static_cast<size_t>(place)];
      double expected = -solution.rho;
      for (size_t t = 0; t < train.size(); ++t)
        expected += solution.beta[t] * pair.At(train[t], row);
      // 80 kernel values rounded to float, with coefficients up to 1.
      EXPECT_NEAR((*decisions)[0][static_cast<size_t>(row)], expected, 1e-5);
    }
  }
}

TEST(CrossDecisionsTest, ACostDecidesTheSameBitsAloneOrBesideOthers) {
  const PairOfRows pair(90);
  DenseKernelRows kernel = pair.Kernel();
  CrossProblem problem = ProblemOf(kernel, pair.positive);
  problem.costs = {{0.1, 0.1}, {1, 2}, {50, 50}};
  const auto together = *CrossDecisions(problem);
  for (size_t c = 0; c < 3; ++c) {
    CrossProblem alone = problem;
    alone.costs = {problem.costs[c]};
    EXPECT_EQ((*CrossDecisions(alone))[0], together[c]);
  }
  EXPECT_NE(together[0], together[2]);
}

TEST(CrossDecisionsTest, TheSeedDealsTheRows) {
  const PairOfRows pair(60);
  DenseKernelRows kernel = pair.Kernel();
  CrossProblem problem = ProblemOf(kernel, pair.positive);
  const auto first = *CrossDecisions(problem);
  EXPECT_EQ(*CrossDecisions(problem), first);
  problem.seed = 12;
  EXPECT_NE(*CrossDecisions(problem), first);
}

TEST(CrossDecisionsTest, AMachineThatWouldSeeOneClassSaysThatClass) {
  const PairOfRows pair(60);
  DenseKernelRows kernel = pair.Kernel();
  EXPECT_THAT((*CrossDecisions(ProblemOf(kernel, 0)))[0], Each(-1));
  EXPECT_THAT((*CrossDecisions(ProblemOf(kernel, pair.size)))[0], Each(1));
  // The only positive row is in one fold, whose machine has none.
  EXPECT_EQ((*CrossDecisions(ProblemOf(kernel, 1)))[0][0], -1);
}

TEST(CrossDecisionsTest, TwoRowsAreEnough) {
  const float values[] = {1,    0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                          0.5f, 1,    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  DenseKernelRows kernel(values, 2);
  EXPECT_EQ((*CrossDecisions(ProblemOf(kernel, 1)))[0], (std::vector<double>{-1, 1}));
}

TEST(CrossDecisionsTest, StopEndsIt) {
  const PairOfRows pair(60);
  DenseKernelRows kernel = pair.Kernel();
  CrossProblem problem = ProblemOf(kernel, pair.positive);
  const std::atomic<bool> stop = true;
  problem.stop = &stop;
  EXPECT_TRUE(absl::IsCancelled(CrossDecisions(problem).status()));
}

}  // namespace
}  // namespace gridfold
