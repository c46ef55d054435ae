#include "worker/trainer/tree_trainer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <vector>

#include "common/spec/catalogue.h"
#include "tests/worker/model/tree/tree_rows.h"
#include "worker/model/tree/tree_model.h"

namespace gridfold {
namespace {

Point Settings(Point given) { return WithDefaults(*FindModel("tree"), given); }

// Refers to its arguments.
FitRequest Request(const TreeRows& train, const TreeRows& evaluation,
                   const std::vector<Point>& points) {
  FitRequest request;
  request.train = {train.x, train.y};
  request.evaluation = {evaluation.x, evaluation.y};
  request.classes = 3;
  request.points = points;
  request.predict_train = true;
  request.keep_models = true;
  return request;
}

double Accuracy(const std::vector<int32_t>& predicted, const std::vector<int32_t>& actual) {
  double right = 0;
  for (size_t i = 0; i < actual.size(); ++i) right += predicted[i] == actual[i] ? 1 : 0;
  return right / static_cast<double>(actual.size());
}

struct TreeTrainerTest : testing::Test {
  const TreeRows train{1, 800}, evaluation{2, 300};
  const TreeTrainer trainer;
};

TEST_F(TreeTrainerTest, RegistryHasIt) { EXPECT_NE(FindTrainer("tree"), nullptr); }

TEST_F(TreeTrainerTest, DepthsFittedTogetherAreThoseFittedAlone) {
  std::vector<Point> points;
  for (const int64_t depth : {4, 1, 9, 2}) points.push_back(Settings({{"max_depth", depth}}));
  points.push_back(Settings({}));
  const auto together = trainer.Fit(Request(train, evaluation, points));
  ASSERT_TRUE(together.ok()) << Message(together.status());
  for (size_t i = 0; i < points.size(); ++i) {
    const std::vector<Point> one = {points[i]};
    const auto alone = trainer.Fit(Request(train, evaluation, one));
    ASSERT_TRUE(alone.ok());
    const CellFit &a = (*together)[i], &b = alone->front();
    ASSERT_TRUE(a.status.ok()) << Message(a.status);
    EXPECT_EQ(a.evaluation_predictions, b.evaluation_predictions);
    EXPECT_EQ(a.train_predictions, b.train_predictions);
    EXPECT_EQ(a.facts, b.facts);
    EXPECT_EQ(a.model->Predict(evaluation.x), a.evaluation_predictions);
    TensorFile saved, expected;
    a.model->Save(saved);
    b.model->Save(expected);
    EXPECT_EQ(saved.Serialize(), expected.Serialize());
  }
  EXPECT_EQ((*together)[1].facts.at("depth"), 1);
  EXPECT_EQ((*together)[1].facts.at("leaves"), 2);
  EXPECT_EQ((*together)[1].facts.at("nodes"), 3);
  EXPECT_EQ(Accuracy((*together)[4].train_predictions, train.y), 1);  // no limit: nothing is left
  EXPECT_GT(Accuracy((*together)[0].evaluation_predictions, evaluation.y), 0.5);
}

TEST_F(TreeTrainerTest, SettingsReachTheTree) {
  const auto leaves = [&](Point given) {
    const std::vector<Point> points = {Settings(given)};
    return trainer.Fit(Request(train, evaluation, points))->front().facts.at("leaves");
  };
  const double all = leaves({});
  EXPECT_LT(leaves({{"min_samples_leaf", int64_t{20}}}), 800 / 20 + 1);
  EXPECT_LT(leaves({{"min_samples_split", int64_t{100}}}), all);
  EXPECT_LT(leaves({{"min_impurity_decrease", 0.01}}), all);
  EXPECT_NE(leaves({{"criterion", std::string("entropy")}}), all);
  EXPECT_NE(leaves({{"class_weight", std::string("balanced")}}), all);
}

TEST_F(TreeTrainerTest, BalancedWeightsMakeClassesEqual) {
  const std::vector<Point> points = {
      Settings({{"class_weight", std::string("balanced")}, {"max_depth", int64_t{1}}})};
  FitRequest request = Request(train, evaluation, points);
  request.classes = 5;  // two of them without rows
  const auto cells = trainer.Fit(request);
  ASSERT_TRUE(cells.ok());
  const auto& tree = static_cast<const TreeModel&>(*cells->front().model).tree();
  for (size_t c = 0; c < 3; ++c) {
    EXPECT_DOUBLE_EQ(tree.class_weights[c] * tree.counts[c], 800.0 / 3);
  }
  EXPECT_EQ(tree.class_weights[4], 1);
}

TEST_F(TreeTrainerTest, BadRequestsAreRefused) {
  const std::vector<Point> points = {Settings({{"max_depth", int64_t{3}}}),
                                     Settings({{"min_samples_leaf", int64_t{3}}})};
  EXPECT_EQ(trainer.Fit(Request(train, evaluation, points)).status().code(),
            absl::StatusCode::kInvalidArgument);
  const std::vector<Point> one = {Settings({})};
  FitRequest request = Request(train, evaluation, one);
  const std::atomic<bool> stop = true;
  request.stop = &stop;
  EXPECT_TRUE(absl::IsCancelled(trainer.Fit(request).status()));
  TreeRows damaged(1, 20);
  damaged.x.row(3)[2] = std::numeric_limits<float>::infinity();
  const auto cells = trainer.Fit(Request(damaged, evaluation, one));
  ASSERT_TRUE(cells.ok());
  EXPECT_EQ(cells->front().status.code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace gridfold
