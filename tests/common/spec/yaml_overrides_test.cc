#include "common/spec/yaml_overrides.h"

#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

const std::string kSpec =
    "name: s\n"
    "dataset: digits\n"
    "model: svm\n"
    "pipeline:\n"
    "  - normalize: l2\n"
    "parameters: {C: {values: [1, 10]}}\n"
    "cv: {folds: 3}\n"
    "metric: {name: accuracy, goal: maximize}\n";

TEST(OverridesTest, AnEntryIsReplaced) {
  EXPECT_EQ(StudyOf(kSpec, {"cv.folds=4"}).cv.folds, 4);
  EXPECT_EQ(StudyOf(kSpec, {"name=other"}).name, "other");
}

TEST(OverridesTest, TheLastOneCounts) {
  EXPECT_EQ(StudyOf(kSpec, {"cv.folds=4", "cv.folds=7"}).cv.folds, 7);
}

TEST(OverridesTest, AMissingEntryIsMade) {
  const StudySpec study = StudyOf(kSpec, {"limits.max_attempts=5", "parameters.tol=1e-4"});
  EXPECT_EQ(study.limits.max_attempts, 5);
  EXPECT_EQ(ParameterOf(study, "tol").values, std::vector<Value>{1e-4});
}

TEST(OverridesTest, AWholeEntryIsReplacedByAnyYaml) {
  const StudySpec study = StudyOf(kSpec, {"parameters.C={min: 1, max: 100, scale: log, count: 3}"});
  EXPECT_EQ(GridTexts(ParameterOf(study, "C")), (std::vector<std::string>{"1.0", "10.0", "100.0"}));
}

TEST(OverridesTest, AListsEntryIsReached) {
  const StudySpec study =
      StudyOf(kSpec, {"pipeline.0.normalize=minmax", "parameters.C.values.1=100"});
  EXPECT_EQ(ToText(study.pipeline[0].settings.at("method")), "minmax");
  EXPECT_EQ(ToText(ParameterOf(study, "C").values[1]), "100.0");
}

TEST(OverridesTest, ADataSetThatIsANameTakesSettings) {
  const StudySpec study = StudyOf(kSpec, {"dataset.train=1000", "dataset.test=500"});
  EXPECT_EQ(study.dataset.source, DataSetSpec::Source::kDigits);
  EXPECT_EQ(study.dataset.train, 1000);
  EXPECT_EQ(study.dataset.test, 500);
}

TEST(OverridesTest, ErrorsNameTheOverride) {
  EXPECT_EQ(ErrorOf(kSpec, {"cv.folds=x"}),
            "--set cv.folds=x: cv.folds: expected a whole number from 2 to 10000, found 'x'");
  EXPECT_EQ(ErrorOf(kSpec, {"cv.fold=3"}),
            "--set cv.fold=3: cv.fold: unknown key; expected folds, stratified, shuffle, "
            "train_scores, holdout, repeats or seed");
  EXPECT_EQ(ErrorOf(kSpec, {"parameters.C.values=[1, -1]"}),
            "--set parameters.C.values=[1, -1]: parameters.C.values.1: expected a number > 0, "
            "found -1.0");
}

TEST(OverridesTest, WhatIsNoOverrideIsRefused) {
  EXPECT_EQ(ErrorOf(kSpec, {"cv.folds"}), "--set cv.folds: expected key=value");
  EXPECT_EQ(ErrorOf(kSpec, {"=3"}), "--set =3: expected key=value");
  EXPECT_EQ(ErrorOf(kSpec, {"cv..folds=3"}), "--set cv..folds=3: expected a key before each dot");
  EXPECT_EQ(ErrorOf(kSpec, {"model.kernel=rbf"}),
            "--set model.kernel=rbf: expected a map to set 'kernel' in, found 'svm'");
  EXPECT_EQ(ErrorOf(kSpec, {"pipeline.5.normalize=l2"}),
            "--set pipeline.5.normalize=l2: expected a place of a list with 1 entries, found '5'");
  EXPECT_NE(ErrorOf(kSpec, {"cv=[1"}), "accepted");
  EXPECT_NE(ErrorOf(kSpec, {std::string(100'000, '.') + "=1"}), "accepted");
  EXPECT_EQ(ErrorOf(kSpec, {"\x1b[2J.x=1"}).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace gridfold
