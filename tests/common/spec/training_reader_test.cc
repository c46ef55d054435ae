#include "common/spec/training_reader.h"

#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

Point SectionOf(const std::string& name, const std::string& text) {
  const StudySpec study = StudyOf(Cnn(text));
  EXPECT_TRUE(study.training.contains(name)) << name;
  return study.training.contains(name) ? study.training.at(name) : Point();
}

TEST(TrainingReaderTest, SpecsWithoutSectionsHaveNone) {
  EXPECT_TRUE(StudyOf(Cnn("")).training.empty());
}

TEST(TrainingReaderTest, EarlyStoppingHasKerasDefaults) {
  EXPECT_EQ(SectionOf("early_stopping", "early_stopping: {monitor: val_accuracy, patience: 3}\n"),
            (Point{{"monitor", std::string("val_accuracy")},
                   {"patience", int64_t{3}},
                   {"min_delta", 0.0},
                   {"restore_best_weights", true},
                   {"start_from_epoch", int64_t{0}}}));
}

TEST(TrainingReaderTest, AugmentationIsNothingButWhatIsWritten) {
  EXPECT_EQ(SectionOf("augment", "augment: {rotation: 8, zoom: 0.08}\n"),
            (Point{{"rotation", 8.0},
                   {"width_shift", 0.0},
                   {"height_shift", 0.0},
                   {"shear", 0.0},
                   {"zoom", 0.08}}));
}

TEST(TrainingReaderTest, SchedulesHaveTheSettingsOfTheirType) {
  EXPECT_EQ(SectionOf("schedule", "schedule: {type: step, decay_epochs: 10}\n"),
            (Point{{"type", std::string("step")},
                   {"warmup_epochs", 0.0},
                   {"decay_epochs", 10.0},
                   {"decay_rate", 0.1}}));
  EXPECT_EQ(SectionOf("schedule", "schedule: {type: cosine, warmup_epochs: 2, alpha: 0.1}\n"),
            (Point{{"type", std::string("cosine")}, {"warmup_epochs", 2.0}, {"alpha", 0.1}}));
  const Point plateau = SectionOf("schedule", "schedule: {type: plateau, patience: 4}\n");
  EXPECT_EQ(plateau.at("patience"), Value(int64_t{4}));
  EXPECT_EQ(plateau.at("factor"), Value(0.1));
  EXPECT_EQ(plateau.at("min_delta"), Value(1e-4));
  EXPECT_EQ(plateau.at("min_lr"), Value(0.0));
}

TEST(TrainingReaderTest, PiecewisePointsAreNumbered) {
  EXPECT_EQ(SectionOf("schedule", "schedule: {type: piecewise, points: [[0, 0], [200, 0.01]]}\n"),
            (Point{{"type", std::string("piecewise")},
                   {"epoch_1", 0.0},
                   {"rate_1", 0.0},
                   {"epoch_2", 200.0},
                   {"rate_2", 0.01}}));
}

TEST(TrainingReaderTest, SettingsMayBeParameters) {
  const std::string text =
      "schedule: {type: $schedule, decay_epochs: $length}\n"
      "early_stopping: {patience: $patience}\n"
      "parameters:\n"
      "  schedule: {values: [constant, cosine]}\n"
      "  length: {min: 1, max: 9, step: 4}\n"
      "  patience: {values: [1, 2]}\n";
  EXPECT_EQ(SectionOf("schedule", text).at("decay_epochs"), Value(std::string("$length")));
  const TrainingSections sections = StudyOf(Cnn(text)).training;
  const Point trial = {{"schedule", std::string("cosine")}, {"length", 5.0}};
  const Point schedule = SectionFor(sections, "schedule", trial).value();
  EXPECT_EQ(schedule.at("type"), Value(std::string("cosine")));
  EXPECT_EQ(schedule.at("decay_epochs"), Value(5.0));
  // An inactive parameter leaves the setting out.
  EXPECT_FALSE(SectionFor(sections, "early_stopping", trial)->contains("patience"));
  EXPECT_FALSE(SectionFor(sections, "augment", trial).has_value());
}

TEST(TrainingReaderTest, ScheduleIsNamedInOnePlace) {
  StudyOf(Cnn("parameters: {schedule: cosine}\n"));
  StudyOf(Cnn("schedule: {decay_epochs: 5}\nparameters: {schedule: {values: [step, cosine]}}\n"));
  EXPECT_EQ(ErrorOf(Cnn("schedule: {type: step}\nparameters: {schedule: cosine}\n")),
            "spec.yaml:5: schedule.type: parameters.schedule gives it as well");
  EXPECT_EQ(
      ErrorOf(Cnn("schedule: {decay_epochs: 5}\n")),
      "spec.yaml:5: schedule: expected type: constant, piecewise, step, cosine, plateau or range, "
      "found a map");
}

TEST(TrainingReaderTest, MistakesAreNamedWithTheirLine) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"early_stopping: 3\n", "spec.yaml:5: early_stopping: expected a map of settings, found 3"},
      {"early_stopping: {patience: -1}\n",
       "spec.yaml:5: early_stopping.patience: expected a whole number >= 0 and <= 1000000000, "
       "found -1"},
      {"early_stopping:\n  monitor: f1\n",
       "spec.yaml:6: early_stopping.monitor: expected loss, accuracy, val_loss or val_accuracy, "
       "found 'f1'"},
      {"early_stopping: {min_delta: -0.5}\n",
       "spec.yaml:5: early_stopping.min_delta: expected a number >= 0, found -0.5"},
      {"early_stopping: {patients: 1}\n",
       "spec.yaml:5: early_stopping.patients: unknown key; expected monitor, patience, min_delta, "
       "restore_best_weights or start_from_epoch"},
      {"augment: {zoom: 1}\n",
       "spec.yaml:5: augment.zoom: expected a number >= 0 and < 1, found 1.0"},
      {"augment: {rotation: -8}\n",
       "spec.yaml:5: augment.rotation: expected a number >= 0 and <= 180, found -8.0"},
      {"augment: {flip: true}\n",
       "spec.yaml:5: augment.flip: unknown key; expected rotation, width_shift, height_shift, "
       "shear "
       "or zoom"},
      {"schedule: {type: linear}\n",
       "spec.yaml:5: schedule.type: expected constant, piecewise, step, cosine, plateau or range, "
       "found "
       "'linear'"},
      {"schedule: {type: cosine, patience: 3}\n",
       "spec.yaml:5: schedule.patience: nothing uses it, as the schedule is cosine"},
      {"schedule: {type: step, points: [[0, 1]]}\n",
       "spec.yaml:5: schedule.points: nothing uses it, as the schedule is step"},
      {"schedule: {type: piecewise, points: [[5, 0.1], [4, 0.1]]}\n",
       "spec.yaml:5: schedule.points.1.0: expected an epoch >= 5, found 4"},
      {"schedule: {type: piecewise, points: [[5, 0.1, 3]]}\n",
       "spec.yaml:5: schedule.points.0: expected [epoch, rate], found a list"},
      {"schedule: {type: piecewise, points: [[5, -0.1]]}\n",
       "spec.yaml:5: schedule.points.0.1: expected a number >= 0, found -0.1"},
      {"schedule: {type: step, decay_rate: 0}\n",
       "spec.yaml:5: schedule.decay_rate: expected a number > 0 and <= 1, found 0.0"},
  };
  for (const auto& [text, message] : mistakes) EXPECT_EQ(ErrorOf(Cnn(text)), message) << text;
  EXPECT_EQ(ErrorOf(Svm("early_stopping: {patience: 1}\n")),
            "spec.yaml:5: early_stopping: expected only with a network, found model svm");
  EXPECT_NE(ErrorOf(Cnn("schedule: {type: piecewise}\n")).find("points"), std::string::npos);
}

TEST(TrainingReaderTest, SectionsCountInTheFingerprintAndTheirDefaultsDoNot) {
  const std::string plain = StudyOf(Cnn("")).fingerprint;
  const std::string stopping = StudyOf(Cnn("early_stopping: {patience: 0}\n")).fingerprint;
  EXPECT_NE(plain, stopping);
  EXPECT_EQ(stopping,
            StudyOf(Cnn("early_stopping: {min_delta: 0, monitor: val_loss}\n")).fingerprint);
  EXPECT_NE(stopping, StudyOf(Cnn("early_stopping: {patience: 1}\n")).fingerprint);
}

TEST(TrainingReaderTest, NetworksMayStartFromAFileOrAStudy) {
  EXPECT_EQ(
      SectionOf("init_from", "init_from: {file: base.model, layers: 4, freeze: 4}\n"),
      (Point{{"file", std::string("base.model")}, {"layers", int64_t{4}}, {"freeze", int64_t{4}}}));
  EXPECT_EQ(SectionOf("init_from", "init_from: {study: base, trial: 3}\n"),
            (Point{{"study", std::string("base")}, {"trial", int64_t{3}}, {"freeze", int64_t{0}}}));
}

TEST(TrainingReaderTest, WhatNetworksStartFromIsNamedOnce) {
  for (const char* wrong :
       {"init_from: {}\n", "init_from: {freeze: 2}\n", "init_from: {file: a, study: b}\n",
        "init_from: {file: a, trial: 1}\n", "init_from: {file: $name}\n",
        "init_from: {study: a, trial: -1}\n", "init_from: {file: a, freeze: -1}\n"}) {
    EXPECT_NE(ErrorOf(Cnn(wrong)).find("init_from"), std::string::npos) << wrong;
  }
}

TEST(TrainingReaderTest, CheckpointsDoNotMakeAnotherStudy) {
  EXPECT_EQ(SectionOf("checkpoints", "checkpoints: {every: 5}\n"), (Point{{"every", int64_t{5}}}));
  EXPECT_EQ(StudyOf(Cnn("checkpoints: {every: 5}\n")).fingerprint, StudyOf(Cnn("")).fingerprint);
  EXPECT_NE(ErrorOf(Cnn("checkpoints: {every: 0}\n")).find("every"), std::string::npos);
}

TEST(TrainingReaderTest, RangeTestHasItsRates) {
  EXPECT_EQ(SectionOf("schedule", "schedule: {type: range, max_rate: 100}\n"),
            (Point{{"type", std::string("range")}, {"min_rate", 1e-6}, {"max_rate", 100.0}}));
}

}  // namespace
}  // namespace gridfold
