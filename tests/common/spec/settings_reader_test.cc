#include "common/spec/settings_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

CrossValidation Cv(const std::string& cv) { return StudyOf(Svm("cv: " + cv + "\n")).cv; }
std::string Error(const std::string& line) { return ErrorOf(Svm(line + "\n")); }

TEST(CrossValidationTest, FiveStratifiedFoldsAreTheDefault) {
  const CrossValidation cv = StudyOf(Svm("")).cv;
  EXPECT_EQ(cv, CrossValidation());
  EXPECT_EQ(cv.folds, 5);
  EXPECT_TRUE(cv.stratified);
  EXPECT_FALSE(cv.shuffle);
}

TEST(CrossValidationTest, AllSettingsAreRead) {
  const CrossValidation cv =
      Cv("{folds: 3, stratified: false, shuffle: true, train_scores: true, repeats: 2, seed: 9}");
  EXPECT_EQ(cv.folds, 3);
  EXPECT_EQ(cv.repeats, 2);
  EXPECT_FALSE(cv.stratified);
  EXPECT_TRUE(cv.shuffle);
  EXPECT_TRUE(cv.train_scores);
  EXPECT_EQ(cv.seed, 9u);
  EXPECT_EQ(cv.SplitCount(), 6);
}

TEST(CrossValidationTest, HoldoutIsOneShuffledSplit) {
  const CrossValidation cv = Cv("{holdout: 0.1}");
  EXPECT_EQ(cv.holdout, 0.1);
  EXPECT_EQ(cv.folds, 1);
  EXPECT_TRUE(cv.shuffle);
  EXPECT_EQ(cv.SplitCount(), 1);
  EXPECT_FALSE(Cv("{holdout: 0.1, shuffle: false}").shuffle);
}

TEST(CrossValidationTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(Error("cv: {folds: 1}"),
            "spec.yaml:5: cv.folds: expected a whole number from 2 to 10000, found 1");
  EXPECT_EQ(Error("cv: {folds: 1000000000000}"),
            "spec.yaml:5: cv.folds: expected a whole number from 2 to 10000, found 1000000000000");
  EXPECT_EQ(Error("cv: {folds: 2.5}"),
            "spec.yaml:5: cv.folds: expected a whole number from 2 to 10000, found 2.5");
  EXPECT_EQ(Error("cv:\n  folds: 3\n  repeats: 2"),
            "spec.yaml:7: cv.repeats: expected shuffle: true beside it, as unshuffled folds are "
            "the same in each repeat");
  EXPECT_EQ(Error("cv: {holdout: 0.1, folds: 3}"), "spec.yaml:5: cv.folds: excluded by holdout");
  EXPECT_EQ(Error("cv: {holdout: 0.1, repeats: 3}"),
            "spec.yaml:5: cv.repeats: excluded by holdout");
  EXPECT_EQ(Error("cv: {holdout: 1}"),
            "spec.yaml:5: cv.holdout: expected a share of the training rows > 0 and < 1, found 1");
  EXPECT_EQ(Error("cv: {holdout: .nan}"),
            "spec.yaml:5: cv.holdout: expected a share of the training rows > 0 and < 1, found "
            ".nan");
  EXPECT_EQ(Error("cv: {shuffle: yes}"),
            "spec.yaml:5: cv.shuffle: expected true or false, found 'yes'");
  EXPECT_EQ(Error("cv: 5"),
            "spec.yaml:5: cv: expected a map of folds, stratified, shuffle, train_scores, holdout, "
            "repeats, seed, found 5");
  EXPECT_EQ(Error("cv:\n  folds: 3\n  fold: 4"),
            "spec.yaml:7: cv.fold: unknown key; expected folds, stratified, shuffle, train_scores, "
            "holdout, repeats or seed");
}

TEST(SearchTest, GridIsTheDefault) {
  EXPECT_EQ(StudyOf(Svm("")).search.algorithm, Algorithm::kGrid);
  EXPECT_FALSE(StudyOf(Svm("")).search.trials);
  EXPECT_EQ(StudyOf(Svm("search: {trials: 10}\n")).search.trials, 10);
}

TEST(SearchTest, RandomNeedsTrials) {
  const SearchSpec search =
      StudyOf(Svm("search: {algorithm: random, trials: 50, seed: 3}\n")).search;
  EXPECT_EQ(search.algorithm, Algorithm::kRandom);
  EXPECT_EQ(search.trials, 50);
  EXPECT_EQ(search.seed, 3u);
  EXPECT_EQ(Error("search: {algorithm: random}"),
            "spec.yaml:5: search.trials: expected the number of random trials, found nothing");
}

TEST(SearchTest, HaltonNeedsTrials) {
  const SearchSpec search = StudyOf(Svm("search: {algorithm: halton, trials: 50}\n")).search;
  EXPECT_EQ(search.algorithm, Algorithm::kHalton);
  EXPECT_EQ(search.trials, 50);
  EXPECT_EQ(Error("search: {algorithm: halton}"),
            "spec.yaml:5: search.trials: expected the number of halton trials, found nothing");
}

TEST(SearchTest, TpeLooksAhead) {
  EXPECT_EQ(StudyOf(Svm("search: {algorithm: tpe, trials: 50}\n")).search.ahead, 4);
  const SearchSpec search = StudyOf(Svm("search: {algorithm: tpe, trials: 50, ahead: 0}\n")).search;
  EXPECT_EQ(search.algorithm, Algorithm::kTpe);
  EXPECT_EQ(search.ahead, 0);
  EXPECT_EQ(Error("search: {algorithm: tpe}"),
            "spec.yaml:5: search.trials: expected the number of tpe trials, found nothing");
  EXPECT_EQ(Error("search: {algorithm: tpe, trials: 5, ahead: -1}"),
            "spec.yaml:5: search.ahead: expected a whole number from 0 to 1000000, found -1");
  EXPECT_EQ(Error("search: {ahead: 3}"),
            "spec.yaml:5: search.ahead: expected algorithm: tpe beside it, as grid waits for no "
            "result");
}

TEST(SearchTest, TpeMayBeAsynchronous) {
  EXPECT_FALSE(StudyOf(Svm("search: {algorithm: tpe, trials: 50}\n")).search.asynchronous);
  EXPECT_TRUE(StudyOf(Svm("search: {algorithm: tpe, trials: 50, asynchronous: true}\n"))
                  .search.asynchronous);
  EXPECT_EQ(Error("search: {algorithm: random, trials: 5, asynchronous: true}"),
            "spec.yaml:5: search.asynchronous: expected algorithm: tpe beside it, as random waits "
            "for no result");
}

TEST(SearchTest, AGridMayBeContinuedBeyondItsEdge) {
  EXPECT_EQ(StudyOf(Svm("search: {algorithm: grid}\n")).search.extend_steps, 0);
  EXPECT_EQ(StudyOf(Svm("search: {extend: true}\n")).search.extend_steps, 8);
  EXPECT_EQ(StudyOf(Svm("search: {extend: false}\n")).search.extend_steps, 0);
  EXPECT_EQ(StudyOf(Svm("search: {extend: 3}\n")).search.extend_steps, 3);
  EXPECT_EQ(Error("search: {extend: much}"),
            "spec.yaml:5: search.extend: expected true, false or a whole number from 1 to 1000, "
            "found 'much'");
  EXPECT_EQ(
      Error("search: {algorithm: random, trials: 5, extend: true}"),
      "spec.yaml:5: search.extend: expected algorithm: grid beside it, as random has no edge");
}

TEST(SearchTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(Error("search: {algorithm: guess}"),
            "spec.yaml:5: search.algorithm: expected grid, random, halton, tpe, asha or hyperband, "
            "found 'guess'");
  EXPECT_EQ(Error("search: {trials: 0}"),
            "spec.yaml:5: search.trials: expected a whole number from 1 to 1000000000000, found 0");
  EXPECT_THAT(Error("search: {settings: {}}"), HasSubstr("settings"));
}

TEST(LimitsTest, DurationsAndCountsAreRead) {
  const Limits limits = StudyOf(Svm("limits: {max_duration: 1h30m, max_trial_duration: 90s, "
                                    "max_failed_trials: 5, max_attempts: 2}\n"))
                            .limits;
  EXPECT_EQ(limits.max_duration_ms, 5'400'000);
  EXPECT_EQ(limits.max_trial_duration_ms, 90'000);
  EXPECT_EQ(limits.max_failed_trials, 5);
  EXPECT_EQ(limits.max_attempts, 2);
  EXPECT_EQ(StudyOf(Svm("")).limits.max_attempts, 3);
}

TEST(LimitsTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(Error("limits: {max_duration: 10}"),
            "spec.yaml:5: limits.max_duration: expected a duration such as 90s, 10m, 2h or 1h30m, "
            "found 10");
  EXPECT_EQ(Error("limits: {max_duration: 0s}"),
            "spec.yaml:5: limits.max_duration: expected a duration such as 90s, 10m, 2h or 1h30m, "
            "found '0s'");
  EXPECT_EQ(Error("limits: {max_trial_memory: 4GiB}"),
            "spec.yaml:5: limits.max_trial_memory: expected only with model command, found model "
            "svm");
  EXPECT_EQ(Error("limits: {max_attempts: 0}"),
            "spec.yaml:5: limits.max_attempts: expected a whole number from 1 to 1000, found 0");
}

TEST(RefitTest, TopIsZeroOrOne) {
  EXPECT_EQ(StudyOf(Svm("")).refit_top, 1);
  EXPECT_EQ(StudyOf(Svm("refit: {top: 0}\n")).refit_top, 0);
  EXPECT_EQ(Error("refit: {top: 2}"),
            "spec.yaml:5: refit.top: expected a whole number from 0 to 1, found 2");
}

}  // namespace
}  // namespace gridfold
