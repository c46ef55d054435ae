#include "common/spec/canonical.h"

#include <gtest/gtest.h>

#include <set>

#include "common/base/fingerprint.h"
#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

const std::string kSpec =
    "name: s\n"
    "dataset: {name: mnist, train: 100, test: 50, seed: 1}\n"
    "pipeline: [{normalize: l2}, {rescale: 255}]\n"
    "model: svm\n"
    "parameters:\n"
    "  kernel: {values: [rbf, poly]}\n"
    "  degree: {values: [2, 3], when: {kernel: poly}}\n"
    "  C: {min: 0.01, max: 10, scale: log, count: 4}\n"
    "cv: {folds: 3}\n"
    "metric: {name: accuracy, goal: maximize}\n";

TEST(FingerprintTest, ItIsAHash) { EXPECT_TRUE(IsSha256Hex(StudyOf(kSpec).fingerprint)); }

TEST(FingerprintTest, SpellingDoesNotCount) {
  const std::string same =
      "# the same study\n"
      "metric:\n"
      "  goal: maximize   # no default\n"
      "  name: 'accuracy'\n"
      "cv: {stratified: true, folds: 3.0}\n"
      "parameters:\n"
      "  C: {count: 4, low: 1e-2, high: 10.0, log: true, type: double}\n"
      "  kernel: {type: categorical, choices: [rbf, poly]}\n"
      "  degree: {when: {kernel: [poly]}, values: [2, 3]}\n"
      "model: svm\n"
      "pipeline:\n"
      "  - normalize: {method: l2}\n"
      "  - rescale: {divide: 255, subtract: 0}\n"
      "dataset: {seed: 1, test: 50, train: 100, name: mnist}\n"
      "search: {algorithm: grid}\n"
      "refit: {top: 1}\n"
      "limits: {max_duration: 1h}\n"
      "name: another\n";
  EXPECT_EQ(StudyOf(same).fingerprint, StudyOf(kSpec).fingerprint);
}

TEST(FingerprintTest, OverridesCountAsIfWritten) {
  std::string written = kSpec;
  written.replace(written.find("folds: 3"), 8, "folds: 4");
  EXPECT_EQ(StudyOf(kSpec, {"cv.folds=4"}).fingerprint, StudyOf(written).fingerprint);
}

TEST(FingerprintTest, EveryChangeOfResultsCounts) {
  std::set<std::string> fingerprints = {StudyOf(kSpec).fingerprint};
  const char* const changes[] = {"dataset.seed=2",
                                 "dataset.train=101",
                                 "dataset=digits",
                                 "pipeline.0.normalize=minmax",
                                 "pipeline=[]",
                                 "parameters.C.max=20",
                                 "parameters.C.count=5",
                                 "parameters.C.scale=linear",
                                 "parameters.C=1",
                                 "parameters.C={values: [1]}",
                                 "parameters.degree.when={kernel: [rbf, poly]}",
                                 "parameters.degree.when={kernel: rbf}",
                                 "parameters.kernel.values=[poly, rbf]",
                                 "parameters.tol=0.01",
                                 "cv.folds=4",
                                 "cv.shuffle=true",
                                 "cv.seed=1",
                                 "cv.train_scores=true",
                                 "cv={holdout: 0.1}",
                                 "search.trials=5",
                                 "search={algorithm: random, trials: 5}",
                                 "search={algorithm: random, trials: 5, seed: 1}",
                                 "search={algorithm: halton, trials: 5}",
                                 "search={algorithm: tpe, trials: 5}",
                                 "search={algorithm: tpe, trials: 5, ahead: 5}",
                                 "search={algorithm: tpe, trials: 5, asynchronous: true}",
                                 "search.extend=true",
                                 "search.extend=3",
                                 "prune={rule: race}",
                                 "prune={rule: race, cohort: 9}",
                                 "prune={rule: race, asynchronous: true}",
                                 "prune={rule: race, level: 0.1}",
                                 "prune={rule: race, margin: 0}",
                                 "prune={rule: race, first_folds: 2}",
                                 "metric.name=f1_macro",
                                 "metric={name: error_rate, goal: minimize}",
                                 "metrics=[f1_macro]",
                                 "metrics=[f1_macro, error_rate]",
                                 "metric.target=0.9",
                                 "refit.top=0"};
  for (const char* change : changes) {
    EXPECT_TRUE(fingerprints.insert(StudyOf(kSpec, {change}).fingerprint).second) << change;
  }
}

TEST(FingerprintTest, OrderOfMetricsDoesNotCount) {
  EXPECT_EQ(StudyOf(kSpec, {"metrics=[f1_macro, error_rate]"}).fingerprint,
            StudyOf(kSpec, {"metrics=[error_rate, f1_macro]"}).fingerprint);
  EXPECT_EQ(StudyOf(kSpec, {"metrics=[]"}).fingerprint, StudyOf(kSpec).fingerprint);
}

TEST(FingerprintTest, LayersCountButNotTheirLines) {
  const std::string layers = "layers:\n  - dense: 5\n  - dense: 10\n";
  const std::string spaced = "layers:\n\n  - dense: {units: 5}\n\n  - dense: 10\n";
  const std::string other = "layers:\n  - dense: 6\n  - dense: 10\n";
  const std::string nested =
      "layers:\n  - repeat: {times: 1, layers: [{dense: 5}]}\n  - dense: 10\n";
  EXPECT_EQ(StudyOf(Network(layers)).fingerprint, StudyOf(Network(spaced)).fingerprint);
  EXPECT_NE(StudyOf(Network(layers)).fingerprint, StudyOf(Network(other)).fingerprint);
  EXPECT_NE(StudyOf(Network(layers)).fingerprint, StudyOf(Network(nested)).fingerprint);
}

TEST(FingerprintTest, FileNamesOfAnyBytesDoNotThrow) {
  StudySpec study;
  study.dataset.path = "\xff\xfe";
  EXPECT_FALSE(CanonicalJson(study).empty());
}

}  // namespace
}  // namespace gridfold
