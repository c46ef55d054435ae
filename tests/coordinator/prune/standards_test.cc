#include "coordinator/prune/standards.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "coordinator/prune/halving_pruner.h"
#include "coordinator/prune/median_pruner.h"
#include "coordinator/prune/race_pruner.h"

namespace gridfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Contender Made(int64_t trial, double merit, double violation, std::vector<double> more_goals = {}) {
  Contender contender{trial, {merit}, {}};
  contender.violation = violation;
  contender.more_goals = std::move(more_goals);
  return contender;
}

StudySpec SomeSpec() {
  StudySpec spec;
  spec.metric = {"accuracy", true, {}};
  spec.more_goals = {{"parameters", false, {}}, {"speed", true, {}}};
  spec.constraints = {{"depth", false, false, 10}, {"accuracy", true, true, 0.5}};
  return spec;
}

TEST(StandardsTest, WantsWhatGoalsAndConstraintsAreAbout) {
  EXPECT_EQ(Standards(SomeSpec()).names(),
            (std::vector<std::string>{"parameters", "speed", "depth"}));
  EXPECT_TRUE(Standards().names().empty());
}

TEST(StandardsTest, JudgesByMeans) {
  Contender contender{0, {0.75}, {}};
  Standards(SomeSpec()).Judge(0.75, {{"parameters", 300}, {"speed", 7}, {"depth", 12}}, contender);
  EXPECT_DOUBLE_EQ(contender.violation, 0.2) << "2 above 10";
  EXPECT_EQ(contender.more_goals, (std::vector<double>{-300, 7})) << "the larger, the better";
  Standards(SomeSpec()).Judge(0.25, {{"parameters", 300}, {"depth", 10}}, contender);
  EXPECT_DOUBLE_EQ(contender.violation, 0.5);
  EXPECT_EQ(contender.more_goals[1], -kInfinity) << "not known";
  Standards(SomeSpec()).Judge(0.75, {{"depth", std::nan("")}}, contender);
  EXPECT_EQ(contender.violation, kInfinity);
  Standards().Judge(0.75, {}, contender);
  EXPECT_EQ(contender.violation, 0);
  EXPECT_TRUE(contender.more_goals.empty());
}

TEST(StandardsTest, ConstraintsComeFirst) {
  EXPECT_TRUE(Beats(Made(0, 0.1, 0), Made(1, 0.9, 0.01)));
  EXPECT_TRUE(Beats(Made(0, 0.1, 0.01), Made(1, 0.9, 0.02)));
  EXPECT_TRUE(Beats(Made(0, 0.9, 0), Made(1, 0.8, 0)));
  EXPECT_FALSE(Beats(Made(0, 0.8, 0), Made(1, 0.8, 0))) << "equal ones do not";
  EXPECT_TRUE(Beats(Made(0, 0.9, kInfinity), Made(1, 0.8, kInfinity)));
  EXPECT_TRUE(IsAhead(Made(0, 0.1, 0), Made(1, 0.9, 0.01)));
  EXPECT_FALSE(IsAhead(Made(0, 0.1, 0), Made(1, 0.9, 0)));
}

TEST(StandardsTest, AllGoalsMustBeAsGood) {
  EXPECT_TRUE(Beats(Made(0, 0.9, 0, {-10}), Made(1, 0.9, 0, {-20})));
  EXPECT_FALSE(Beats(Made(0, 0.9, 0, {-20}), Made(1, 0.8, 0, {-10})));
  EXPECT_FALSE(Beats(Made(1, 0.8, 0, {-10}), Made(0, 0.9, 0, {-20})));
}

TEST(StandardsTest, HalvingKeepsTheFrontAndWhatKeepsTheConstraints) {
  const HalvingPruner pruner({.eta = 2, .epochs = 4});
  const std::vector<Contender> bound = {Made(0, 0.9, 0.5), Made(1, 0.6, 0), Made(2, 0.7, 0),
                                        Made(3, 0.95, 0.1)};
  EXPECT_EQ(pruner.GoOn(Cohort(), 0, bound, {}), (std::vector<bool>{false, true, true, false}));
  // Small and poor, large and good, beaten by the latter, beaten by both.
  const std::vector<Contender> front = {Made(0, 0.5, 0, {-1}), Made(1, 0.9, 0, {-9}),
                                        Made(2, 0.8, 0, {-9}), Made(3, 0.4, 0, {-9})};
  EXPECT_EQ(pruner.GoOn(Cohort(), 0, front, {}), (std::vector<bool>{true, true, false, false}));
}

TEST(StandardsTest, MedianCountsThoseThatBeat) {
  const MedianPruner pruner({.startup = 2});
  const std::vector<Contender> earlier = {Made(0, 0.9, 0.5), Made(1, 0.6, 0), Made(2, 0.7, 0)};
  const std::vector<Contender> contenders = {Made(3, 0.65, 0), Made(4, 0.5, 0), Made(5, 0.99, 0.1)};
  EXPECT_EQ(pruner.GoOn(Cohort(), 0, contenders, earlier), (std::vector<bool>{true, false, false}));
}

TEST(StandardsTest, RacesAreLedByWhoKeepsTheConstraints) {
  const RacePruner pruner({.margin = 0, .folds = 4, .fold_ratio = 0.25});
  const auto made = [](int64_t trial, double merit, double violation) {
    Contender contender{trial, {merit, merit + 0.001}, {}};
    contender.violation = violation;
    return contender;
  };
  const std::vector<Contender> contenders = {made(0, 0.99, 0.5), made(1, 0.8, 0), made(2, 0.5, 0)};
  EXPECT_EQ(pruner.GoOn(Cohort(), 0, contenders, {}), (std::vector<bool>{true, true, false}))
      << "the first leads nobody, and may still mend";
  const std::vector<Contender> broken = {made(0, 0.99, 0.5), made(1, 0.2, 0.4)};
  EXPECT_EQ(pruner.GoOn(Cohort(), 0, broken, {}), (std::vector<bool>{true, true}));
}

}  // namespace
}  // namespace gridfold
