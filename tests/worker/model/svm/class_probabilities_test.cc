#include "worker/model/svm/class_probabilities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "common/metric/probability_scores.h"
#include "tests/worker/model/svm/fitted_svm.h"
#include "tests/worker/model/svm/libsvm_reader.h"
#include "worker/model/svm/coupling.h"
#include "worker/model/svm/libsvm_text.h"
#include "worker/model/svm/svm_model.h"

namespace gridfold {
namespace {

const SvmKernel kKernel = {SvmKernel::Type::kRbf, 0.5, 0, 3};

TEST(ClassProbabilitiesTest, TheyAreTheCoupledSigmoidsOfTheDecisions) {
  const FittedSvm fitted(300, kKernel, 1, 9);
  const SupportSet set = fitted.Support();
  // More rows than a block of decisions.
  const SvmRows other(1000, 2100);
  const Scorer scorer(set);
  const auto probabilities = PredictProbabilities(set, scorer, other.x, nullptr);
  ASSERT_TRUE(probabilities.ok());
  ASSERT_EQ(probabilities->front().size(), 6300u);
  const std::vector<double> decisions = *scorer.Decisions(other.x, nullptr);
  for (size_t r = 0; r < 2100; r += 7) {
    std::vector<double> pairwise, p(3);
    for (size_t pair = 0; pair < 3; ++pair) {
      const Sigmoid& sigmoid = set.machines[0].sigmoids[pair];
      pairwise.push_back(1 / (1 + std::exp(sigmoid.a * decisions[r * 3 + pair] + sigmoid.b)));
    }
    CouplePairs(pairwise, p);
    for (size_t c = 0; c < 3; ++c) EXPECT_NEAR((*probabilities)[0][r * 3 + c], p[c], 1e-12);
  }
}

TEST(ClassProbabilitiesTest, ProbableClassesAreMostlyTheTrueOnes) {
  const FittedSvm fitted(600, kKernel, 1, 9);
  SvmModel model(fitted.Support());
  const SvmRows other(1000, 500);
  const auto probabilities = model.Probabilities(other.x);
  ASSERT_TRUE(probabilities.ok());
  // A model that knows the shares alone (0.5, 0.3, 0.2) has the loss 1.03.
  const std::vector<float> p = ForAllClasses(probabilities->values, probabilities->classes, 3);
  const double loss = LogLoss({p, other.y, 3});
  EXPECT_LT(loss, 0.9);
  EXPECT_GT(loss, 0);
}

TEST(ClassProbabilitiesTest, PredictionsAndMachinesAreThoseWithoutSigmoids) {
  const FittedSvm with(300, kKernel, 1, 9), without(300, kKernel, 1);
  EXPECT_EQ(with.solutions[0].coefficients, without.solutions[0].coefficients);
  EXPECT_EQ(with.solutions[0].iterations, without.solutions[0].iterations);
  EXPECT_TRUE(without.solutions[0].sigmoids.empty());
  SvmModel model(without.Support());
  EXPECT_EQ(model.Probabilities(with.data.x).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(ClassProbabilitiesTest, NanIsAnError) {
  const FittedSvm fitted(100, kKernel, 1, 9);
  const SupportSet set = fitted.Support();
  SvmRows other(1000, 3);
  other.x.row(1)[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(PredictProbabilities(set, Scorer(set), other.x, nullptr).status().code(),
            absl::StatusCode::kInternal);
}

TEST(ClassProbabilitiesTest, ModelsAndTextsKeepTheSigmoids) {
  const FittedSvm fitted(200, kKernel, 1, 9);
  SvmModel model(fitted.Support());
  TensorFile file;
  model.Save(file);
  auto loaded = SvmModel::Load(file);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ((*loaded)->Probabilities(fitted.data.x)->values,
            model.Probabilities(fitted.data.x)->values);
  const LibsvmModel text = ReadLibsvm(*LibsvmText(model.support(), std::vector<int32_t>{0, 1, 2}));
  ASSERT_EQ(text.prob_a.size(), 3u);
  for (size_t pair = 0; pair < 3; ++pair) {
    const Sigmoid sigmoid = model.support().machines[0].sigmoids[pair];
    EXPECT_EQ(sigmoid, (Sigmoid{text.prob_a[pair], text.prob_b[pair]}));
  }
  file.Set("model.prob_b", {3}, std::vector<double>{0, NAN, 0});
  EXPECT_EQ(SvmModel::Load(file).status().code(), absl::StatusCode::kDataLoss);
  file.Set("model.prob_b", {2}, std::vector<double>{0, 0});
  EXPECT_EQ(SvmModel::Load(file).status().code(), absl::StatusCode::kDataLoss);
}

TEST(ForAllClassesTest, AClassThatWasNeverSeenHasProbabilityZero) {
  const std::vector<double> p = {0.25, 0.75, 1, 0};
  EXPECT_THAT(ForAllClasses(p, std::vector<int32_t>{0, 2}, 4),
              testing::ElementsAre(0.25f, 0, 0.75f, 0, 1, 0, 0, 0));
}

}  // namespace
}  // namespace gridfold
