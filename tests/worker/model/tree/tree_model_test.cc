#include "worker/model/tree/tree_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "tests/worker/model/tree/naive_tree.h"
#include "tests/worker/model/tree/small_tree.h"
#include "tests/worker/model/tree/tree_rows.h"

namespace gridfold {
namespace {

TEST(TreeModelTest, ReadBackModelIsTheSame) {
  const TreeRows rows(5, 500), others(6, 100);
  TreeSettings settings;
  settings.class_weights = {0.5, 1, 2};
  TreeModel model(*GrowTree(rows.x, rows.y, 3, settings, nullptr));
  TensorFile file;
  model.Save(file);
  const auto parsed = TensorFile::Parse(file.Serialize());
  ASSERT_TRUE(parsed.ok());
  const auto loaded = TreeModel::Load(*parsed);
  ASSERT_TRUE(loaded.ok()) << Message(loaded.status());
  EXPECT_EQ((*loaded)->Type(), "tree");
  EXPECT_EQ((*loaded)->Predict(others.x), model.Predict(others.x));
  EXPECT_EQ((*loaded)->Probabilities(others.x)->values, model.Probabilities(others.x)->values);
  EXPECT_EQ(Lines(static_cast<const TreeModel&>(**loaded).tree()), Lines(model.tree()));
}

TEST(TreeModelTest, ProbabilitiesAreWeightedSharesOfTheLeaf) {
  TreeModel model(SmallTree());
  Matrix x(2, 3);
  std::fill_n(x.data(), 6, 0.0f);
  x.row(1)[0] = -2;
  x.row(1)[2] = 1;
  const auto probabilities = model.Probabilities(x);
  ASSERT_TRUE(probabilities.ok());
  EXPECT_EQ(probabilities->classes, (std::vector<int32_t>{0, 1}));
  EXPECT_EQ(probabilities->values, (std::vector<double>{1, 0, 1.0 / 15, 14.0 / 15}));
}

TEST(TreeModelTest, DamagedFilesAreDataLoss) {
  const TreeModel model(SmallTree());
  TensorFile whole;
  model.Save(whole);
  ASSERT_TRUE(TreeModel::Load(whole).ok());
  using Ints = std::vector<int32_t>;
  using Doubles = std::vector<double>;
  const auto right = [](Ints values) {
    return [values](TensorFile& file) {
      file.Set("model.right", {static_cast<int64_t>(values.size())}, values);
    };
  };
  const std::vector<std::function<void(TensorFile&)>> damages = {
      [](TensorFile& file) { file = TensorFile(); },
      [](TensorFile& file) { file.SetText("model.criterion", "mse"); },
      [](TensorFile& file) { file.Set("model.features", {1}, Ints{0}); },
      [](TensorFile& file) { file.Set("model.features", {1}, Ints{2}); },
      [](TensorFile& file) {
        file.Set("model.class_weights", {2}, Doubles{1, 0});
      },
      [](TensorFile& file) {
        file.Set("model.class_weights", {2}, Doubles{1, NAN});
      },
      [](TensorFile& file) {
        file.Set("model.class_weights", {3}, Doubles{1, 1, 1});
      },
      [](TensorFile& file) { file.Set("model.class_weights", {0}, Doubles{}); },
      [](TensorFile& file) {
        file.Set("model.feature", {5}, Ints{2, -1, -1, -1, -1});
      },
      [](TensorFile& file) {
        file.Set("model.feature", {4}, Ints{2, -1, 0, -1});
      },
      [](TensorFile& file) {
        file.Set("model.threshold", {5}, Doubles{NAN, 0, 0, 0, 0});
      },
      [](TensorFile& file) {
        file.Set("model.counts", {5, 2}, Ints{10, 7, 4, -1, 6, 7, 1, 7, 5, 0});
      },
      [](TensorFile& file) {
        file.Set("model.counts", {5, 2}, Ints{10, 7, 0, 0, 6, 7, 1, 7, 5, 0});
      },
      right({}),
      right({0, 0, 0, 0, 0}),
      right({2, 0, 4, 0, 1}),
      right({2, 0, 2, 0, 0}),
      right({2, 0, 0, 0, 0}),
      right({2, 0, 5, 0, 0}),
      right({-2, 0, 4, 0, 0}),
      right({1, 0, 4, 0, 0}),
      right({4, 0, 4, 0, 0}),
      right({2, 0, 2'000'000'000, 0, 0}),
  };
  for (size_t d = 0; d < damages.size(); ++d) {
    TensorFile file = whole;
    damages[d](file);
    EXPECT_EQ(TreeModel::Load(file).status().code(), absl::StatusCode::kDataLoss) << d;
  }
}

}  // namespace
}  // namespace gridfold
