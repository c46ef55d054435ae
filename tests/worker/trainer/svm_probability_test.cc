// `probability: true` of the svm: what it records, what it leaves alone, and scikit-learn's
// numbers.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "common/spec/catalogue.h"
#include "tests/worker/trainer/svm_request.h"
#include "worker/trainer/svm_trainer.h"

namespace gridfold {
namespace {

Point Settings(double cost, bool probability) {
  return WithDefaults(*FindModel("svm"),
                      {{"gamma", 0.5}, {"C", cost}, {"tol", 1e-5}, {"probability", probability}});
}

FitRequest Request(const SvmRows& train, const SvmRows& evaluation,
                   const std::vector<Point>& points) {
  FitRequest request = SvmRequest(train, evaluation, points);
  request.keep_models = true;
  return request;
}

TEST(SvmProbabilityTest, AgreesWithScikitLearnOverSeeds) {
  const SvmRows train(0, 400), evaluation(1000, 200);
  const std::vector<Point> points = {Settings(1, true)};
  FitRequest request = Request(train, evaluation, points);
  constexpr int kSeeds = 20;
  double loss = 0;
  std::vector<double> p(12, 0.0);
  for (int seed = 0; seed < kSeeds; ++seed) {
    request.seed = static_cast<uint64_t>(seed);
    const auto fits = SvmTrainer().Fit(request);
    ASSERT_TRUE(fits.ok() && fits->front().status.ok());
    loss += fits->front().facts.at("log_loss") / kSeeds;
    const auto probabilities = fits->front().model->Probabilities(evaluation.x);
    ASSERT_TRUE(probabilities.ok());
    for (size_t i = 0; i < p.size(); ++i) p[i] += probabilities->values[i] / kSeeds;
  }
  // SVC(gamma=0.5, tol=1e-5, probability=True) of scikit-learn 1.2.1, the means over random_state
  // 0 to 39. The folds differ: the loss of one seed has a deviation of 0.0020 there, a probability
  // of one row 0.016 at most, so means of 20 lie within 3 * sqrt(1/20 + 1/40) of it.
  EXPECT_NEAR(loss, 0.3818, 0.002);
  const std::vector<double> expected = {0.9298, 0.0419, 0.0282, 0.8321, 0.1160, 0.0520,
                                        0.9709, 0.0195, 0.0096, 0.7433, 0.2109, 0.0457};
  for (size_t i = 0; i < p.size(); ++i) EXPECT_NEAR(p[i], expected[i], 0.013) << i;
}

TEST(SvmProbabilityTest, NothingElseOfTheFitChanges) {
  const SvmRows train(0, 200), evaluation(1000, 100);
  const std::vector<Point> with = {Settings(1, true)}, without = {Settings(1, false)};
  auto fits = SvmTrainer().Fit(Request(train, evaluation, with));
  auto plain = SvmTrainer().Fit(Request(train, evaluation, without));
  ASSERT_TRUE(fits.ok() && plain.ok());
  EXPECT_EQ(fits->front().evaluation_predictions, plain->front().evaluation_predictions);
  auto facts = fits->front().facts;
  EXPECT_EQ(facts.erase("log_loss"), 1u);
  EXPECT_EQ(facts, plain->front().facts);
  EXPECT_FALSE(plain->front().model->Probabilities(evaluation.x).ok());
}

TEST(SvmProbabilityTest, EachCHasTheSameLossAloneOrTogether) {
  const SvmRows train(0, 200), evaluation(1000, 100);
  const std::vector<Point> points = {Settings(0.05, true), Settings(1, true), Settings(20, true)};
  FitRequest request = Request(train, evaluation, points);
  request.seed = 5;
  const auto together = SvmTrainer().Fit(request);
  ASSERT_TRUE(together.ok());
  for (size_t c = 0; c < points.size(); ++c) {
    request.points = std::span(points).subspan(c, 1);
    const auto alone = SvmTrainer().Fit(request);
    ASSERT_TRUE(alone.ok());
    EXPECT_EQ(alone->front().facts, (*together)[c].facts);
  }
}

TEST(SvmProbabilityTest, AClassWithOneRowAndNoEvaluationRowsAreFine) {
  SvmRows train(0, 40);
  for (size_t i = 0; i < train.y.size(); ++i) train.y[i] = i == 7 ? 2 : static_cast<int32_t>(i % 2);
  const SvmRows none(0, 0);
  const std::vector<Point> points = {Settings(1, true)};
  const auto fits = SvmTrainer().Fit(Request(train, none, points));
  ASSERT_TRUE(fits.ok() && fits->front().status.ok());
  EXPECT_FALSE(fits->front().facts.contains("log_loss"));
  const auto probabilities = fits->front().model->Probabilities(train.x);
  ASSERT_TRUE(probabilities.ok());
  for (const double p : probabilities->values) EXPECT_TRUE(std::isfinite(p) && p >= 0 && p <= 1);
}

}  // namespace
}  // namespace gridfold
