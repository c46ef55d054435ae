#include "client/mistakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gridfold {
namespace {

using testing::HasSubstr;

// Six training rows of classes 0 0 0 1 1 2.
DataSet Rows() {
  DataSet data;
  data.train_rows = 6;
  data.features = 1;
  data.classes = {"a", "b", "c"};
  data.labels = {0, 0, 0, 1, 1, 2};
  data.values = DataSet::Floats(6, 0);
  return data;
}

CellResult Cell(int fold, std::vector<int32_t> predictions) {
  CellResult cell;
  cell.fold = fold;
  cell.predictions = std::move(predictions);
  return cell;
}

// Both repeats validate row 0.
const std::vector<Split> kSplits = {{{1, 3, 5}, {0, 2, 4}}, {{2, 4}, {0, 1, 3, 5}}};

TEST(MistakesTest, AreFoundByClassAndRow) {
  const std::vector<CellResult> cells = {Cell(1, {2, 1, 1, 2}), Cell(0, {1, 1, 1})};
  const auto classes = FindMistakes(Rows(), kSplits, cells);
  ASSERT_TRUE(classes.ok()) << classes.status();
  ASSERT_EQ(classes->size(), 3u);
  const ClassMistakes& first = classes->front();
  EXPECT_EQ(first.validated, 4);
  ASSERT_EQ(first.mistakes.size(), 3u);
  EXPECT_EQ(first.mistakes[0].row, 0);
  EXPECT_EQ(first.mistakes[0].predicted, 2) << "row 0 counts once, as fold 1 saw it first";
  EXPECT_EQ(first.mistakes[1].row, 1);
  EXPECT_EQ(first.mistakes[2].row, 2);
  EXPECT_EQ((*classes)[1].validated, 2);
  EXPECT_TRUE((*classes)[1].mistakes.empty());
  EXPECT_EQ(PredictedInstead(first.mistakes, Rows().classes), "b (2), c (1)");
}

TEST(MistakesTest, FoldsWithoutPredictionsAreLeftOut) {
  const std::vector<CellResult> cells = {Cell(0, {}), Cell(1, {0, 0, 1, 2})};
  const auto classes = FindMistakes(Rows(), kSplits, cells);
  ASSERT_TRUE(classes.ok()) << classes.status();
  EXPECT_EQ(classes->front().validated, 2);
  const std::vector<CellResult> none = {Cell(0, {})};
  EXPECT_TRUE(absl::IsFailedPrecondition(FindMistakes(Rows(), kSplits, none).status()));
}

TEST(MistakesTest, WhatDoesNotFitIsNamed) {
  const auto refusal = [](CellResult cell) {
    const std::vector<CellResult> cells = {std::move(cell)};
    const auto found = FindMistakes(Rows(), kSplits, cells);
    EXPECT_TRUE(absl::IsDataLoss(found.status())) << found.status();
    return Message(found.status());
  };
  EXPECT_THAT(refusal(Cell(0, {1, 1})), HasSubstr("fold 0: expected predictions of 3 rows"));
  EXPECT_THAT(refusal(Cell(0, {1, 1, 3})), HasSubstr("expected classes below 3, found 3"));
  EXPECT_THAT(refusal(Cell(0, {1, 1, -1})), HasSubstr("found -1"));
  EXPECT_THAT(refusal(Cell(2, {1})), HasSubstr("expected folds below 2, found 2"));
  EXPECT_THAT(refusal(Cell(-1, {1})), HasSubstr("found -1"));
}

}  // namespace
}  // namespace gridfold
