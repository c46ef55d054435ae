#include "worker/command/program_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gridfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

const std::vector<std::string> kDigits = {"0", "1", "7"};
const std::vector<std::string> kAnimals = {"cat", "dog"};

using Kind = ProgramLine::Kind;

ProgramLine Read(std::string_view text, Kind kind,
                 const std::vector<std::string>& classes = kDigits) {
  const auto said = ParseProgramLine(text, classes);
  EXPECT_TRUE(said.ok()) << Message(said.status());
  if (!said.ok()) return ProgramLine();
  EXPECT_EQ(said->kind, kind) << text;
  return *said;
}

std::string ErrorOf(std::string_view line, const std::vector<std::string>& classes = kDigits) {
  const auto said = ParseProgramLine(line, classes);
  EXPECT_FALSE(said.ok()) << line;
  EXPECT_EQ(said.status().code(), absl::StatusCode::kFailedPrecondition);
  return Message(said.status());
}

TEST(ProgramLineTest, WhatIsNotForUsIsPassedOver) {
  for (const char* line : {"", "epoch 3", "{'epoch': 3}", "{", "[1, 2]", "{\"event\": \"saved\"}",
                           "{}", "  {\"epoch\": 3}"}) {
    Read(line, Kind::kNotForUs);
  }
}

TEST(ProgramLineTest, EpochHasValuesAndMaybeACheckpoint) {
  const auto line =
      Read(R"({"epoch": 3, "loss": 0.25, "val_loss": 1, "checkpoint": true})", Kind::kEpoch).epoch;
  EXPECT_EQ(line.epoch, 3);
  EXPECT_THAT(line.values, ElementsAre(Pair("loss", 0.25), Pair("val_loss", 1)));
  EXPECT_TRUE(line.checkpoint);
  EXPECT_FALSE(Read(R"({"epoch": 1})", Kind::kEpoch).epoch.checkpoint);
}

TEST(ProgramLineTest, ResultNamesClassesByNumberOrName) {
  const ResultLine digits =
      Read(
          R"({"metrics": {"accuracy": 0.5}, "predictions": [7, "0", 1], "train_metrics": {"a": 1}})",
          Kind::kResult)
          .result;
  EXPECT_THAT(digits.metrics, ElementsAre(Pair("accuracy", 0.5)));
  EXPECT_THAT(digits.train_metrics, ElementsAre(Pair("a", 1)));
  EXPECT_THAT(*digits.predictions, ElementsAre(2, 0, 1)) << "7 is the third class";
  EXPECT_FALSE(digits.train_predictions.has_value());
  const ResultLine animals = Read(R"({"predictions": [1, "cat"]})", Kind::kResult, kAnimals).result;
  EXPECT_THAT(*animals.predictions, ElementsAre(1, 0)) << "names are no numbers: indices";
}

TEST(ProgramLineTest, ATrialMayBeImpossible) {
  EXPECT_EQ(Read(R"({"infeasible": "too deep"})", Kind::kInfeasible).reason, "too deep");
}

TEST(ProgramLineTest, WhatIsMeantForUsAndWrongIsAnError) {
  EXPECT_THAT(ErrorOf(R"({"epoch": 1, "loss": NaN})"), HasSubstr("expected JSON"));
  EXPECT_THAT(ErrorOf(R"({"epoch": 0})"), HasSubstr("epoch: expected a whole number"));
  EXPECT_THAT(ErrorOf(R"({"epoch": 1.5})"), HasSubstr("found 1.5"));
  EXPECT_THAT(ErrorOf(R"({"epoch": 1, "loss": "low"})"),
              HasSubstr("loss: expected a number, found \"low\""));
  EXPECT_THAT(ErrorOf(R"({"epoch": 1, "a b": 1})"), HasSubstr("expected a metric's name"));
  EXPECT_THAT(ErrorOf(R"({"metrics": 0.9})"), HasSubstr("metrics: expected names and numbers"));
  EXPECT_THAT(ErrorOf(R"({"metrics": {}, "predictions": 7})"), HasSubstr("expected a list"));
  EXPECT_THAT(ErrorOf(R"({"predictions": [7, 2]})"),
              HasSubstr("predictions[1]: expected one of the classes, found 2"));
  EXPECT_THAT(ErrorOf(R"({"predictions": ["bird"]})", kAnimals), HasSubstr("bird"));
}

}  // namespace
}  // namespace gridfold
