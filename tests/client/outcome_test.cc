#include "client/outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/prediction.h"
#include "common/base/file.h"
#include "tests/client/screen.h"
#include "worker/model/bayes/bayes_model.h"
#include "worker/model/tensor_file.h"
#include "worker/transform/pipeline.h"

namespace gridfold {
namespace {

using testing::HasSubstr;
using testing::Not;

// Five rows of three classes, of which the last never occurs; one dog is taken for a cat.
Outcome Pets() {
  Outcome outcome;
  outcome.classes = {"cat", "dog", "bird"};
  outcome.actual = {0, 0, 1, 1, 1};
  outcome.predicted = {0, 0, 1, 1, 0};
  outcome.probabilities = {0.9f, 0.1f, 0,    0.6f, 0.4f, 0,    0.2f, 0.8f,
                           0,    0.3f, 0.7f, 0,    0.7f, 0.3f, 0};
  return outcome;
}

TEST(OutcomeTest, EachClassIsCountedAgainstTheRest) {
  const auto text = OutcomeText(Pets(), false);
  ASSERT_TRUE(text.ok()) << text.status();
  // Of six pairs of a cat and a dog one is in the wrong order: area 5/6. By probability the cats
  // are first and third: average precision (1 + 2/3) / 2; the dogs first, second and fourth.
  EXPECT_THAT(*text, HasSubstr("cat       2   2   1   0   2     0.6667  1.0000       0.6667  0.8000"
                               "    0.8333             0.8333\n"));
  EXPECT_THAT(*text, HasSubstr("dog       3   2   0   1   2     1.0000  0.6667       1.0000  0.8000"
                               "    0.8333             0.9167\n"));
  EXPECT_THAT(*text, Not(HasSubstr("bird  ")));
  EXPECT_THAT(*text, HasSubstr("accuracy                         0.8000         5"));
}

TEST(OutcomeTest, WithoutProbabilitiesThereAreNoCurves) {
  Outcome outcome = Pets();
  outcome.probabilities.clear();
  EXPECT_THAT(*OutcomeText(outcome, false), Not(HasSubstr("ROC")));
  const TemporaryFolder root;
  auto folder = PictureFolder::Open(root.path().string());
  ASSERT_TRUE(AddOutcomeCharts(outcome, "pets", *folder).ok());
  EXPECT_EQ(folder->size(), 1u);
}

TEST(OutcomeTest, CurvesOfEachClassAreDrawn) {
  const TemporaryFolder root;
  auto folder = PictureFolder::Open(root.path().string());
  ASSERT_TRUE(AddOutcomeCharts(Pets(), "p<ts", *folder).ok());
  EXPECT_EQ(folder->size(), 3u);
  for (const char* name : {"roc.svg", "precision-recall.svg"}) {
    const std::string chart = *ReadFile((root.path() / name).string(), 1 << 20);
    EXPECT_THAT(chart, HasSubstr(">cat<")) << name;
    EXPECT_THAT(chart, HasSubstr(">dog<")) << name;
  }
  EXPECT_THAT(*ReadFile((root.path() / "confusion.svg").string(), 1 << 20), HasSubstr("p&lt;ts"));
}

DataArguments Named(const std::string& name) {
  DataArguments arguments;
  arguments.name = name;
  return arguments;
}

struct PredictOutcomeTest : testing::Test {
  // A model on one feature: dogs around 4, cats around 0.
  PredictOutcomeTest() {
    TensorFile file;
    file.SetText("classes", R"(["cat","dog"])");
    file.SetText("features", "1");
    Pipeline().Save(file);
    BayesModel(GaussianBayes{{0, 1}, {-0.5, -0.5}, {0, 4}, {1, 1}}).Save(file);
    arguments.model_file = Write("pets.gfm", file.Serialize());
    arguments.report = true;
  }
  std::string Write(const char* name, const std::string& text) {
    const std::string path = (root.path() / name).string();
    EXPECT_TRUE(WriteFileAtomically(path, text).ok());
    return path;
  }
  Status Predict(const std::string& csv) {
    arguments.data = {Named(Write("data.csv", csv))};
    return PredictData(arguments, screen.console);
  }
  const TemporaryFolder root;
  PredictArguments arguments;
  Screen screen;
};

// The data's classes may come in another order than the model's.
TEST_F(PredictOutcomeTest, LabelsAreMatchedByName) {
  arguments.pictures = (root.path() / "look").string();
  ASSERT_TRUE(Predict("5,dog\n4,dog\n1,dog\n0,cat\n").ok());
  EXPECT_THAT(screen.out.str(), HasSubstr("4 training rows, 3 right, accuracy 0.7500"));
  EXPECT_THAT(screen.out.str(), HasSubstr("dog       3   2   0   1   1     1.0000  0.6667"));
  EXPECT_THAT(screen.out.str(), HasSubstr("roc.svg"));
  EXPECT_THAT(screen.out.str(), Not(HasSubstr("wrong-"))) << "rows are no pictures";
}

TEST_F(PredictOutcomeTest, WhatCannotBeReportedIsRefused) {
  EXPECT_THAT(Message(Predict("5,dog\n0,bird\n")), HasSubstr("found 'bird'"));
  EXPECT_THAT(Message(Predict("5\n0\n")), HasSubstr("expected a data set with labels"));
  arguments.data = {Named("a.csv"), Named("b.csv")};
  EXPECT_THAT(Message(PredictData(arguments, screen.console)), HasSubstr("found 2"));
}

}  // namespace
}  // namespace gridfold
