#include "worker/trainer/network_trainer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/worker/trainer/network_request.h"

namespace gridfold {
namespace {

TEST_F(NetworkTrainerTest, CnnLearnsASeparableSetFullyAndSaysSoInItsCurves) {
  request.predict_train = request.keep_models = true;
  const auto fits = Fit("cnn", {SmallCnn(12)});
  ASSERT_EQ(fits.size(), 1u);
  ASSERT_TRUE(fits[0].status.ok()) << fits[0].status;
  EXPECT_EQ(Accuracy(fits[0].evaluation_predictions, evaluation), 1.0);
  EXPECT_EQ(Accuracy(fits[0].train_predictions, train), 1.0);
  for (const char* metric : {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate",
                             "seconds", "images_per_second"}) {
    EXPECT_EQ((curves.points[{0, metric}].size()), 12u) << metric;
  }
  EXPECT_EQ((curves.points[{0, "learning_rate"}]), std::vector<double>(12, 0.01));
  EXPECT_NEAR((curves.points[{0, "seconds"}][3] * curves.points[{0, "images_per_second"}][3]), 600,
              1e-9);
  EXPECT_EQ((curves.points[{0, "val_accuracy"}].back()), 1.0);
  const std::vector<double>& loss = curves.points[{0, "loss"}];
  EXPECT_LT(loss.back(), 0.1 * loss.front());
  EXPECT_EQ(fits[0].facts.at("epochs"), 12);
  EXPECT_GT(fits[0].fit_seconds, 0);
  ASSERT_NE(fits[0].model, nullptr);
  EXPECT_EQ(fits[0].model->Predict(evaluation.x), fits[0].evaluation_predictions);
}

TEST_F(NetworkTrainerTest, MlpCountsItsParameters) {
  const auto fits =
      Fit("mlp", {{{"hidden_layers", int64_t{1}}, {"units", int64_t{15}}, {"epochs", int64_t{1}}}});
  ASSERT_TRUE(fits[0].status.ok()) << fits[0].status;
  EXPECT_EQ(fits[0].facts.at("parameters"), 36 * 15 + 15 + 15 * 3 + 3);
}

TEST_F(NetworkTrainerTest, NetworkTakesItsLayersFromTheRequest) {
  const std::vector<LayerNode> layers = {
      {"flatten", {}, {}, 1},
      {"dense", {{"units", std::string("$width")}, {"activation", std::string("relu")}}, {}, 2},
      {"dense", {{"units", int64_t{3}}, {"activation", std::string("softmax")}}, {}, 3}};
  request.layers = &layers;
  const auto fits = Fit("network", {{{"width", int64_t{7}}, {"epochs", int64_t{2}}}});
  ASSERT_TRUE(fits[0].status.ok()) << fits[0].status;
  EXPECT_EQ(fits[0].facts.at("parameters"), 36 * 7 + 7 + 7 * 3 + 3);
}

TEST_F(NetworkTrainerTest, ResultsDependOnSeedAndPointOnly) {
  const auto alone = Fit("cnn", {SmallCnn(2)});
  const auto loss = curves.points[{0, "loss"}];
  // Beside another point, with other extras, on the same rows.
  request.predict_train = true;
  Point other = SmallCnn(3);
  other["batch_size"] = int64_t{7};
  const auto both = Fit("cnn", {other, SmallCnn(2)});
  EXPECT_EQ(both[1].evaluation_predictions, alone[0].evaluation_predictions);
  EXPECT_EQ((curves.points[{1, "loss"}]), loss);
  // Longer trainings begin as shorter ones.
  Fit("cnn", {SmallCnn(4)});
  EXPECT_EQ((curves.points[{0, "loss"}][1]), loss[1]);
  request.seed = 12;
  Fit("cnn", {SmallCnn(2)});
  EXPECT_NE((curves.points[{0, "loss"}]), loss);
}

TEST_F(NetworkTrainerTest, ImpossiblePointIsInfeasibleAndTheOthersAreFitted) {
  Point impossible = SmallCnn(1);
  impossible["kernel_size"] = int64_t{9};
  impossible["padding"] = std::string("valid");
  const auto fits = Fit("cnn", {impossible, SmallCnn(1)});
  EXPECT_TRUE(absl::IsInvalidArgument(fits[0].status)) << fits[0].status;
  EXPECT_NE(Message(fits[0].status).find("kernel"), std::string::npos);
  EXPECT_TRUE(fits[1].status.ok()) << fits[1].status;
  request.shape.reset();
  EXPECT_TRUE(absl::IsInvalidArgument(Fit("cnn", {SmallCnn(1)})[0].status));
}

TEST_F(NetworkTrainerTest, DivergenceFailsThePointAndNamesTheEpoch) {
  Point wild = SmallCnn(5);
  wild["optimizer"] = std::string("sgd");
  wild["learning_rate"] = 1e30;
  const auto fits = Fit("cnn", {wild, SmallCnn(1)});
  EXPECT_TRUE(absl::IsInternal(fits[0].status)) << fits[0].status;
  EXPECT_EQ(Message(fits[0].status), "diverged: loss is nan in epoch 1");
  EXPECT_TRUE(fits[0].evaluation_predictions.empty());
  EXPECT_TRUE(fits[1].status.ok());
}

TEST_F(NetworkTrainerTest, ProbabilitiesAreOfTheWeightsThatPredict) {
  request.predict_train = true;
  EXPECT_TRUE(Fit("cnn", {SmallCnn(1)})[0].evaluation_probabilities.empty());
  request.want_probabilities = request.want_train_probabilities = true;
  SpoilLabels();
  sections["early_stopping"] = {{"patience", int64_t{3}}};
  const auto fits = Fit("cnn", {SmallCnn(1), With(SmallCnn(30), "learning_rate", 0.03)});
  EXPECT_LT(fits[1].facts.at("best_epoch"), fits[1].facts.at("epochs"));
  const auto check = [](const std::vector<float>& p, const std::vector<int32_t>& predictions) {
    ASSERT_EQ(p.size(), 3 * predictions.size());
    for (size_t r = 0; r < predictions.size(); ++r) {
      const auto row = std::span(p).subspan(3 * r, 3);
      EXPECT_NEAR(row[0] + row[1] + row[2], 1, 1e-6);
      EXPECT_EQ(row[static_cast<size_t>(predictions[r])],
                *std::max_element(row.begin(), row.end()));
    }
  };
  for (const CellFit& fit : fits) {
    check(fit.evaluation_probabilities, fit.evaluation_predictions);
    check(fit.train_probabilities, fit.train_predictions);
  }
}

TEST_F(NetworkTrainerTest, StopsWhenAsked) {
  curves.stop_after_epoch = 2;
  request.stop = &curves.stop;
  points = {WithDefaults(*FindModel("cnn"), SmallCnn(1000))};
  request.points = points;
  const auto fits = NetworkTrainer("cnn").Fit(request);
  EXPECT_TRUE(absl::IsCancelled(fits.status())) << fits.status();
  EXPECT_LE((curves.points[{0, "loss"}].size()), 3u);
}

TEST_F(NetworkTrainerTest, BatchesMayBeLargerThanTheTrainingSet) {
  Point point = SmallCnn(1);
  point["batch_size"] = int64_t{100'000};
  EXPECT_TRUE(Fit("cnn", {point})[0].status.ok());
}

TEST_F(NetworkTrainerTest, LastSmallerBatchCounts) {
  // One step of the whole set and one of 599 + 1 rows cannot agree.
  Point whole = SmallCnn(1), split = SmallCnn(1);
  whole["batch_size"] = int64_t{600};
  split["batch_size"] = int64_t{599};
  Fit("cnn", {whole, split});
  EXPECT_NE((curves.points[{0, "val_loss"}]), (curves.points[{1, "val_loss"}]));
}

}  // namespace
}  // namespace gridfold
