// What a training sees and when it ends.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/worker/trainer/network_request.h"
#include "worker/trainer/training_rules.h"

namespace gridfold {
namespace {

using NetworkRulesTest = NetworkTrainerTest;

TEST_F(NetworkRulesTest, DropLastLeavesTheSmallerBatchOut) {
  const auto learning_rate = [&](int64_t batch, bool drop_last) {
    Fit("cnn", {With(With(SmallCnn(1), "batch_size", batch), "drop_last", drop_last)});
    return curves.Of(0);
  };
  EXPECT_NE(learning_rate(599, true), learning_rate(599, false));
  // Nothing is left out of batches that fit, nor the only batch.
  EXPECT_EQ(learning_rate(200, true), learning_rate(200, false));
  EXPECT_EQ(learning_rate(1000, true), learning_rate(1000, false));
}

TEST_F(NetworkRulesTest, SubsampleIsAShareOrANumberOfRows) {
  const auto images = [&](double subsample) {
    Fit("cnn", {With(SmallCnn(1), "subsample", subsample)});
    return curves.points[{0, "images_per_second"}][0] * curves.points[{0, "seconds"}][0];
  };
  EXPECT_NEAR(images(0.5), 300, 1e-6);
  EXPECT_NEAR(images(77), 77, 1e-6);
  EXPECT_NEAR(images(1), 600, 1e-6);
  EXPECT_NEAR(images(10'000), 600, 1e-6);
  EXPECT_EQ(SubsampleRows(1e-9, 600), 1);
}

TEST_F(NetworkRulesTest, SubsampleIsDrawnBySeed) {
  const Point point = With(SmallCnn(2), "subsample", 0.3);
  Fit("cnn", {point});
  const auto once = curves.Of(0);
  Fit("cnn", {point});
  EXPECT_EQ(curves.Of(0), once);
  request.seed = 12;
  Fit("cnn", {point});
  EXPECT_NE(curves.Of(0), once);
}

TEST_F(NetworkRulesTest, BalancedWeightsAreRowsOverClassesTimesRowsOfTheClass) {
  EXPECT_EQ(BalancedWeights({10, 30, 20}), (std::vector<float>{2, 60.0f / 90, 1}));
  EXPECT_EQ(BalancedWeights({10, 0, 30}), (std::vector<float>{2, 0, 40.0f / 60}));
}

TEST_F(NetworkRulesTest, BalancedClassesHelpTheRareOne) {
  // A class with 12 rows among 600, and a training too short to find it otherwise.
  int rare = 0;
  for (int32_t& label : train.y) {
    if (label == 1 && ++rare > 12) label = 2;
  }
  const auto of_class = [&](const char* weights) {
    const auto fits = Fit("cnn", {With(SmallCnn(2), "class_weight", std::string(weights))});
    return std::count(fits[0].evaluation_predictions.begin(), fits[0].evaluation_predictions.end(),
                      1);
  };
  EXPECT_GT(of_class("balanced"), of_class("none"));
}

TEST_F(NetworkRulesTest, EqualClassesAreBalancedAlready) {
  for (size_t i = 0; i < train.y.size(); ++i) train.y[i] = static_cast<int32_t>(i % 3);
  Fit("cnn", {With(SmallCnn(1), "class_weight", std::string("balanced"))});
  const auto balanced = curves.Of(0);
  Fit("cnn", {SmallCnn(1)});
  EXPECT_EQ(curves.Of(0), balanced);
}

TEST_F(NetworkRulesTest, EarlyStoppingKeepsTheBestEpoch) {
  sections["early_stopping"] = {{"monitor", std::string("val_loss")}, {"patience", int64_t{3}}};
  request.keep_models = true;
  SpoilLabels();
  const Point wild = With(SmallCnn(60), "learning_rate", 0.05);
  const auto fits = Fit("cnn", {wild});
  ASSERT_TRUE(fits[0].status.ok()) << fits[0].status;
  const std::vector<double> loss = curves.points[{0, "val_loss"}];
  const auto best = static_cast<int64_t>(std::min_element(loss.begin(), loss.end()) - loss.begin());
  EXPECT_LT(loss.size(), 60u) << "it never stopped: the test shows nothing";
  EXPECT_EQ(fits[0].facts.at("epochs"), static_cast<double>(loss.size()));
  EXPECT_EQ(fits[0].facts.at("best_epoch"), static_cast<double>(best + 1));
  EXPECT_EQ(static_cast<int64_t>(loss.size()), best + 1 + 3);
  EXPECT_EQ(fits[0].model->Predict(evaluation.x), fits[0].evaluation_predictions);
  // Without early stopping, a training of as many epochs is the same.
  sections.clear();
  const auto plain = Fit("cnn", {With(wild, "epochs", Value(best + 1))});
  EXPECT_EQ(BytesOf(plain[0]), BytesOf(fits[0]));
  EXPECT_EQ(plain[0].evaluation_predictions, fits[0].evaluation_predictions);
}

TEST_F(NetworkRulesTest, WithoutRestoringTheLastEpochCounts) {
  sections["early_stopping"] = {{"patience", int64_t{2}}, {"restore_best_weights", false}};
  const auto fits = Fit("cnn", {With(SmallCnn(60), "learning_rate", 0.05)});
  EXPECT_EQ(fits[0].facts.at("best_epoch"), fits[0].facts.at("epochs"));
}

TEST_F(NetworkRulesTest, RowsThatMayNotDecideAreNotLookedAt) {
  sections["early_stopping"] = {{"patience", int64_t{2}}};
  request.evaluation_may_decide = false;
  request.keep_models = true;
  const Point point = With(SmallCnn(30), "learning_rate", 0.05);
  const auto fits = Fit("cnn", {point});
  ASSERT_TRUE(fits[0].status.ok()) << fits[0].status;
  EXPECT_EQ(fits[0].model->Predict(evaluation.x), fits[0].evaluation_predictions);
  // A tenth is held back from training.
  EXPECT_NEAR((curves.points[{0, "images_per_second"}][0] * curves.points[{0, "seconds"}][0]), 540,
              1e-6);
  // Whatever the evaluation rows are called, the model is the same.
  std::fill(evaluation.y.begin(), evaluation.y.end(), 0);
  EXPECT_EQ(BytesOf(Fit("cnn", {point})[0]), BytesOf(fits[0]));
}

TEST_F(NetworkRulesTest, WithoutARuleThatWatchesAllRowsAreTrainedOn) {
  request.evaluation_may_decide = false;
  const auto fits = Fit("cnn", {SmallCnn(1)});
  EXPECT_NEAR((curves.points[{0, "images_per_second"}][0] * curves.points[{0, "seconds"}][0]), 600,
              1e-6);
  EXPECT_EQ(fits[0].evaluation_predictions.size(), evaluation.y.size());
}

TEST_F(NetworkRulesTest, ScheduleMayBeAParameter) {
  sections["schedule"] = {{"decay_epochs", 1.0}, {"decay_rate", 0.5}};
  const auto rates = [&](const char* name) {
    Fit("cnn", {With(SmallCnn(3), "schedule", std::string(name))});
    return curves.points[{0, "learning_rate"}];
  };
  EXPECT_EQ(rates("step"), (std::vector<double>{0.01, 0.005, 0.0025}));
  EXPECT_EQ(rates("constant"), (std::vector<double>{0.01, 0.01, 0.01}));
}

TEST_F(NetworkRulesTest, ScheduleNamesAParameter) {
  sections["schedule"] = {
      {"type", std::string("$how")}, {"decay_epochs", std::string("$long")}, {"decay_rate", 0.1}};
  Fit("cnn", {With(With(SmallCnn(2), "how", std::string("step")), "long", 1.0)});
  EXPECT_EQ((curves.points[{0, "learning_rate"}]), (std::vector<double>{0.01, 0.001}));
}

TEST_F(NetworkRulesTest, AugmentationChangesTrainingRowsOnly) {
  Fit("cnn", {SmallCnn(2)});
  const auto plain = curves.Of(0);
  // Distortions of nothing are the pictures themselves.
  sections["augment"] = {{"rotation", 0.0}};
  Fit("cnn", {SmallCnn(2)});
  EXPECT_EQ(curves.Of(0), plain);
  sections["augment"] = {{"rotation", 10.0}, {"height_shift", 0.1}};
  const auto fits = Fit("cnn", {SmallCnn(12)});
  EXPECT_NE((curves.points[{0, "loss"}][0]), plain.at("loss")[0]);
  EXPECT_GT(Accuracy(fits[0].evaluation_predictions, evaluation), 0.95);
  request.seed = 12;
  const auto first = curves.Of(0);
  Fit("cnn", {SmallCnn(12)});
  EXPECT_NE(curves.Of(0), first);
}

TEST_F(NetworkRulesTest, OnlyPicturesCanBeAugmented) {
  request.shape.reset();
  sections["augment"] = {{"rotation", 10.0}};
  const auto fits = Fit("mlp", {{{"epochs", int64_t{1}}}});
  EXPECT_TRUE(absl::IsInvalidArgument(fits[0].status)) << fits[0].status;
  EXPECT_EQ(Message(fits[0].status), "augment: expected pictures, found rows of features");
}

TEST_F(NetworkRulesTest, PiecewiseWithoutPointsIsInfeasible) {
  const auto fits = Fit("cnn", {With(SmallCnn(1), "schedule", std::string("piecewise"))});
  EXPECT_TRUE(absl::IsInvalidArgument(fits[0].status)) << fits[0].status;
}

}  // namespace
}  // namespace gridfold
