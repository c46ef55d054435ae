#include "coordinator/report/class_scores.h"

#include <gtest/gtest.h>

#include <limits>

#include "coordinator/report/pareto.h"

namespace gridfold::report {
namespace {

TEST(ClassScoresTest, AreThoseOfTheDefinitions) {
  // Two classes: 8 of 10 right, 5 of 6 right.
  const std::vector<int64_t> counts = {8, 2, 1, 5};
  const std::vector<ClassScore> scores = ScoreClasses(counts, 2);
  EXPECT_DOUBLE_EQ(*scores[0].precision, 8.0 / 9);
  EXPECT_DOUBLE_EQ(*scores[0].recall, 0.8);
  EXPECT_DOUBLE_EQ(*scores[0].f1, 2 * (8.0 / 9) * 0.8 / (8.0 / 9 + 0.8));
  EXPECT_DOUBLE_EQ(*scores[1].precision, 5.0 / 7);
  EXPECT_DOUBLE_EQ(*scores[1].recall, 5.0 / 6);
  EXPECT_EQ(scores[1].rows, 6);
}

TEST(ClassScoresTest, WhatCannotBeDividedIsAbsent) {
  const std::vector<ClassScore> scores = ScoreClasses(std::vector<int64_t>{0, 0, 0, 3}, 2);
  EXPECT_FALSE(scores[0].precision);
  EXPECT_FALSE(scores[0].recall);
  EXPECT_FALSE(scores[0].f1);
  EXPECT_DOUBLE_EQ(*scores[1].recall, 1);
}

TEST(MistakesTest, MostFrequentFirstAndNoRightAnswers) {
  const std::vector<int64_t> counts = {90, 1, 4, 0, 80, 4, 7, 0, 70};
  const std::vector<Confusion> mistakes = MostFrequentMistakes(counts, 3, 3);
  ASSERT_EQ(mistakes.size(), 3u);
  EXPECT_EQ(mistakes[0].actual, 2u);
  EXPECT_EQ(mistakes[0].predicted, 0u);
  EXPECT_EQ(mistakes[0].count, 7);
  EXPECT_EQ(mistakes[1].actual, 0u);
  EXPECT_EQ(mistakes[2].actual, 1u);
}

TEST(SumConfusionTest, MatricesOfAnotherSizeDoNotCount) {
  std::vector<CellResult> cells(3);
  cells[0].confusion = {1, 2, 3, 4};
  cells[1].confusion = {1, 1, 1, 1};
  cells[2].confusion = {9};
  EXPECT_EQ(SumConfusion(cells, 2), (std::vector<int64_t>{2, 3, 4, 5}));
  EXPECT_TRUE(SumConfusion(cells, 3).empty());
  EXPECT_TRUE(SumConfusion(cells, 0).empty());
}

TEST(ParetoTest, NoneOfTheFrontIsBeaten) {
  const std::vector<CostAndScore> items = {{3, 0.9},  {1, 0.5}, {2, 0.5}, {2, 0.8},
                                           {9, 0.85}, {1, 0.4}, {3, 0.9}};
  EXPECT_EQ(ParetoFront(items, true), (std::vector<size_t>{1, 3, 0}));
  EXPECT_EQ(ParetoFront(items, false), (std::vector<size_t>{5}));
}

TEST(ParetoTest, NumbersThatAreNoneAreLeftOut) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(ParetoFront({{nan, 1}, {1, nan}, {2, 0.5}}, true), (std::vector<size_t>{2}));
  EXPECT_TRUE(ParetoFront({}, true).empty());
}

}  // namespace
}  // namespace gridfold::report
