#include "worker/model/svm/svm_model.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "tests/worker/model/svm/naive_svm.h"
#include "tests/worker/model/svm/svm_rows.h"

namespace gridfold {
namespace {

struct Fitted {
  Fitted(int64_t count, SvmKernel kernel, const std::vector<double>& costs)
      : data(0, count), rows(*SortByClass(data.y)) {
    problem.kernel = kernel;
    problem.x = data.x;
    problem.rows = &rows;
    problem.costs = costs;
    problem.clock = &RealClock();
    solutions = *SolvePairs(problem);
  }
  SupportSet Support(size_t begin, size_t end) {
    return CollectSupport(problem, solutions, begin, end);
  }
  SvmRows data;
  ClassRows rows;
  PairsProblem problem;
  std::vector<PairsSolution> solutions;
};

const SvmKernel kKernels[] = {{SvmKernel::Type::kLinear, 1, 0, 3},
                              {SvmKernel::Type::kRbf, 0.5, 0, 3},
                              {SvmKernel::Type::kPoly, 0.3, 1, 3}};

TEST(ScorerTest, DecisionsAgreeWithThePlainSum) {
  const SvmRows other(1000, 600);  // more than a tile of rows
  for (const SvmKernel& kernel : kKernels) {
    Fitted fitted(700, kernel, {0.3, 5});
    const SupportSet set = fitted.Support(0, 2);
    const auto decisions = Scorer(set).Decisions(other.x, nullptr);
    ASSERT_TRUE(decisions.ok());
    for (int64_t r = 0; r < 600; r += 37) {
      for (int64_t m = 0; m < 2; ++m) {
        const auto& solution = fitted.solutions[static_cast<size_t>(m)];
        for (const auto& [a, b] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}}) {
          const int64_t pair = PairIndex(a, b, 3);
          double expected = -solution.rho[static_cast<size_t>(pair)], size = 1;
          for (const auto& [own, against] : {std::pair{a, b}, std::pair{b, a}}) {
            for (int64_t t = 0; t < fitted.rows.Count(own); ++t) {
              const int64_t position = fitted.rows.start[static_cast<size_t>(own)] + t;
              const double term =
                  solution.coefficients[static_cast<size_t>(position * 2 +
                                                            OpponentSlot(own, against))] *
                  NaiveKernel(kernel,
                              fitted.data.x.row(fitted.rows.source[static_cast<size_t>(position)]),
                              other.x.row(r), 6);
              expected += term;
              size += std::abs(term);
            }
          }
          // Kernel values have the rounding of float, in proportion to what was added up.
          EXPECT_NEAR((*decisions)[static_cast<size_t>(r * 6 + m * 3 + pair)], expected,
                      2e-6 * size);
        }
      }
    }
  }
}

TEST(ScorerTest, MachinesDecideTheSameBitsAloneOrTogether) {
  const SvmRows other(1000, 530);
  for (const SvmKernel& kernel : kKernels) {
    // Enough support vectors for several tiles, and differing ones for each C.
    Fitted fitted(1500, kernel, {0.002, 0.05, 1});
    const SupportSet all = fitted.Support(0, 3);
    const auto together = *Scorer(all).Decisions(other.x, nullptr);
    for (size_t m = 0; m < 3; ++m) {
      const SupportSet one = fitted.Support(m, m + 1);
      const auto alone = *Scorer(one).Decisions(other.x, nullptr);
      for (size_t r = 0; r < 530; ++r) {
        for (size_t pair = 0; pair < 3; ++pair) {
          ASSERT_EQ(alone[r * 3 + pair], together[r * 9 + m * 3 + pair]);
        }
      }
    }
  }
}

TEST(ScorerTest, TiesOfVotesGoToTheLowerClass) {
  // Each of three classes wins one pair: decisions +, -, + for (0,1), (0,2), (1,2).
  SupportSet set;
  set.kernel = kKernels[1];
  set.center = {0.0f};
  set.classes = {4, 6, 9};
  set.start = {0, 0, 0, 0};
  set.x = Matrix(0, 1);
  set.machines = {{{}, {-1, 1, -1}}, {{}, {1, 1, 1}}, {{}, {0, 0, 0}}};
  Matrix x(1, 1);
  x.row(0)[0] = 0;
  const auto predictions = Scorer(set).Predict(x, nullptr, nullptr);
  ASSERT_TRUE(predictions.ok());
  // A decision of exactly zero is for the higher class of the pair, as in LIBSVM.
  EXPECT_EQ(predictions->classes, (std::vector<std::vector<int32_t>>{{4}, {9}, {9}}));
}

TEST(ScorerTest, StopEndsItAndNanIsSeen) {
  Fitted fitted(100, kKernels[1], {1});
  const SupportSet set = fitted.Support(0, 1);
  SvmRows other(1000, 3);
  const std::atomic<bool> stop = true;
  EXPECT_TRUE(absl::IsCancelled(Scorer(set).Predict(other.x, nullptr, &stop).status()));
  EXPECT_TRUE(Scorer(set).Predict(other.x, nullptr, nullptr)->finite);
  other.x.row(1)[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(Scorer(set).Predict(other.x, nullptr, nullptr)->finite);
}

TEST(SvmModelTest, ReadBackModelDecidesTheSameBits) {
  const SvmRows other(1000, 100);
  for (const SvmKernel& kernel : kKernels) {
    Fitted fitted(300, kernel, {1});
    SvmModel model(fitted.Support(0, 1));
    TensorFile file;
    model.Save(file);
    const auto parsed = TensorFile::Parse(file.Serialize());
    ASSERT_TRUE(parsed.ok());
    const auto loaded = SvmModel::Load(*parsed);
    ASSERT_TRUE(loaded.ok()) << Message(loaded.status());
    EXPECT_EQ((*loaded)->Type(), "svm");
    EXPECT_EQ((*loaded)->Predict(other.x), model.Predict(other.x));
    const auto& support = static_cast<const SvmModel&>(**loaded).support();
    EXPECT_EQ(*Scorer(support).Decisions(other.x, nullptr),
              *Scorer(model.support()).Decisions(other.x, nullptr));
  }
}

TEST(SvmModelTest, DamagedFilesAreDataLoss) {
  Fitted fitted(60, kKernels[1], {1});
  const SvmModel model(fitted.Support(0, 1));
  TensorFile whole;
  model.Save(whole);
  ASSERT_TRUE(SvmModel::Load(whole).ok());
  const float infinity = std::numeric_limits<float>::infinity();
  const int64_t support = model.support().x.rows();
  const std::vector<std::function<void(TensorFile&)>> damages = {
      [](TensorFile& file) { file = TensorFile(); },
      [](TensorFile& file) { file.SetText("model.kernel", "sigmoid"); },
      [](TensorFile& file) {
        file.Set("model.kernel_settings", {3}, std::vector<double>{1, 0, 1e9});
      },
      [](TensorFile& file) {
        file.Set("model.kernel_settings", {3}, std::vector<double>{NAN, 0, 3});
      },
      [](TensorFile& file) {
        file.Set("model.classes", {3}, std::vector<int32_t>{0, 0, 2});
      },
      [](TensorFile& file) { file.Set("model.classes", {1}, std::vector<int32_t>{0}); },
      [](TensorFile& file) {
        file.Set("model.classes", {2}, std::vector<int32_t>{0, 1});
      },
      [](TensorFile& file) {
        file.Set("model.support_counts", {3}, std::vector<int32_t>{-1, 2, 3});
      },
      [](TensorFile& file) {
        file.Set("model.support_counts", {3}, std::vector<int32_t>{1, 2, 2'000'000'000});
      },
      [](TensorFile& file) { file.Set("model.center", {5}, std::vector<float>(5)); },
      [](TensorFile& file) { file.Set("model.center", {0}, std::vector<float>()); },
      [&](TensorFile& file) { file.Set("model.center", {6}, std::vector<float>(6, infinity)); },
      [](TensorFile& file) { file.Set("model.rho", {2}, std::vector<double>(2)); },
      [&](TensorFile& file) {
        file.Set("model.coefficients", {support, 2},
                 std::vector<double>(static_cast<size_t>(support) * 2, NAN));
      },
  };
  for (size_t d = 0; d < damages.size(); ++d) {
    TensorFile file = whole;
    damages[d](file);
    EXPECT_EQ(SvmModel::Load(file).status().code(), absl::StatusCode::kDataLoss) << d;
  }
}

}  // namespace
}  // namespace gridfold
