#include "worker/trainer/network_trainer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/spec/catalogue.h"

namespace gridfold {
namespace {

// Pictures of 6 x 6 with a bright bar, upright (class 0), lying (1) or none (2), under noise.
struct Bars {
  explicit Bars(int64_t rows, uint64_t seed) : x(rows, 36) {
    Random random(seed);
    for (float& value : x.values()) value = static_cast<float>(random.Uniform(0, 0.3));
    for (int64_t r = 0; r < rows; ++r) {
      const auto label = static_cast<int32_t>(random.Below(3));
      const auto place = static_cast<int64_t>(random.Below(6));
      for (int64_t i = 0; i < 6 && label < 2; ++i) {
        x.row(r)[label == 0 ? i * 6 + place : place * 6 + i] += 0.7f;
      }
      y.push_back(label);
    }
  }
  LabelledRows rows() const { return {x, y}; }
  Matrix x;
  std::vector<int32_t> y;
};

class Curves : public FitObserver {
 public:
  void OnCurvePoint(size_t cell, const CurvePoint& point) override {
    points[{cell, point.metric}].push_back(point.value);
    if (stop_after_epoch > 0 && point.epoch >= stop_after_epoch) stop = true;
  }
  std::map<std::pair<size_t, std::string>, std::vector<double>> points;
  int64_t stop_after_epoch = 0;
  std::atomic<bool> stop = false;
};

class NetworkTrainerTest : public ::testing::Test {
 protected:
  NetworkTrainerTest() {
    request.train = train.rows();
    request.evaluation = evaluation.rows();
    request.classes = 3;
    request.shape = ImageShape{6, 6, 1};
    request.seed = 11;
    request.observer = &curves;
    request.clock = &RealClock();
  }

  // `point` completed with the catalogue's defaults.
  std::vector<CellFit> Fit(const std::string& model, const std::vector<Point>& wanted) {
    points.clear();
    for (const Point& point : wanted) points.push_back(WithDefaults(*FindModel(model), point));
    request.points = points;
    auto fits = NetworkTrainer(model).Fit(request);
    EXPECT_TRUE(fits.ok()) << fits.status();
    return fits.ok() ? *std::move(fits) : std::vector<CellFit>();
  }

  static Point SmallCnn(int64_t epochs) {
    return {{"conv_layers", int64_t{1}},
            {"filters", int64_t{6}},
            {"kernel_size", int64_t{3}},
            {"dense_layers", int64_t{1}},
            {"dense_units", int64_t{16}},
            {"learning_rate", 0.01},
            {"epochs", epochs}};
  }

  double Accuracy(const std::vector<int32_t>& predictions, const Bars& bars) {
    double hits = 0;
    for (size_t i = 0; i < bars.y.size(); ++i) hits += predictions[i] == bars.y[i] ? 1 : 0;
    return hits / static_cast<double>(bars.y.size());
  }

  Bars train{600, 1}, evaluation{150, 2};
  Curves curves;
  std::vector<Point> points;
  FitRequest request;
};

TEST_F(NetworkTrainerTest, CnnLearnsASeparableSetFullyAndSaysSoInItsCurves) {
  request.predict_train = request.keep_models = true;
  const auto fits = Fit("cnn", {SmallCnn(12)});
  ASSERT_EQ(fits.size(), 1u);
  ASSERT_TRUE(fits[0].status.ok()) << fits[0].status;
  EXPECT_EQ(Accuracy(fits[0].evaluation_predictions, evaluation), 1.0);
  EXPECT_EQ(Accuracy(fits[0].train_predictions, train), 1.0);
  for (const char* metric : {"loss", "accuracy", "val_loss", "val_accuracy"}) {
    EXPECT_EQ((curves.points[{0, metric}].size()), 12u) << metric;
  }
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
  curves.points.clear();
  // Beside another point, with other extras, on the same rows.
  request.predict_train = true;
  Point other = SmallCnn(3);
  other["batch_size"] = int64_t{7};
  const auto both = Fit("cnn", {other, SmallCnn(2)});
  EXPECT_EQ(both[1].evaluation_predictions, alone[0].evaluation_predictions);
  EXPECT_EQ((curves.points[{1, "loss"}]), loss);
  // Longer trainings begin as shorter ones.
  curves.points.clear();
  Fit("cnn", {SmallCnn(4)});
  EXPECT_EQ((curves.points[{0, "loss"}][1]), loss[1]);
  curves.points.clear();
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
