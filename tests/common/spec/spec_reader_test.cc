#include "common/spec/spec_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "common/spec/catalogue.h"
#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kSvmSpec =
    "name: svm-rbf-mnist\n"
    "dataset: {name: mnist, train: 14000, test: 21000, seed: 42}\n"
    "pipeline:\n"
    "  - normalize: l2\n"
    "model: svm\n"
    "parameters:\n"
    "  kernel: rbf\n"
    "  C: {values: [0.01, 0.1, 1, 10]}\n"
    "  gamma: {type: double, min: 0.01, max: 1, scale: log, count: 3}\n"
    "cv: {folds: 3, stratified: true, shuffle: false, train_scores: true}\n"
    "search: {algorithm: grid}\n"
    "metric: {name: accuracy, goal: maximize}\n"
    "limits: {max_duration: 1h, max_trial_duration: 10m, max_failed_trials: 5}\n"
    "refit: {top: 1}\n";

const std::string kNetworkSpec =
    "name: random-cnn\n"
    "dataset: mnist\n"
    "model: network\n"
    "layers:\n"
    "  - conv: {filters: $filters, kernel: $kernel, padding: same, activation: relu}\n"
    "  - max_pool: 2\n"
    "  - dropout: $dropout\n"
    "  - repeat: {times: $blocks, layers: [{conv: {filters: 8, kernel: 3}}]}\n"
    "  - flatten\n"
    "  - repeat: {times: 1, layers: [{dense: {units: $dense_units, activation: relu}}]}\n"
    "  - activation: $head\n"
    "  - dense: {units: 10, activation: softmax}\n"
    "parameters:\n"
    "  filters: {type: int, min: 32, max: 128, step: 16}\n"
    "  kernel: {values: [3, 5]}\n"
    "  blocks: {type: int, min: 1, max: 3}\n"
    "  head: {values: [none, relu]}\n"
    "  dense_units: {type: int, min: 32, max: 256, step: 32, when: {head: [relu]}}\n"
    "  dropout: {type: double, min: 0, max: 0.5}\n"
    "  learning_rate: {type: double, min: 1e-4, max: 1e-2, scale: log}\n"
    "  optimizer: {values: [adam, sgd]}\n"
    "  batch_size: {values: [32, 64, 128]}\n"
    "  epochs: 5\n"
    "search: {algorithm: random, trials: 20}\n"
    "metric: {name: accuracy, goal: maximize}\n";

TEST(SpecReaderTest, AGridOverAnSvmIsRead) {
  const auto result = ReadText(kSvmSpec);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(result->notes, ElementsAre());
  const StudySpec& study = result->study;
  EXPECT_EQ(study.name, "svm-rbf-mnist");
  EXPECT_EQ(study.model, "svm");
  EXPECT_EQ(study.source_text, kSvmSpec);
  EXPECT_THAT(NamesOf(study.space.members[0]), ElementsAre("kernel", "C", "gamma"));
  EXPECT_THAT(GridTexts(ParameterOf(study, "C")), ElementsAre("0.01", "0.1", "1.0", "10.0"));
  EXPECT_THAT(GridTexts(ParameterOf(study, "gamma")), ElementsAre("0.01", "0.1", "1.0"));
  EXPECT_EQ(study.limits.max_trial_duration_ms, 600'000);
}

TEST(SpecReaderTest, ARandomSearchOverANetworkIsRead) {
  const StudySpec study = StudyOf(kNetworkSpec);
  EXPECT_EQ(study.layers.size(), 8u);
  EXPECT_EQ(study.space.members[0].parameters.size(), 10u);
  EXPECT_EQ(ParameterOf(study, "blocks").type, ParameterType::kInt);
  EXPECT_EQ(ParameterOf(study, "learning_rate").scale, Scale::kLog);
  EXPECT_EQ(ParameterOf(study, "dense_units").when.size(), 1u);
}

TEST(SpecReaderTest, WhatWasReadIsReadAgainFromItsRecord) {
  const StudySpec study = StudyOf(kSvmSpec, {"cv.folds=4"});
  const StudySpec again = StudyOf(study.source_text, study.overrides);
  EXPECT_EQ(again.fingerprint, study.fingerprint);
  EXPECT_EQ(again.cv.folds, 4);
}

TEST(SpecReaderTest, UnknownKeysAreErrorsWithTheirLine) {
  EXPECT_EQ(ErrorOf(Svm("\nseed: 5\n")),
            "spec.yaml:6: seed: unknown key; expected name, dataset, pipeline, model, layers, "
            "parameters, cv, search, metric, metrics, limits, refit, prune, constraints, command, "
            "augment, schedule, "
            "early_stopping, checkpoints or init_from");
  EXPECT_EQ(ErrorOf(Svm("<<: {a: 1}\n")),
            "spec.yaml:5: '<<': unknown key; expected name, dataset, pipeline, model, layers, "
            "parameters, cv, search, metric, metrics, limits, refit, prune, constraints, "
            "command, augment, schedule, "
            "early_stopping, checkpoints or init_from");
}

TEST(SpecReaderTest, NamesAreOfTheAllowList) {
  const auto with_name = [](const std::string& name) {
    return "name: " + name + "\ndataset: digits\nmodel: svm\n" +
           "metric: {name: accuracy, goal: maximize}\n";
  };
  EXPECT_EQ(StudyOf(with_name("2024")).name, "2024");
  const std::string expected =
      "expected 1 to 100 of A-Z a-z 0-9 . _ -, beginning with a letter, a digit or _, found ";
  EXPECT_EQ(ErrorOf(with_name("../etc")), "spec.yaml:1: name: " + expected + "'../etc'");
  EXPECT_EQ(ErrorOf(with_name("'a b'")), "spec.yaml:1: name: " + expected + "'a b'");
  EXPECT_EQ(ErrorOf(with_name("\"a\\nb\"")), "spec.yaml:1: name: " + expected + "'a?b'");
  EXPECT_EQ(ErrorOf(with_name("''")), "spec.yaml:1: name: " + expected + "''");
  EXPECT_EQ(ErrorOf(with_name("")), "spec.yaml:1: name: " + expected + "nothing");
  EXPECT_EQ(ErrorOf(with_name("[a]")), "spec.yaml:1: name: " + expected + "a list");
  EXPECT_THAT(ErrorOf(with_name(std::string(101, 'a'))), HasSubstr("aaa...'"));
}

TEST(SpecReaderTest, ModelsAreOfTheCatalogue) {
  const auto with_model = [](const std::string& model) {
    return "name: s\ndataset: digits\nmodel: " + model +
           "\nmetric: {name: accuracy, goal: maximize}\n";
  };
  const std::string expected = "model: expected one of " + ModelNames() + ", found ";
  EXPECT_EQ(ErrorOf(with_model("svn")), "spec.yaml:3: " + expected + "'svn'");
  EXPECT_EQ(ErrorOf(with_model("")), "spec.yaml:1: " + expected + "nothing");
}

TEST(SpecReaderTest, WhatIsNoMapIsNoSpec) {
  EXPECT_EQ(ErrorOf(""),
            "spec.yaml:1: expected a map of name, dataset, pipeline, model, layers, parameters, "
            "cv, search, metric, metrics, limits, refit, prune, constraints, command, augment, "
            "schedule, early_stopping, "
            "checkpoints, init_from, found nothing");
  EXPECT_THAT(ErrorOf("just text"), HasSubstr("found 'just text'"));
  EXPECT_THAT(ErrorOf("[1, 2]"), HasSubstr("found a list"));
  EXPECT_THAT(ErrorOf("name: s\n"), HasSubstr("spec.yaml:1: dataset: expected"));
}

TEST(SpecReaderTest, ErrorsOfYamlNameTheFile) {
  EXPECT_THAT(ErrorOf("name: [\n"), HasSubstr("spec.yaml:"));
  EXPECT_EQ(ErrorOf("name: a\nname: b\n"),
            "spec.yaml:2: expected YAML that gridfold reads, found the key 'name' stands twice in "
            "one map");
}

TEST(SpecReaderTest, AliasesAreReadWithinTheirBounds) {
  const StudySpec study =
      StudyOf(Svm("parameters:\n"
                  "  - {kernel: linear, C: &C {values: [1, 10]}}\n"
                  "  - {kernel: rbf, C: *C}\n"));
  EXPECT_EQ(*study.space.members[0].Find("C"), *study.space.members[1].Find("C"));
}

TEST(SpecReaderTest, AHugeGridCostsNothing) {
  const StudySpec study =
      StudyOf(Svm("parameters:\n"
                  "  C: {min: 1, max: 2, count: 1000000000}\n"
                  "  gamma: {min: 1, max: 2, count: 1000000000}\n"
                  "  coef0: {min: 0, max: 1, step: 2e-9}\n"));
  EXPECT_EQ(ParameterOf(study, "C").GridSize(), 1'000'000'000);
  EXPECT_EQ(ParameterOf(study, "coef0").GridSize(), 500'000'001);
}

// The widest and the longest specs that fit into a megabyte end soon.
TEST(SpecReaderTest, LargeSpecsEndSoon) {
  std::string members = "parameters:\n", layers = "layers:\n", whens = "parameters: {C: {values: [";
  for (int i = 0; i < 60'000; ++i) members += " - {C: 1}\n";
  for (int i = 0; i < 60'000; ++i) layers += " - dropout: $a\n";
  for (int i = 1; i <= 10'000; ++i) whens += fmt::format("{}, ", i);
  whens += "]}, tol: {values: [1], when: {C: [";
  for (int i = 0; i < 200'000; ++i) whens += "9, ";
  whens += "]}}}\n";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(ErrorOf(Svm(members)), HasSubstr("expected at most 1000 members, found 60000"));
  EXPECT_EQ(ErrorOf(Network(layers + "parameters: {a: 0.5}\n")), "accepted");
  EXPECT_EQ(ErrorOf(Svm(whens)), "accepted");
  // It takes a second or two; quadratic time would take minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

// Whatever is done to a right spec, it is read or refused with a place.
TEST(SpecReaderTest, DamagedSpecsAreReadOrRefused) {
  const std::string alphabet = "ab:-[]{},&*'\"? \n10.~$=";
  uint64_t state = 7;
  const auto next = [&state](size_t bound) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % bound;
  };
  int refused = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text = round % 2 == 0 ? kSvmSpec : kNetworkSpec;
    for (size_t i = 0; i <= next(3); ++i) text[next(text.size())] = alphabet[next(alphabet.size())];
    const auto result = ReadText(text);
    if (result.ok()) continue;
    ++refused;
    ASSERT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
    ASSERT_THAT(Message(result.status()), HasSubstr("spec.yaml:"));
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace gridfold
