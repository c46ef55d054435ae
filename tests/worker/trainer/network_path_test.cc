// One training serves all points that differ in `epochs`.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/worker/trainer/network_request.h"

namespace gridfold {
namespace {

class NetworkPathTest : public NetworkTrainerTest {
 protected:
  NetworkPathTest() { request.predict_train = request.keep_models = true; }

  // Fits the points together and one by one; every bit must agree.
  void ExpectPathEqualsTrainingsAlone(const std::vector<Point>& wanted) {
    const auto path = Fit("cnn", wanted);
    ASSERT_EQ(path.size(), wanted.size());
    std::vector<std::map<std::string, std::vector<double>>> together;
    for (size_t i = 0; i < wanted.size(); ++i) together.push_back(curves.Of(i));
    for (size_t i = 0; i < wanted.size(); ++i) {
      SCOPED_TRACE(i);
      const auto alone = Fit("cnn", {wanted[i]});
      ASSERT_EQ(alone.size(), 1u);
      ExpectSame(path[i], alone[0]);
      EXPECT_EQ(together[i], curves.Of(0));
    }
  }
};

TEST_F(NetworkPathTest, EachPointIsWhatItIsAlone) {
  ExpectPathEqualsTrainingsAlone({SmallCnn(3), SmallCnn(1), SmallCnn(6), SmallCnn(3)});
}

TEST_F(NetworkPathTest, PointsHaveCurvesOfTheirOwnLength) {
  const auto fits = Fit("cnn", {SmallCnn(2), SmallCnn(5)});
  EXPECT_EQ(fits[0].facts.at("epochs"), 2);
  EXPECT_EQ(fits[1].facts.at("epochs"), 5);
  EXPECT_EQ((curves.points[{0, "loss"}].size()), 2u);
  EXPECT_EQ((curves.points[{1, "loss"}].size()), 5u);
  // The model is the one after as many epochs.
  EXPECT_NE(BytesOf(fits[0]), BytesOf(fits[1]));
  EXPECT_EQ(fits[0].model->Predict(evaluation.x), fits[0].evaluation_predictions);
  EXPECT_EQ(fits[1].model->Predict(evaluation.x), fits[1].evaluation_predictions);
}

TEST_F(NetworkPathTest, OneTrainingCostsWhatItsLongestPointCosts) {
  class Epochs : public Clock {
   public:
    // Every look is a second: costs can be counted.
    int64_t SteadyNs() const override { return 1'000'000'000 * ++looks; }
    int64_t UnixMs() const override { return 0; }
    mutable int64_t looks = 0;
  } together, longest;
  request.predict_train = request.keep_models = false;
  request.clock = &together;
  const auto fits = Fit("cnn", {SmallCnn(8), SmallCnn(2), SmallCnn(4)});
  double seconds = 0;
  for (const CellFit& fit : fits) seconds += fit.fit_seconds;
  request.clock = &longest;
  const auto alone = Fit("cnn", {SmallCnn(8)});
  EXPECT_DOUBLE_EQ(seconds, alone[0].fit_seconds);
}

TEST_F(NetworkPathTest, OtherParametersMakeOtherTrainings) {
  ExpectPathEqualsTrainingsAlone(
      {SmallCnn(2), With(SmallCnn(3), "batch_size", int64_t{7}), SmallCnn(3)});
}

TEST_F(NetworkPathTest, DivergenceEndsOnlyThePointsThatReachIt) {
  // The rate jumps beyond all bounds after two epochs.
  sections["schedule"] = {{"type", std::string("piecewise")},
                          {"epoch_1", 0.0},
                          {"rate_1", 0.01},
                          {"epoch_2", 2.0},
                          {"rate_2", 0.01},
                          {"epoch_3", 2.0},
                          {"rate_3", 1e30}};
  const Point sgd = With(SmallCnn(2), "optimizer", std::string("sgd"));
  const auto fits = Fit("cnn", {With(sgd, "epochs", int64_t{5}), sgd});
  EXPECT_TRUE(absl::IsInternal(fits[0].status)) << fits[0].status;
  EXPECT_EQ(Message(fits[0].status).find("diverged: "), 0u) << fits[0].status;
  EXPECT_TRUE(fits[0].evaluation_predictions.empty());
  EXPECT_TRUE(fits[1].status.ok()) << fits[1].status;
  EXPECT_FALSE(fits[1].evaluation_predictions.empty());
}

TEST_F(NetworkPathTest, SchedulesDoNotKnowHowLongTheTrainingIs) {
  sections["schedule"] = {
      {"type", std::string("step")}, {"decay_epochs", 2.0}, {"decay_rate", 0.5}};
  ExpectPathEqualsTrainingsAlone({SmallCnn(2), SmallCnn(5)});
  sections["schedule"] = {{"type", std::string("plateau")},
                          {"patience", int64_t{1}},
                          {"min_delta", 0.05},
                          {"factor", 0.5}};
  ExpectPathEqualsTrainingsAlone({SmallCnn(2), SmallCnn(7)});
  const std::vector<double> rates = curves.points[{0, "learning_rate"}];
  EXPECT_LT(rates.back(), rates.front());
}

TEST_F(NetworkPathTest, AugmentedTrainingsShareToo) {
  sections["augment"] = {{"rotation", 8.0}, {"width_shift", 0.1}, {"zoom", 0.08}};
  ExpectPathEqualsTrainingsAlone({SmallCnn(2), SmallCnn(4)});
}

TEST_F(NetworkPathTest, CosineOfTheTrainingsLengthSetsPointsApart) {
  sections["schedule"] = {{"type", std::string("cosine")}};
  ExpectPathEqualsTrainingsAlone({SmallCnn(2), SmallCnn(4)});
  Fit("cnn", {SmallCnn(2), SmallCnn(4)});
  EXPECT_NE((curves.points[{0, "loss"}][1]), (curves.points[{1, "loss"}][1]));
  // A length of its own brings them together.
  sections["schedule"]["decay_epochs"] = 4.0;
  Fit("cnn", {SmallCnn(2), SmallCnn(4)});
  EXPECT_EQ((curves.points[{0, "loss"}][1]), (curves.points[{1, "loss"}][1]));
}

TEST_F(NetworkPathTest, EarlyStoppingOnAPathIsEarlyStoppingAlone) {
  SpoilLabels();
  for (const bool restore : {true, false}) {
    sections["early_stopping"] = {{"monitor", std::string("val_loss")},
                                  {"patience", int64_t{2}},
                                  {"restore_best_weights", restore}};
    // So that best epochs are not last epochs.
    std::vector<Point> wanted;
    for (const int64_t epochs : {1, 2, 3, 4, 5, 6, 8, 30}) {
      wanted.push_back(With(SmallCnn(epochs), "learning_rate", 0.05));
    }
    ExpectPathEqualsTrainingsAlone(wanted);
    EXPECT_LT(Fit("cnn", wanted).back().facts.at("epochs"), 30) << "it never stopped";
  }
}

}  // namespace
}  // namespace gridfold
