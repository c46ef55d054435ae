#include "client/trial_pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/base64.h"
#include "common/base/file.h"
#include "common/data/data_set.h"
#include "common/picture/png.h"
#include "tests/client/fake_view.h"

namespace gridfold {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSpec = R"(name: svm
dataset: {csv: f.csv}
model: svm
parameters: {C: {values: [0.1, 1]}, kernel: rbf}
cv: {folds: 2}
metric: {name: accuracy, goal: maximize}
)";

// Pictures of one pixel: row r has the value r; classes take turns.
DataSet Pixels() {
  DataSet data;
  data.train_rows = 6;
  data.features = 1;
  data.shape = ImageShape{1, 1, 1};
  data.classes = {"cat", "d/g"};
  data.labels = {0, 1, 0, 1, 0, 1};
  data.values = DataSet::Pixels{0, 51, 102, 153, 204, 255};
  return data;
}

// How a picture of one pixel stands in a figure.
std::string ImageOf(uint8_t grey) { return "base64," + Base64(*EncodePng({1, 1, {grey}})); }

int64_t Count(const std::string& text, const std::string& part) {
  int64_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

struct TrialPicturesTest : testing::Test {
  TrialPicturesTest() {
    view.study.spec_text = kSpec;
    view.study.dataset_hash = std::string(64, 'd');
    view.study.class_names = Pixels().classes;
    view.artifact = SerializeDataSet(Pixels());
    view.detail.summary = view.trials[0];
    // Stratified halves without shuffling: rows 0 to 2 and 3 to 5.
    CellResult first, second;
    first.predictions = {0, 0, 1};
    first.confusion = {1, 1, 1, 0};
    second.fold = 1;
    second.predictions = {1, 1, 1};
    second.confusion = {0, 1, 0, 2};
    view.detail.cells = {first, second};
  }
  Status Add() {
    auto folder = PictureFolder::Open(root.path().string());
    if (!folder.ok()) return folder.status();
    const Status status = AddTrialPictures(view, view.study, view.detail, *folder);
    text = folder->Text();
    return status;
  }
  std::string Path(const char* name) const { return (root.path() / name).string(); }
  const TemporaryFolder root;
  FakeView view = TwoTrials();
  std::string text;
};

TEST_F(TrialPicturesTest, WrongPicturesLieInTheOrderOfTheirRows) {
  ASSERT_TRUE(Add().ok());
  const std::string cats = *ReadFile(Path("wrong-cat.svg"), 1 << 20);
  const size_t row_2 = cats.find(ImageOf(102)), row_4 = cats.find(ImageOf(204));
  ASSERT_NE(row_2, std::string::npos);
  ASSERT_NE(row_4, std::string::npos);
  EXPECT_LT(row_2, row_4);
  EXPECT_EQ(Count(cats, ">cat → d/g<"), 2) << "what it is, what it was named";
  const std::string dogs = *ReadFile(Path("wrong-class.1.svg"), 1 << 20);
  EXPECT_THAT(dogs, HasSubstr(ImageOf(51)));
  EXPECT_EQ(Count(dogs, ">d/g → cat<"), 1);
  EXPECT_THAT(text, HasSubstr("class cat: 2 wrong of 3 validated, taken for d/g (2)"));
  EXPECT_THAT(*ReadFile(Path("confusion.svg"), 1 << 20),
              HasSubstr("actual cat, predicted d/g: 2 of 3"));
}

TEST_F(TrialPicturesTest, NoMoreThanAHundredAreShownOfAClass) {
  DataSet data = Pixels();
  data.train_rows = 240;
  data.values = DataSet::Pixels(240, 1);
  data.labels.clear();
  for (int row = 0; row < 240; ++row) data.labels.push_back(row % 2);
  view.artifact = SerializeDataSet(data);
  for (CellResult& cell : view.detail.cells) cell.predictions.assign(120, 1);
  ASSERT_TRUE(Add().ok());
  EXPECT_EQ(Count(*ReadFile(Path("wrong-cat.svg"), 1 << 20), "<image "), 100);
  EXPECT_THAT(text, HasSubstr("120 wrong of 120"));
  EXPECT_THAT(text, Not(HasSubstr("class.1")));
}

TEST_F(TrialPicturesTest, RowsThatAreNoPicturesHaveTheMatrixAlone) {
  DataSet data = Pixels();
  data.shape.reset();
  view.artifact = SerializeDataSet(data);
  ASSERT_TRUE(Add().ok());
  EXPECT_THAT(text, HasSubstr("confusion.svg"));
  EXPECT_THAT(text, Not(HasSubstr("wrong-")));
}

TEST_F(TrialPicturesTest, ADataSetThatIsMissingOrDamagedIsAnError) {
  view.artifact = "no data set";
  EXPECT_TRUE(absl::IsDataLoss(Add()));
  view.study.dataset_hash = "";
  EXPECT_TRUE(absl::IsFailedPrecondition(Add()));
}

TEST_F(TrialPicturesTest, ATrialWithoutPredictionsIsNamed) {
  for (CellResult& cell : view.detail.cells) cell.predictions.clear();
  EXPECT_THAT(Message(Add()), HasSubstr("trial 0: expected a fold with stored predictions"));
}

}  // namespace
}  // namespace gridfold
