#include "client/tree_drawing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/file.h"
#include "tests/client/fake_view.h"
#include "tests/client/screen.h"
#include "worker/model/bayes/bayes_model.h"
#include "worker/model/tree/tree_model.h"
#include "worker/transform/pipeline.h"

namespace gridfold {
namespace {

using testing::HasSubstr;

std::string ModelFile(const Model& model, const std::string& classes) {
  TensorFile file;
  file.SetText("classes", classes);
  file.SetText("features", "2");
  Pipeline().Save(file);
  model.Save(file);
  return file.Serialize();
}

// A split of feature 1 at 0.5 into a leaf for each of two classes.
TreeModel SmallModel() {
  DecisionTree tree;
  tree.features = 2;
  tree.class_weights = {1, 1};
  tree.nodes = {{2, 1, 0.5, 0, 1}, {0, -1, 0, 1, 0}, {0, -1, 0, 1, 1}};
  tree.counts = {3, 4, 3, 0, 0, 4};
  return TreeModel(tree);
}

struct TreeDrawingTest : testing::Test {
  TreeDrawingTest() {
    RefitSummary refit;
    refit.trial = 7;
    refit.model_hash = std::string(64, 'a');
    view.study.refits = {refit};
    view.artifact = ModelFile(SmallModel(), R"(["cat","dog"])");
  }
  Status Draw(const std::string& file, int64_t depth = 3) {
    path = (folder.path() / file).string();
    return SaveTree(view, "svm", std::nullopt, path, depth, screen.console);
  }
  const TemporaryFolder folder;
  std::string path;
  FakeView view = TwoTrials();
  Screen screen;
};

TEST_F(TreeDrawingTest, TextAndDrawingAreWritten) {
  ASSERT_TRUE(Draw("tree.txt").ok());
  EXPECT_EQ(*ReadFile(path, 1 << 20),
            "|--- feature_1 <= 0.5\n|   |--- class: cat, 3 of 3 rows\n"
            "|--- feature_1 >  0.5\n|   |--- class: dog, 4 of 4 rows\n");
  EXPECT_THAT(screen.out.str(), HasSubstr("tree of trial 7, depth 1 of 1, 3 of 3 nodes"));
  ASSERT_TRUE(Draw("tree.svg", 0).ok());
  EXPECT_THAT(*ReadFile(path, 1 << 20), HasSubstr(">1 more level<"));
  EXPECT_THAT(screen.out.str(), HasSubstr("depth 0 of 1, 1 of 3 nodes"));
}

TEST_F(TreeDrawingTest, OtherFilesAndModelsAreRefused) {
  const Status picture = Draw("tree.png");
  EXPECT_EQ(Message(picture),
            "--tree: expected a file that ends in .svg or .txt, found '" + path + "'");
  view.artifact = ModelFile(SmallModel(), R"(["cat"])");  // a class without a name
  EXPECT_EQ(Draw("tree.svg").code(), absl::StatusCode::kDataLoss);
  view.artifact = "no model";
  EXPECT_EQ(Draw("tree.svg").code(), absl::StatusCode::kDataLoss);
  view.artifact = ModelFile(BayesModel(GaussianBayes{{0}, {0}, {0, 0}, {1, 1}}), R"(["cat"])");
  EXPECT_THAT(Message(Draw("tree.svg")), HasSubstr("expected a tree, found a model naive_bayes"));
  EXPECT_FALSE(ReadFile(path, 1 << 20).ok());
}

TEST_F(TreeDrawingTest, NamesAreMadeSafeForATerminal) {
  view.artifact = ModelFile(SmallModel(), "[\"\\u001b[31mred\",\"dog\"]");
  ASSERT_TRUE(Draw("tree.txt").ok());
  EXPECT_EQ(ReadFile(path, 1 << 20)->find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace gridfold
