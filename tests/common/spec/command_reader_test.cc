#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Command(const std::string& rest) {
  return "name: s\ndataset: digits\nmodel: command\nmetric: {name: bleu, goal: maximize}\n" + rest;
}

TEST(CommandReaderTest, WordsAloneAreTheProgram) {
  const StudySpec study = StudyOf(Command("command: [python3, train.py, 7]\n"));
  EXPECT_THAT(study.command.run, ElementsAre("python3", "train.py", "7"));
  EXPECT_EQ(study.command.script, "");
  EXPECT_EQ(study.command.rows, "npz");
}

TEST(CommandReaderTest, MapHasScriptAndRows) {
  const StudySpec study =
      StudyOf(Command("command: {run: [./t.py], script: tools/t.py, rows: csv}\n"));
  EXPECT_EQ(study.command, (CommandSpec{{"./t.py"}, "tools/t.py", "csv"}));
}

TEST(CommandReaderTest, AnyParameterAndAnyMetricWillDo) {
  const StudySpec study = StudyOf(
      Command("command: [train]\n"
              "metrics: [rouge, accuracy]\n"
              "search: {algorithm: random, trials: 2}\n"
              "parameters: {depth: {min: 1, max: 9}, rate: {min: 1e-3, max: 1, scale: log},\n"
              "  kind: {values: [a, 1, true]}, fixed: [8, 16]}\n"));
  EXPECT_EQ(ParameterOf(study, "depth").type, ParameterType::kInt);
  EXPECT_EQ(ParameterOf(study, "rate").type, ParameterType::kDouble);
  EXPECT_EQ(ParameterOf(study, "kind").values.size(), 3U);
  EXPECT_EQ(study.metric.name, "bleu");
}

TEST(CommandReaderTest, KnownMetricsKeepTheirDirection) {
  EXPECT_THAT(ErrorOf("name: s\ndataset: digits\nmodel: command\ncommand: [t]\n"
                      "metric: {name: accuracy, goal: minimize}\n"),
              HasSubstr("metric.goal: expected maximize"));
}

TEST(CommandReaderTest, WrongCommandsAreRefused) {
  EXPECT_THAT(ErrorOf(Command("")), HasSubstr("command: expected a program and its arguments"));
  EXPECT_THAT(ErrorOf(Command("command: python3 train.py\n")), HasSubstr("spec.yaml:5: command"));
  EXPECT_THAT(ErrorOf(Command("command: []\n")), HasSubstr("expected a program"));
  EXPECT_THAT(ErrorOf(Command("command: {run: [t], shell: true}\n")), HasSubstr("command.shell"));
  EXPECT_THAT(ErrorOf(Command("command: {run: [t], rows: xml}\n")),
              HasSubstr("command.rows: expected npz, csv or index, found 'xml'"));
  EXPECT_THAT(ErrorOf(Command("command: {run: [t], script: 'a/b c'}\n")),
              HasSubstr("command.script: expected a file whose name"));
  EXPECT_THAT(ErrorOf(Svm("command: [t]\n")),
              HasSubstr("spec.yaml:5: command: expected only with model command, found model svm"));
  EXPECT_THAT(ErrorOf(Svm("metrics: [bleu]\n")), HasSubstr("metrics.0"));
}

TEST(CommandReaderTest, CommandBelongsToTheStudyButNotWhereTheScriptLies) {
  const auto fingerprint = [](const std::string& command) {
    return StudyOf(Command("command: " + command + "\n")).fingerprint;
  };
  EXPECT_NE(fingerprint("[a]"), fingerprint("[a, b]"));
  EXPECT_EQ(fingerprint("{run: [a], script: x/t.py}"), fingerprint("{run: [a], script: y/t.py}"));
}

TEST(CommandReaderTest, MemoryCanBeLimitedForProcessesOnly) {
  EXPECT_EQ(StudyOf(Command("command: [t]\nlimits: {max_trial_memory: 2GiB}\n"))
                .limits.max_trial_memory_bytes,
            int64_t{2} << 30);
  EXPECT_THAT(ErrorOf(Command("command: [t]\nlimits: {max_trial_memory: much}\n")),
              HasSubstr("limits.max_trial_memory: expected an amount of memory"));
  EXPECT_THAT(ErrorOf(Svm("limits: {max_trial_memory: 2GiB}\n")),
              HasSubstr("expected only with model command, found model svm"));
}

}  // namespace
}  // namespace gridfold
