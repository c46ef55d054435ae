// `metric:` as a list, and `constraints:`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

std::string Mlp(const std::string& metric, const std::string& rest = "") {
  return "name: s\ndataset: digits\nmodel: mlp\nmetric: " + metric + "\n" + rest;
}

constexpr char kAccuracy[] = "{name: accuracy, goal: maximize}";
constexpr char kSize[] = "{name: parameters, goal: minimize}";

TEST(GoalsReaderTest, AFactOfTheModelMayBeTheGoal) {
  EXPECT_EQ(StudyOf(Mlp(kSize)).metric.name, "parameters");
  EXPECT_FALSE(StudyOf(Mlp(kSize)).metric.maximize);
  EXPECT_TRUE(StudyOf(Mlp("{name: parameters, goal: maximize}")).metric.maximize);
  EXPECT_THAT(ErrorOf(Mlp("{name: leaves, goal: minimize}")),
              HasSubstr("model mlp also gives parameters, epochs"));
}

TEST(GoalsReaderTest, TheFirstOfAListRanks) {
  const StudySpec study = StudyOf(Mlp("[" + std::string(kSize) + ", " + kAccuracy + "]"));
  EXPECT_EQ(study.metric.name, "parameters");
  ASSERT_EQ(study.more_goals.size(), 1U);
  EXPECT_EQ(study.more_goals[0].name, "accuracy");
}

TEST(GoalsReaderTest, WrongListsAreRefused) {
  EXPECT_THAT(ErrorOf(Mlp("[]")), HasSubstr("metric: expected 1 to 10 goals"));
  EXPECT_THAT(ErrorOf(Mlp("[" + std::string(kSize) + ", " + kSize + "]")),
              HasSubstr("metric.1: expected each goal once, found 'parameters' again"));
  EXPECT_THAT(
      ErrorOf(Mlp("[" + std::string(kSize) + ", {name: accuracy, goal: maximize, target: 1}]")),
      HasSubstr("metric.1.target: expected only of the first goal"));
  EXPECT_THAT(ErrorOf(Mlp("[accuracy]")), HasSubstr("metric.0: expected a map"));
}

TEST(ConstraintReaderTest, RelationsAreRead) {
  const StudySpec study = StudyOf(
      Mlp(kSize, "constraints: [accuracy > 0.95, log_loss <= 1, epochs >= 2, parameters < 1e4]\n"));
  const std::vector<Constraint> expected = {{"accuracy", true, true, 0.95},
                                            {"log_loss", false, false, 1},
                                            {"epochs", true, false, 2},
                                            {"parameters", false, true, 1e4}};
  EXPECT_EQ(study.constraints, expected);
}

TEST(ConstraintReaderTest, WrongOnesNameTheirPlace) {
  const auto error = [](const std::string& text) {
    return ErrorOf(Mlp(kSize, "constraints: " + text + "\n"));
  };
  EXPECT_THAT(error("accuracy > 0.95"), HasSubstr("spec.yaml:5: constraints: expected a list"));
  for (const char* wrong : {"accuracy", "accuracy > ", "accuracy == 1", "accuracy > high",
                            "accuracy > 0.5 please", "0.5 < accuracy"}) {
    EXPECT_THAT(error("[" + std::string(wrong) + "]"), HasSubstr("constraints.0: expected"))
        << wrong;
  }
  EXPECT_THAT(error("[acuracy > 1]"), HasSubstr("accuracy"));
  EXPECT_THAT(ErrorOf(Svm("constraints: [log_loss < 1]\n")), HasSubstr("probability: true"));
}

TEST(ConstraintReaderTest, GoalsAndConstraintsBelongToTheStudy) {
  const auto fingerprint = [](const std::string& text) { return StudyOf(text).fingerprint; };
  EXPECT_NE(fingerprint(Mlp(kSize)), fingerprint(Mlp(kSize, "constraints: [accuracy > 0.9]\n")));
  EXPECT_NE(fingerprint(Mlp(kSize, "constraints: [accuracy >= 0.9]\n")),
            fingerprint(Mlp(kSize, "constraints: [accuracy > 0.9]\n")));
  EXPECT_NE(fingerprint(Mlp(kAccuracy)),
            fingerprint(Mlp("[" + std::string(kAccuracy) + ", " + kSize + "]")));
}

}  // namespace
}  // namespace gridfold
