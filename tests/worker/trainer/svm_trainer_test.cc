#include "worker/trainer/svm_trainer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <string>
#include <vector>

#include "common/spec/catalogue.h"
#include "tests/worker/trainer/svm_request.h"
#include "worker/model/svm/svm_model.h"

namespace gridfold {
namespace {

Point Settings(Point given) { return WithDefaults(*FindModel("svm"), given); }

std::string Digits(const std::vector<int32_t>& classes) {
  std::string digits;
  for (const int32_t c : classes) digits += static_cast<char>('0' + c);
  return digits;
}

// What scikit-learn 1.2.1's SVC(tol=1e-5) makes of rows 0 to 89 for training, 1000 to 1029 for
// prediction. The objective is computed in double from its dual_coef_, on kernel values rounded to
// float, as LIBSVM keeps them: the rounding moves the objective of `poly` by 1.6e-6 of itself.
struct Known {
  const char* name;
  Point point;
  double gamma, objective;
  std::vector<double> intercepts;
  double support_vectors;
  const char* predictions;
  std::vector<double> decisions;  // of the first two rows, one-vs-one
};

std::vector<Known> KnownFits() {
  const auto text = [](const char* value) { return Value(std::string(value)); };
  return {
      {"linear",
       {{"kernel", text("linear")}},
       0,
       -26.250127786473836,
       {7.792982205633694, 6.970667263241066, -0.3658786878040698},
       30,
       "000001102100000111110000011121",
       {2.6070029299832536, 1.1706072076703835, -1.7522364912821045, 0.5653591417812818,
        1.988300051858796, 1.6409653394407189}},
      {"rbf",
       {{"gamma", 0.5}},
       0.5,
       -40.174245731121275,
       {0.15297422014254428, 0.09907637446095797, 0.2577846992038711},
       59,
       "000001102100000111100000011121",
       {0.9006327612788749, 0.8393901694169011, -0.03137107033865644, 0.5983432353777918,
        0.9214533463110071, 0.7582743435320181}},
      {"rbf scale",
       {{"C", int64_t{10}}},
       0.3381748137428247,
       -99.86828066765062,
       {0.5208961576528416, -0.5431478031592553, 0.2484119069038666},
       50,
       "000101100200000111210000011121",
       {1.0324096688279467, 0.7954978586061655, -1.0091217029203465, 0.4786486576729794,
        1.005429081439479, 0.8132159766728015}},
      {"poly",
       {{"kernel", text("poly")}, {"coef0", 1.0}, {"C", 0.5}},
       0.3381748137428247,
       -3.893413627598621,
       {5.55722783151543, 6.342814994026102, -0.6399619764966018},
       23,
       "000001100000000111210000011121",
       {4.966542856776108, 2.619770339229732, -0.6858809911325792, 0.39786804259800235,
        4.8362516889868745, -0.40166142085491385}},
      {"balanced",
       {{"gamma", text("auto")}, {"class_weight", text("balanced")}},
       1.0 / 6,
       -46.895388033415124,
       {0.0874505199800342, -0.13313284449383303, 0.03407667063330453},
       48,
       "000001102100000111110000011121",
       {0.7601179733156518, 0.4862694175318779, -0.520985315448003, 0.45640474950653054,
        1.1488862850324393, 1.1772682804631824}},
  };
}

TEST(SvmTrainerTest, KernelsAndWeightsGiveScikitLearnsNumbers) {
  const SvmRows train(0, 90), evaluation(1000, 30);
  for (Known& known : KnownFits()) {
    SCOPED_TRACE(known.name);
    known.point["tol"] = 1e-5;
    const std::vector<Point> points = {Settings(known.point)};
    FitRequest request = SvmRequest(train, evaluation, points);
    request.keep_models = true;
    const auto fits = SvmTrainer().Fit(request);
    ASSERT_TRUE(fits.ok()) << Message(fits.status());
    const CellFit& fit = fits->front();
    ASSERT_TRUE(fit.status.ok()) << Message(fit.status);
    EXPECT_EQ(Digits(fit.evaluation_predictions), known.predictions);
    EXPECT_NEAR(fit.facts.at("dual_objective") / known.objective, 1, 1e-6);
    EXPECT_EQ(fit.facts.at("support_vectors"), known.support_vectors);
    EXPECT_LT(fit.facts.at("max_violation"), 1e-5);
    EXPECT_GT(fit.facts.at("iterations"), 0);
    EXPECT_EQ(fit.facts.at("iteration_limit_hit"), 0);
    if (known.gamma > 0) {
      EXPECT_NEAR(fit.facts.at("gamma"), known.gamma, 1e-12);
    }
    const SupportSet& support = static_cast<const SvmModel&>(*fit.model).support();
    const auto decisions = Scorer(support).Decisions(evaluation.x, nullptr);
    for (size_t pair = 0; pair < 3; ++pair) {
      // Both solutions are exact to the tolerance of 1e-5; the bias and decisions to a few of it.
      EXPECT_NEAR(-support.machines[0].rho[pair], known.intercepts[pair], 1e-4);
      EXPECT_NEAR((*decisions)[pair], known.decisions[pair], 1e-4);
      EXPECT_NEAR((*decisions)[3 + pair], known.decisions[3 + pair], 1e-4);
    }
  }
}

TEST(SvmTrainerTest, EachCIsTheSameAloneOrTogether) {
  const SvmRows train(0, 900), evaluation(5000, 600);
  for (const char* kernel : {"linear", "rbf", "poly"}) {
    std::vector<Point> points;
    for (const double cost : {0.01, 0.2, 3.0}) {
      points.push_back(Settings({{"kernel", std::string(kernel)}, {"C", cost}}));
    }
    FitRequest request = SvmRequest(train, evaluation, points);
    request.predict_train = true;
    const auto together = SvmTrainer().Fit(request);
    ASSERT_TRUE(together.ok());
    for (size_t c = 0; c < points.size(); ++c) {
      request.points = std::span(points).subspan(c, 1);
      const auto alone = SvmTrainer().Fit(request);
      ASSERT_TRUE(alone.ok());
      EXPECT_EQ(alone->front().facts, (*together)[c].facts);
      EXPECT_EQ(alone->front().evaluation_predictions, (*together)[c].evaluation_predictions);
      EXPECT_EQ(alone->front().train_predictions, (*together)[c].train_predictions);
      EXPECT_EQ(alone->front().train_predictions.size(), 900u);
    }
  }
}

TEST(SvmTrainerTest, ModelPredictsWhatTheFitPredicted) {
  const SvmRows train(0, 200), evaluation(1000, 100);
  const std::vector<Point> points = {Settings({{"C", 0.1}}), Settings({{"C", 5.0}})};
  FitRequest request = SvmRequest(train, evaluation, points);
  request.keep_models = true;
  request.predict_train = true;
  const auto fits = SvmTrainer().Fit(request);
  ASSERT_TRUE(fits.ok());
  for (const CellFit& fit : *fits) {
    ASSERT_NE(fit.model, nullptr);
    EXPECT_EQ(fit.model->Predict(evaluation.x), fit.evaluation_predictions);
    EXPECT_EQ(fit.model->Predict(train.x), fit.train_predictions);
    EXPECT_GE(fit.fit_seconds, 0);
    EXPECT_GE(fit.score_seconds, 0);
  }
}

TEST(SvmTrainerTest, ClassesThatTrainingLacksAreNotPredicted) {
  const SvmRows train(0, 100);
  SvmRows evaluation(1000, 50);
  SvmRows two(0, 100);
  for (int32_t& c : two.y) c = c == 1 ? 2 : c;  // 0 and 2 are left
  const std::vector<Point> points = {Settings({})};
  const auto fits = SvmTrainer().Fit(SvmRequest(two, evaluation, points));
  ASSERT_TRUE(fits.ok() && fits->front().status.ok());
  for (const int32_t c : fits->front().evaluation_predictions) EXPECT_TRUE(c == 0 || c == 2);
}

TEST(SvmTrainerTest, OneClassIsInfeasible) {
  SvmRows train(0, 20);
  for (int32_t& c : train.y) c = 1;
  const std::vector<Point> points = {Settings({}), Settings({{"C", 2.0}})};
  const auto fits = SvmTrainer().Fit(SvmRequest(train, train, points));
  ASSERT_TRUE(fits.ok());
  for (const CellFit& fit : *fits) {
    EXPECT_TRUE(absl::IsInvalidArgument(fit.status));
    EXPECT_EQ(Message(fit.status),
              "svm: expected at least two classes among the training rows, found 1");
  }
}

TEST(SvmTrainerTest, ConstantFeaturesAndDuplicatesAreFitted) {
  SvmRows train(0, 30);
  for (float& value : train.x.values()) value = 0.5f;
  const std::vector<Point> points = {Settings({})};
  const auto fits = SvmTrainer().Fit(SvmRequest(train, train, points));
  ASSERT_TRUE(fits.ok());
  ASSERT_TRUE(fits->front().status.ok());
  EXPECT_EQ(fits->front().facts.at("gamma"), 1.0);
  // All rows alike: one class for all of them, the largest.
  EXPECT_EQ(Digits(fits->front().evaluation_predictions), std::string(30, '0'));
}

TEST(SvmTrainerTest, OverflowFailsTheCellsAndNotTheCall) {
  SvmRows train(0, 30);
  for (float& value : train.x.values()) value *= 1e20f;
  const std::vector<Point> points = {
      Settings({{"kernel", std::string("poly")}, {"gamma", 1.0}, {"degree", int64_t{3}}})};
  const auto fits = SvmTrainer().Fit(SvmRequest(train, train, points));
  ASSERT_TRUE(fits.ok());
  EXPECT_TRUE(absl::IsInternal(fits->front().status));
  EXPECT_TRUE(fits->front().evaluation_predictions.empty());
}

TEST(SvmTrainerTest, OverflowInPredictionFailsTheCells) {
  const SvmRows train(0, 30);
  SvmRows evaluation(1000, 10);
  evaluation.x.row(3)[1] = 1e30f;
  const std::vector<Point> points = {Settings({{"kernel", std::string("poly")}})};
  const auto fits = SvmTrainer().Fit(SvmRequest(train, evaluation, points));
  ASSERT_TRUE(fits.ok());
  EXPECT_TRUE(absl::IsInternal(fits->front().status));
  EXPECT_TRUE(fits->front().facts.empty());
}

TEST(SvmTrainerTest, ParametersOutsideTheirDomainAreInfeasible) {
  const SvmRows train(0, 30);
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, Value>>{{"tol", 0.0},
                                                  {"gamma", -1.0},
                                                  {"gamma", NAN},
                                                  {"gamma", std::string("wide")},
                                                  {"kernel", std::string("sigmoid")}}) {
    Point point = Settings({});
    point[name] = value;
    const std::vector<Point> points = {point};
    const auto fits = SvmTrainer().Fit(SvmRequest(train, train, points));
    ASSERT_TRUE(fits.ok());
    EXPECT_TRUE(absl::IsInvalidArgument(fits->front().status)) << name;
    EXPECT_EQ(Message(fits->front().status).find(name + ": expected"), 0u);
  }
}

TEST(SvmTrainerTest, OneImpossibleCLeavesTheOthersFitted) {
  const SvmRows train(0, 60);
  const std::vector<Point> points = {Settings({{"C", 1.0}}), Settings({{"C", -1.0}}),
                                     Settings({{"C", 4.0}})};
  const auto fits = SvmTrainer().Fit(SvmRequest(train, train, points));
  ASSERT_TRUE(fits.ok());
  EXPECT_TRUE((*fits)[0].status.ok());
  EXPECT_EQ(Message((*fits)[1].status), "C: expected a finite number above 0, found -1");
  EXPECT_TRUE((*fits)[2].status.ok());
  EXPECT_LT((*fits)[2].facts.at("dual_objective"), (*fits)[0].facts.at("dual_objective"));
  EXPECT_EQ((*fits)[2].evaluation_predictions.size(), 60u);
}

TEST(SvmTrainerTest, PointsThatDifferInMoreThanCAreRefused) {
  const SvmRows train(0, 30);
  const std::vector<Point> points = {Settings({}), Settings({{"gamma", 0.25}})};
  const auto fits = SvmTrainer().Fit(SvmRequest(train, train, points));
  EXPECT_TRUE(absl::IsInvalidArgument(fits.status()));
}

TEST(SvmTrainerTest, NoPointsAndNoEvaluationRowsAreFine) {
  const SvmRows train(0, 30), none(0, 0);
  EXPECT_TRUE(SvmTrainer().Fit(SvmRequest(train, train, {}))->empty());
  const std::vector<Point> points = {Settings({})};
  const auto fits = SvmTrainer().Fit(SvmRequest(train, none, points));
  ASSERT_TRUE(fits.ok() && fits->front().status.ok());
  EXPECT_TRUE(fits->front().evaluation_predictions.empty());
}

TEST(SvmTrainerTest, StopIsCancelled) {
  const SvmRows train(0, 30);
  const std::vector<Point> points = {Settings({})};
  const std::atomic<bool> stop = true;
  FitRequest request = SvmRequest(train, train, points);
  request.stop = &stop;
  EXPECT_TRUE(absl::IsCancelled(SvmTrainer().Fit(request).status()));
}

}  // namespace
}  // namespace gridfold
