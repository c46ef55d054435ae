#include "common/spec/prune_reader.h"

#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

PruneSpec OfSvm(const std::string& rest) { return StudyOf(Svm(rest)).prune; }
PruneSpec OfCnn(const std::string& rest) { return StudyOf(Cnn(rest)).prune; }

TEST(PruneReaderTest, NothingIsPrunedUnlessAskedFor) {
  EXPECT_EQ(OfSvm("").rule, PruneRule::kNone);
  EXPECT_EQ(OfCnn("search: {algorithm: random, trials: 5}\n").rule, PruneRule::kNone);
}

TEST(PruneReaderTest, RulesHaveTheirSettings) {
  const PruneSpec race =
      OfSvm("prune: {rule: race, level: 0.1, margin: 0, first_folds: 2, cohort: 12}\n");
  EXPECT_EQ(race.rule, PruneRule::kRace);
  EXPECT_EQ(race.level, 0.1);
  EXPECT_EQ(race.margin, 0);
  EXPECT_EQ(race.first_folds, 2);
  EXPECT_EQ(race.cohort, 12);
  EXPECT_FALSE(race.asynchronous);
  const PruneSpec halving =
      OfCnn("prune: {rule: halving, eta: 4, min_epochs: 2, folds: 1, asynchronous: true}\n");
  EXPECT_EQ(halving.rule, PruneRule::kHalving);
  EXPECT_EQ(halving.eta, 4);
  EXPECT_EQ(halving.min_epochs, 2);
  EXPECT_EQ(halving.folds, 1);
  EXPECT_EQ(halving.cohort, 64);
  EXPECT_TRUE(halving.asynchronous);
  const PruneSpec median = OfCnn("prune: {rule: median, every: 3, startup: 7}\n");
  EXPECT_EQ(median.rule, PruneRule::kMedian);
  EXPECT_EQ(median.every, 3);
  EXPECT_EQ(median.startup, 7);
  EXPECT_EQ(median.cohort, 8);
}

TEST(PruneReaderTest, AlgorithmsStandForRules) {
  const std::string hyperband = "search: {algorithm: hyperband, trials: 50}\n";
  EXPECT_EQ(OfCnn(hyperband).rule, PruneRule::kHyperband);
  EXPECT_EQ(OfCnn(hyperband + "prune: {eta: 2}\n").eta, 2);
  const PruneSpec asha = OfCnn("search: {algorithm: asha, trials: 50}\n");
  EXPECT_EQ(asha.rule, PruneRule::kHalving);
  EXPECT_TRUE(asha.asynchronous);
}

TEST(PruneReaderTest, ALearningSearchHasCohortsThatItNeedNotWaitIn) {
  const std::string tpe = "search: {algorithm: tpe, trials: 50, ahead: 7}\n";
  EXPECT_EQ(OfSvm(tpe + "prune: {rule: race}\n").cohort, 8);
  EXPECT_EQ(ErrorOf(Svm(tpe + "prune: {rule: race, cohort: 9}\n")),
            "spec.yaml:6: prune: expected a cohort of at most search.ahead + 1 = 8 trials, as "
            "trials wait for those before them, found 9");
}

TEST(PruneReaderTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(ErrorOf(Svm("prune: {}\n")),
            "spec.yaml:5: prune.rule: expected median, halving, hyperband or race, found nothing");
  EXPECT_EQ(ErrorOf(Svm("prune: {rule: luck}\n")),
            "spec.yaml:5: prune.rule: expected median, halving, hyperband or race, found 'luck'");
  EXPECT_EQ(ErrorOf(Svm("prune: {rule: race, level: 0.5}\n")),
            "spec.yaml:5: prune.level: expected a number > 0 and < 0.5, found 0.5");
  EXPECT_EQ(ErrorOf(Svm("prune: {rule: race, margin: -1}\n")),
            "spec.yaml:5: prune.margin: expected a number >= 0 and < 100, found -1");
  EXPECT_EQ(ErrorOf(Svm("prune: {rule: race, first_folds: 6}\n")),
            "spec.yaml:5: prune.first_folds: expected a whole number from 1 to 5, found 6");
  EXPECT_NE(ErrorOf(Svm("prune: {rule: race, eta: 3}\n")), "accepted");
  EXPECT_NE(ErrorOf(Cnn("search: {algorithm: hyperband, trials: 5}\nprune: {cohort: 3}\n")),
            "accepted");
  EXPECT_EQ(ErrorOf(Cnn("search: {algorithm: asha, trials: 5}\nprune: {rule: race}\n")),
            "spec.yaml:6: prune.rule: expected none, as search.algorithm says it");
}

TEST(PruneReaderTest, RulesFitTheirStudies) {
  EXPECT_EQ(ErrorOf(Svm("prune: {rule: halving}\n")),
            "spec.yaml:5: prune: expected a network or a command, as halving goes by epochs, found "
            "model svm");
  EXPECT_EQ(
      ErrorOf(Svm("search: {algorithm: asha, trials: 9}\n")),
      "spec.yaml:5: search: expected a network or a command, as halving goes by epochs, found "
      "model svm");
  EXPECT_EQ(ErrorOf(Cnn("prune: {rule: median}\nparameters: {epochs: {values: [5, 9]}}\n")),
            "spec.yaml:5: prune: expected one number for parameters.epochs, as median stops trials "
            "on the way there");
  EXPECT_EQ(ErrorOf(Svm("prune: {rule: race}\ncv: {holdout: 0.2}\n")),
            "spec.yaml:5: prune: expected two folds or more to race, found one");
  EXPECT_NE(ErrorOf(Svm("prune: {rule: race}\nsearch: {extend: true}\n")), "accepted");
  EXPECT_NE(ErrorOf(Cnn("prune: {rule: median}\nparameters: {epochs: 5000}\n")), "accepted");
}

TEST(PruneReaderTest, AProgramSaysItsEpochs) {
  const std::string command =
      "name: s\ndataset: digits\nmodel: command\ncommand: [train]\n"
      "metric: {name: bleu, goal: maximize}\n";
  const std::string prune = "prune: {rule: halving}\n";
  EXPECT_EQ(StudyOf(command + prune + "parameters: {epochs: 9}\n").prune.rule, PruneRule::kHalving);
  const std::string error =
      "spec.yaml:6: prune: expected one number for parameters.epochs, a whole one from 1 to "
      "1000000, as halving stops trials on the way there";
  EXPECT_EQ(ErrorOf(command + prune), error);
  EXPECT_EQ(ErrorOf(command + prune + "parameters: {epochs: many}\n"), error);
  EXPECT_EQ(ErrorOf(command + prune + "parameters: {epochs: 2.5}\n"), error);
  EXPECT_EQ(ErrorOf(command + prune + "parameters: {epochs: 0}\n"), error);
  EXPECT_EQ(ErrorOf(command + prune + "parameters: {epochs: 9000000000000000000}\n"), error);
  EXPECT_EQ(ErrorOf(command + prune + "parameters: {epochs: {values: [3, 4]}}\n"), error);
  EXPECT_EQ(StudyOf(command + "prune: {rule: race}\n").prune.rule, PruneRule::kRace);
}

TEST(PruneReaderTest, ARaceIsAboutOneGoal) {
  const std::string goals =
      "name: s\ndataset: digits\nmodel: cnn\n"
      "metric: [{name: accuracy, goal: maximize}, {name: parameters, goal: minimize}]\n";
  EXPECT_EQ(ErrorOf(goals + "prune: {rule: race}\n"),
            "spec.yaml:5: prune: expected one goal beside a race, as who leads by one may not by "
            "another");
  EXPECT_EQ(StudyOf(goals + "prune: {rule: median}\n").prune.rule, PruneRule::kMedian);
}

TEST(EpochsOfStudyTest, OneNumberOrNone) {
  EXPECT_EQ(EpochsOfStudy(StudyOf(Cnn(""))), 10);
  EXPECT_EQ(EpochsOfStudy(StudyOf(Cnn("parameters: {epochs: 7}\n"))), 7);
  EXPECT_EQ(EpochsOfStudy(StudyOf(Cnn("parameters: {epochs: {values: [5, 9]}}\n"))), std::nullopt);
  EXPECT_EQ(EpochsOfStudy(StudyOf(Svm(""))), std::nullopt);
}

}  // namespace
}  // namespace gridfold
