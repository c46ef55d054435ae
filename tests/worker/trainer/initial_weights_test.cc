// Training that starts from another network's weights.
#include "worker/trainer/initial_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/worker/trainer/network_request.h"
#include "worker/model/network/network_file.h"

namespace gridfold {
namespace {

class InitialWeightsTest : public NetworkTrainerTest {
 protected:
  InitialWeightsTest() {
    request.keep_models = true;
    base = With(SmallCnn(3), "batch_norm", true);
    base_file = BytesOf(Fit("cnn", {base}).at(0));
  }

  // Fits `point` from the base network, `settings` beside it.
  CellFit FitFromBase(const Point& point, const Point& settings) {
    sections["init_from"] = settings;
    request.initial_weights = base_file;
    return std::move(Fit("cnn", {point}).at(0));
  }

  // The tensors of the first `layers` layers.
  static std::map<std::string, std::vector<float>> Weights(const std::string& bytes,
                                                           int64_t layers) {
    const auto file = TensorFile::Parse(bytes);
    EXPECT_TRUE(file.ok());
    std::map<std::string, std::vector<float>> weights;
    for (int64_t layer = 0; layer < layers; ++layer) {
      for (const char* name :
           {"weights", "bias", "gamma", "beta", "moving_mean", "moving_variance"}) {
        const std::string full = fmt::format("model.layer{}.{}", layer, name);
        if (!file->Has(full)) continue;
        weights[full] = *file->Floats(full, file->Shape(full));
      }
    }
    return weights;
  }

  Point base;
  std::string base_file;
};

// The convolution with its normalisation, activation and pool.
constexpr int64_t kStack = 4;

TEST_F(InitialWeightsTest, FrozenLayersStayAsTheyAre) {
  Point other = With(base, "dense_units", int64_t{24});
  other["l2"] = 0.1;
  for (const char* optimizer : {"adam", "adamw", "sgd", "adadelta"}) {
    SCOPED_TRACE(optimizer);
    const CellFit fit = FitFromBase(With(other, "optimizer", std::string(optimizer)),
                                    {{"layers", kStack}, {"freeze", kStack}});
    ASSERT_TRUE(fit.status.ok()) << fit.status;
    const auto before = Weights(base_file, kStack);
    EXPECT_GE(before.size(), 5u) << "a convolution and its normalisation";
    EXPECT_EQ(Weights(BytesOf(fit), kStack), before);
  }
}

TEST_F(InitialWeightsTest, WhatIsNotFrozenLearnsOn) {
  const CellFit fit = FitFromBase(base, {{"freeze", int64_t{0}}});
  ASSERT_TRUE(fit.status.ok()) << fit.status;
  EXPECT_NE(Weights(BytesOf(fit), kStack), Weights(base_file, kStack));
  // Three more epochs of a network that has had three.
  const double first = curves.points[(std::pair<size_t, std::string>(0, "loss"))].front();
  request.initial_weights.clear();
  sections.clear();
  Fit("cnn", {base});
  EXPECT_LT(first, curves.points[(std::pair<size_t, std::string>(0, "loss"))].front());
}

TEST_F(InitialWeightsTest, NewHeadOnAFrozenStackLearns) {
  Point head = With(base, "dense_units", int64_t{24});
  head["epochs"] = int64_t{20};
  const CellFit fit = FitFromBase(head, {{"layers", kStack}, {"freeze", kStack}});
  ASSERT_TRUE(fit.status.ok()) << fit.status;
  EXPECT_GT(Accuracy(fit.evaluation_predictions, evaluation), 0.8) << "guessing gives 0.33";
}

TEST_F(InitialWeightsTest, LayersThatDoNotFitAreNamed) {
  const CellFit wider = FitFromBase(With(base, "filters", int64_t{8}),
                                    {{"layers", int64_t{1}}, {"freeze", int64_t{0}}});
  EXPECT_TRUE(absl::IsInvalidArgument(wider.status)) << wider.status;
  EXPECT_THAT(Message(wider.status), testing::HasSubstr("layer 1"));
  EXPECT_THAT(Message(wider.status), testing::HasSubstr("found [3, 3, 1, 6]"));
  const CellFit frozen =
      FitFromBase(With(base, "dense_units", int64_t{24}), {{"freeze", kStack + 20}});
  EXPECT_TRUE(absl::IsInvalidArgument(frozen.status)) << frozen.status;
}

TEST_F(InitialWeightsTest, CheckpointWillDoAsWell) {
  request.checkpoint_every = 1;
  Fit("cnn", {base});
  ASSERT_FALSE(curves.checkpoints.empty());
  base_file = curves.checkpoints.back();
  const CellFit fit = FitFromBase(base, {{"layers", kStack}, {"freeze", kStack}});
  ASSERT_TRUE(fit.status.ok()) << fit.status;
  EXPECT_EQ(Weights(BytesOf(fit), kStack), Weights(base_file, kStack));
}

TEST_F(InitialWeightsTest, FileThatIsNoneFailsTheTrial) {
  base_file = "no model";
  EXPECT_TRUE(absl::IsDataLoss(FitFromBase(base, {{"freeze", int64_t{0}}}).status));
}

}  // namespace
}  // namespace gridfold
