// A training that is stopped and continued is the training that was not.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/worker/trainer/network_request.h"

namespace gridfold {
namespace {

class NetworkCheckpointTest : public NetworkTrainerTest {
 protected:
  NetworkCheckpointTest() {
    request.predict_train = true;
    request.want_probabilities = request.want_train_probabilities = true;
    request.checkpoint_every = 2;
  }

  // Stops after `stop_after` epochs as a worker does that is told to leave, continues from the last
  // checkpoint in a trainer of its own, and compares with the training that was never stopped.
  void ExpectContinuedEqualsUnbroken(const std::vector<Point>& wanted, int64_t stop_after) {
    request.checkpoint.clear();
    const auto unbroken = Fit("cnn", wanted);
    std::vector<std::map<std::string, std::vector<double>>> whole;
    for (size_t i = 0; i < wanted.size(); ++i) whole.push_back(curves.Of(i));
    curves.points.clear();
    curves.checkpoints.clear();
    curves.stop_after_epoch = stop_after;
    request.stop = &curves.stop;
    ASSERT_TRUE(absl::IsCancelled(NetworkTrainer("cnn").Fit(request).status()));
    ASSERT_FALSE(curves.checkpoints.empty());
    request.checkpoint = curves.checkpoints.back();
    request.stop = nullptr;
    curves.stop_after_epoch = 0;
    curves.stop = false;
    const auto continued = Fit("cnn", wanted);
    ASSERT_EQ(continued.size(), unbroken.size());
    for (size_t i = 0; i < wanted.size(); ++i) {
      SCOPED_TRACE(i);
      ExpectSame(continued[i], unbroken[i]);
      // The continued curve is the unbroken one's end.
      for (const auto& [metric, values] : curves.Of(i)) {
        const std::vector<double>& all = whole[i].at(metric);
        ASSERT_LE(values.size(), all.size());
        EXPECT_LT(values.size(), all.size()) << "nothing was saved";
        EXPECT_EQ(values,
                  std::vector<double>(all.end() - static_cast<int64_t>(values.size()), all.end()))
            << metric;
      }
    }
  }
};

TEST_F(NetworkCheckpointTest, ContinuedTrainingIsTheUnbrokenOne) {
  request.keep_models = true;
  ExpectContinuedEqualsUnbroken({SmallCnn(8)}, 5);
}

TEST_F(NetworkCheckpointTest, MomentumIsPartOfIt) {
  Point sgd = With(SmallCnn(6), "optimizer", std::string("sgd"));
  ExpectContinuedEqualsUnbroken({With(sgd, "momentum", 0.9)}, 3);
}

TEST_F(NetworkCheckpointTest, DropoutAndDistortionsGoOnWhereTheyWere) {
  sections["augment"] = {{"rotation", 10.0}, {"width_shift", 0.1}};
  ExpectContinuedEqualsUnbroken({With(SmallCnn(6), "dropout", 0.4)}, 3);
}

TEST_F(NetworkCheckpointTest, PlateauAndEarlyStoppingGoOnWhereTheyWere) {
  SpoilLabels();
  sections["early_stopping"] = {{"patience", int64_t{6}}};
  sections["schedule"] = {
      {"type", std::string("plateau")}, {"patience", int64_t{1}}, {"factor", 0.5}};
  for (const int64_t stop_after : {3, 5, 7}) {
    ExpectContinuedEqualsUnbroken({With(SmallCnn(40), "learning_rate", 0.03)}, stop_after);
  }
}

TEST_F(NetworkCheckpointTest, APausedTrainingIsWhatAShorterOneGivesAndGoesOnAsTheUnbrokenOne) {
  request.checkpoint_every = 0;
  sections["early_stopping"] = {{"patience", int64_t{20}}};
  const auto shorter = Fit("cnn", {SmallCnn(3)});
  const auto unbroken = Fit("cnn", {SmallCnn(7)});
  for (const int64_t pause : {1, 3, 5}) {
    request.pause_epochs = pause;
    const auto paused = Fit("cnn", {SmallCnn(7)});
    EXPECT_EQ(paused[0].paused_epochs, pause);
    ASSERT_EQ(curves.checkpoints.size(), 1u);
    request.checkpoint = curves.checkpoints.back();
    if (pause == 3) {
      EXPECT_EQ(paused[0].evaluation_predictions, shorter[0].evaluation_predictions);
      EXPECT_EQ(paused[0].evaluation_probabilities, shorter[0].evaluation_probabilities);
    }
  }
  // The report of the last pause was lost: it comes again without another epoch.
  const auto again = Fit("cnn", {SmallCnn(7)});
  EXPECT_EQ(again[0].paused_epochs, 5);
  EXPECT_TRUE(curves.Of(0).empty());
  request.pause_epochs = 0;
  const auto continued = Fit("cnn", {SmallCnn(7)});
  EXPECT_EQ(continued[0].paused_epochs, 0);
  ExpectSame(continued[0], unbroken[0]);
  EXPECT_EQ((curves.points[{0, "loss"}].size()), 2u);
}

TEST_F(NetworkCheckpointTest, ATrainingThatEndsBeforeItsPauseIsDone) {
  request.pause_epochs = 5;
  EXPECT_EQ(Fit("cnn", {SmallCnn(5)})[0].paused_epochs, 0);
  EXPECT_EQ(Fit("cnn", {SmallCnn(4)})[0].paused_epochs, 0);
}

TEST_F(NetworkCheckpointTest, FinishedPointsOfThePathAreKept) {
  ExpectContinuedEqualsUnbroken({SmallCnn(8), SmallCnn(1), SmallCnn(3)}, 5);
}

TEST_F(NetworkCheckpointTest, FinishedTrainingsAreKept) {
  // The second training is stopped; the first and the one that cannot be are not made again.
  Point impossible = With(SmallCnn(2), "kernel_size", int64_t{9});
  impossible["padding"] = std::string("valid");
  const std::vector<Point> wanted = {SmallCnn(2), With(SmallCnn(9), "batch_size", int64_t{64}),
                                     impossible};
  const auto unbroken = Fit("cnn", wanted);
  ASSERT_FALSE(curves.checkpoints.empty());
  request.checkpoint = curves.checkpoints.back();
  const auto continued = Fit("cnn", wanted);
  for (size_t i = 0; i < wanted.size(); ++i) ExpectSame(continued[i], unbroken[i]);
  EXPECT_TRUE(curves.Of(0).empty());
  EXPECT_EQ((curves.points[{1, "loss"}].size()), 1u);
}

TEST_F(NetworkCheckpointTest, CheckpointsOfOthersAndBrokenOnesMeanToBeginAnew) {
  const auto unbroken = Fit("cnn", {SmallCnn(4)});
  const std::string checkpoint = curves.checkpoints.back();
  const auto from = [&](const std::string& bytes, const Point& point) {
    request.checkpoint = bytes;
    const auto fits = Fit("cnn", {point});
    EXPECT_EQ((curves.points[{0, "loss"}].size()), 4u);
    return fits[0].evaluation_predictions;
  };
  EXPECT_EQ(from("no checkpoint", SmallCnn(4)), unbroken[0].evaluation_predictions);
  EXPECT_EQ(from(checkpoint.substr(0, checkpoint.size() / 2), SmallCnn(4)),
            unbroken[0].evaluation_predictions);
  from(checkpoint, With(SmallCnn(4), "learning_rate", 0.02));
  request.seed = 12;
  from(checkpoint, SmallCnn(4));
}

TEST_F(NetworkCheckpointTest, ComeAfterEverySoManyEpochsButTheLast) {
  Fit("cnn", {SmallCnn(7)});
  EXPECT_EQ(curves.checkpoints.size(), 3u);
  Fit("cnn", {SmallCnn(6)});
  EXPECT_EQ(curves.checkpoints.size(), 2u);
  request.checkpoint_every = 0;
  Fit("cnn", {SmallCnn(6)});
  EXPECT_TRUE(curves.checkpoints.empty());
}

}  // namespace
}  // namespace gridfold
