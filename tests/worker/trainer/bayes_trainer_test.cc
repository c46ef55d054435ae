#include "worker/trainer/bayes_trainer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <vector>

#include "common/spec/catalogue.h"
#include "tests/worker/model/bayes/bayes_rows.h"

namespace gridfold {
namespace {

Point Settings(double var_smoothing) {
  return WithDefaults(*FindModel("naive_bayes"), {{"var_smoothing", var_smoothing}});
}

struct BayesTrainerTest : testing::Test {
  FitRequest Request(const std::vector<Point>& points) const {
    FitRequest request;
    request.train = {rows.x, rows.y};
    request.evaluation = {rows.others, others};
    request.classes = 4;
    request.points = points;
    request.predict_train = true;
    request.keep_models = true;
    return request;
  }
  BayesRows rows;
  const std::vector<int32_t> others = {0, 3, 0};
  const BayesTrainer trainer;
};

TEST_F(BayesTrainerTest, RegistryHasIt) { EXPECT_NE(FindTrainer("naive_bayes"), nullptr); }

TEST_F(BayesTrainerTest, SmoothingsFittedTogetherAreThoseFittedAlone) {
  const std::vector<Point> points = {Settings(1e-9), Settings(0.5), Settings(100)};
  const auto together = trainer.Fit(Request(points));
  ASSERT_TRUE(together.ok()) << Message(together.status());
  for (size_t i = 0; i < points.size(); ++i) {
    const std::vector<Point> one = {points[i]};
    const auto alone = trainer.Fit(Request(one));
    ASSERT_TRUE(alone.ok());
    EXPECT_TRUE((*together)[i].status.ok());
    EXPECT_EQ((*together)[i].facts, alone->front().facts);
    EXPECT_EQ((*together)[i].evaluation_predictions, alone->front().evaluation_predictions);
    EXPECT_EQ((*together)[i].train_predictions, alone->front().train_predictions);
    EXPECT_EQ((*together)[i].model->Probabilities(rows.x)->values,
              alone->front().model->Probabilities(rows.x)->values);
  }
}

TEST_F(BayesTrainerTest, SmoothingIsAFactAndProbabilitiesCome) {
  const std::vector<Point> points = {Settings(0.5)};
  FitRequest request = Request(points);
  EXPECT_TRUE(trainer.Fit(request)->front().evaluation_probabilities.empty()) << "not wanted";
  request.want_probabilities = true;
  const std::vector<CellFit> cells = *trainer.Fit(request);
  EXPECT_DOUBLE_EQ(cells[0].facts.at("smoothing"), 1.86669921875);
  const auto classes = static_cast<size_t>(request.classes);
  ASSERT_EQ(cells[0].evaluation_probabilities.size(), others.size() * classes);
  // scikit-learn's, see bayes_model_test.cc; in single precision.
  const double theirs[] = {0.5680673666986068, 0.6871293361105991, 0.702835995574741};
  for (size_t row = 0; row < others.size(); ++row) {
    const size_t place = row * classes + static_cast<size_t>(others[row]);
    EXPECT_FLOAT_EQ(cells[0].evaluation_probabilities[place], static_cast<float>(theirs[row]));
  }
}

TEST_F(BayesTrainerTest, OneInfeasibleSmoothingLeavesTheOthers) {
  for (int64_t r = 0; r < 8; ++r) rows.x.row(r)[1] = 6;
  const std::vector<Point> points = {Settings(0), Settings(1e-9)};
  const auto cells = trainer.Fit(Request(points));
  ASSERT_TRUE(cells.ok());
  EXPECT_EQ((*cells)[0].status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE((*cells)[1].status.ok());
}

TEST_F(BayesTrainerTest, BadRequestsAreRefused) {
  std::vector<Point> points = {Settings(0.1), Settings(0.2)};
  points[1]["other"] = 1.0;
  EXPECT_EQ(trainer.Fit(Request(points)).status().code(), absl::StatusCode::kInvalidArgument);
  points.resize(1);
  FitRequest request = Request(points);
  const std::atomic<bool> stop = true;
  request.stop = &stop;
  EXPECT_TRUE(absl::IsCancelled(trainer.Fit(request).status()));
  rows.x.row(0)[0] = NAN;
  const auto cells = trainer.Fit(Request(points));
  ASSERT_TRUE(cells.ok());
  EXPECT_EQ(cells->front().status.code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace gridfold
