#include "worker/model/svm/libsvm_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/worker/model/svm/fitted_svm.h"
#include "tests/worker/model/svm/libsvm_reader.h"
#include "worker/model/svm/scorer.h"

namespace gridfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<int32_t> kLabels = {7, -3, 12};

const SvmKernel kKernels[] = {{SvmKernel::Type::kLinear, 1, 0, 3},
                              {SvmKernel::Type::kRbf, 0.5, 0, 3},
                              {SvmKernel::Type::kPoly, 0.3, 1, 3},
                              {SvmKernel::Type::kPoly, 0.7, -0.25, 2}};

TEST(LibsvmTextTest, ANaiveReaderOfTheTextPredictsTheSameLabels) {
  const SvmRows other(1000, 500);
  for (const SvmKernel& kernel : kKernels) {
    const FittedSvm fitted(400, kernel, 0.8);
    const SupportSet set = fitted.Support();
    const auto text = LibsvmText(set, kLabels);
    ASSERT_TRUE(text.ok());
    const LibsvmModel model = ReadLibsvm(*text);
    const auto predicted = Scorer(set).Predict(other.x, nullptr, nullptr);
    ASSERT_TRUE(predicted.ok());
    int64_t differing = 0;
    for (int64_t r = 0; r < 500; ++r) {
      const auto c = static_cast<size_t>(predicted->classes[0][static_cast<size_t>(r)]);
      differing += model.Predict(other.x.row(r), 6) != kLabels[c] ? 1 : 0;
    }
    EXPECT_EQ(differing, 0) << KernelName(kernel.type);
  }
}

TEST(LibsvmTextTest, DecisionsOfRowsFarFromTheOriginStayTheSame) {
  // The centre is 1000 here; a text that forgot what it means would be far off.
  SvmRows data(0, 200), other(1000, 50);
  for (SvmRows* rows : {&data, &other}) {
    for (int64_t i = 0; i < rows->x.rows() * 6; ++i) rows->x.data()[i] += 1000.0f;
  }
  const ClassRows rows = *SortByClass(data.y);
  PairsProblem problem;
  problem.kernel = kKernels[1];
  problem.x = data.x;
  problem.rows = &rows;
  problem.costs = {1};
  problem.clock = &RealClock();
  const SupportSet set = CollectSupport(problem, *SolvePairs(problem), 0, 1);
  ASSERT_GT(set.center[0], 900);
  const LibsvmModel model = ReadLibsvm(*LibsvmText(set, kLabels));
  const auto decisions = *Scorer(set).Decisions(other.x, nullptr);
  for (int64_t r = 0; r < 50; ++r) {
    const std::vector<double> expected = model.Decisions(other.x.row(r), 6);
    for (size_t pair = 0; pair < 3; ++pair) {
      // A centred float near 1 has lost up to 2^-15 of its digits in the sum with 1000, the same
      // in both; what differs is the rounding of 60-odd kernel values in float.
      EXPECT_NEAR(decisions[static_cast<size_t>(r) * 3 + pair], expected[pair], 1e-4);
    }
  }
}

TEST(LibsvmTextTest, EveryNumberReadsBackExactly) {
  const FittedSvm fitted(150, kKernels[1], 0.8);
  const SupportSet set = fitted.Support();
  const LibsvmModel model = ReadLibsvm(*LibsvmText(set, kLabels));
  EXPECT_EQ(model.gamma, set.kernel.gamma);
  EXPECT_EQ(model.rho, set.machines[0].rho);
  ASSERT_EQ(static_cast<int64_t>(model.support.size()), set.x.rows());
  for (int64_t s = 0; s < set.x.rows(); ++s) {
    const LibsvmModel::Row& row = model.support[static_cast<size_t>(s)];
    for (int64_t k = 0; k < 2; ++k) {
      EXPECT_EQ(row.coefficients[static_cast<size_t>(k)],
                set.machines[0].coefficients[static_cast<size_t>(s * 2 + k)]);
    }
    for (const auto& [index, value] : row.features) {
      EXPECT_EQ(value, static_cast<double>(set.x.row(s)[index - 1]));
    }
  }
}

// Two classes of three; the support vector of the second is all zeros.
SupportSet SmallSet(SvmKernel::Type type) {
  SupportSet set;
  set.kernel = {type, 0.1, -2, 3};
  set.center = {5, 5, 5};
  set.classes = {0, 2};
  set.start = {0, 1, 2};
  set.x = Matrix(2, 3);
  const float rows[] = {0, 0.5f, -2, 0, 0, 0};
  std::copy_n(rows, 6, set.x.data());
  set.machines = {{{1, -1e-7}, {0.1}}};
  return set;
}

TEST(LibsvmTextTest, TheTextIsWhatLibsvmWrites) {
  EXPECT_EQ(*LibsvmText(SmallSet(SvmKernel::Type::kPoly), kLabels),
            "svm_type c_svc\nkernel_type polynomial\ndegree 3\ngamma 0.1\ncoef0 -2\nnr_class 2\n"
            "total_sv 2\nrho 0.1\nlabel 7 12\nnr_sv 1 1\nSV\n1 2:0.5 3:-2 \n-1e-07 \n");
  EXPECT_THAT(*LibsvmText(SmallSet(SvmKernel::Type::kRbf), kLabels),
              HasSubstr("kernel_type rbf\ngamma 0.1\nnr_class"));
  EXPECT_THAT(*LibsvmText(SmallSet(SvmKernel::Type::kLinear), kLabels),
              HasSubstr("kernel_type linear\nnr_class"));
}

TEST(LibsvmTextTest, AClassWithoutALabelIsDataLoss) {
  const auto text = LibsvmText(SmallSet(SvmKernel::Type::kRbf), std::vector<int32_t>{0, 1});
  EXPECT_EQ(text.status().code(), absl::StatusCode::kDataLoss);
}

TEST(LibsvmLabelsTest, WholeNumbersStayThemselves) {
  EXPECT_THAT(LibsvmLabels({"0", "1", "2"}), ElementsAre(0, 1, 2));
  EXPECT_THAT(LibsvmLabels({"-1", "+1"}), ElementsAre(-1, 1));
  EXPECT_THAT(LibsvmLabels({"3.0", "1e2", "2147483647"}), ElementsAre(3, 100, 2147483647));
}

TEST(LibsvmLabelsTest, OtherNamesBecomeIndices) {
  EXPECT_THAT(LibsvmLabels({"cat", "dog"}), ElementsAre(0, 1));
  EXPECT_THAT(LibsvmLabels({"5", "6", "7b"}), ElementsAre(0, 1, 2));
  EXPECT_THAT(LibsvmLabels({"1.5", "2"}), ElementsAre(0, 1));
  EXPECT_THAT(LibsvmLabels({"5", ""}), ElementsAre(0, 1));
  EXPECT_THAT(LibsvmLabels({"5", "nan"}), ElementsAre(0, 1));
  EXPECT_THAT(LibsvmLabels({"5", "inf"}), ElementsAre(0, 1));
  EXPECT_THAT(LibsvmLabels({"5", "+"}), ElementsAre(0, 1));
  EXPECT_THAT(LibsvmLabels({"5", "2147483648"}), ElementsAre(0, 1));
  // Two names of one number would be one label.
  EXPECT_THAT(LibsvmLabels({"5", "5.0"}), ElementsAre(0, 1));
}

}  // namespace
}  // namespace gridfold
