#include "client/data_pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/file.h"
#include "common/picture/montage.h"
#include "common/picture/picture.h"

namespace gridfold {
namespace {

using testing::HasSubstr;
using testing::Not;

// Pictures of 1 x 2: class 0 is dark (0, 0) and (2, 0), class 1 light (4, 4); class 2 has no
// training row.
DataSet Strips() {
  DataSet data;
  data.train_rows = 4;
  data.test_rows = 1;
  data.features = 2;
  data.shape = ImageShape{1, 2, 1};
  data.classes = {"dark", "light", "unseen"};
  data.labels = {0, 1, 0, 0, 2};
  data.values = DataSet::Floats{0, 0, 4, 4, 2, 0, 1, 0, 0, 4};
  return data;
}

struct DataPicturesTest : testing::Test {
  std::string Path(const char* name) const { return (root.path() / "pictures" / name).string(); }
  // The middle of the pixel (column, 0) of the picture in cell (c, r) of a montage of Strips.
  static uint8_t Pixel(const Picture& montage, int64_t c, int64_t r, int64_t column) {
    // 1 x 2 grows to 32 x 64.
    return montage.at(kMontageGap + c * (64 + kMontageGap) + column * 32 + 16,
                      kMontageGap + r * (32 + kMontageGap) + 16);
  }
  Status Add(const DataSet& data) {
    auto folder = PictureFolder::Open((root.path() / "pictures").string());
    if (!folder.ok()) return folder.status();
    const Status status = AddDataPictures(data, *folder);
    text = folder->Text();
    return status;
  }
  const TemporaryFolder root;
  std::string text;
};

TEST_F(DataPicturesTest, SamplesHaveARowOfPicturesForEachClass) {
  ASSERT_TRUE(Add(Strips()).ok());
  const auto samples = LoadPicture(Path("samples.png"));
  ASSERT_TRUE(samples.ok()) << samples.status();
  EXPECT_EQ(samples->width, kMontageGap + 3 * (64 + kMontageGap));
  EXPECT_EQ(samples->height, kMontageGap + 2 * (32 + kMontageGap));  // none of the unseen class
  EXPECT_EQ(Pixel(*samples, 0, 0, 0), 0);
  EXPECT_EQ(Pixel(*samples, 1, 0, 0), 128);  // 2 of 4
  EXPECT_EQ(Pixel(*samples, 0, 1, 1), 255);
}

TEST_F(DataPicturesTest, MeansNearestAndFarthestFollowTheClasses) {
  ASSERT_TRUE(Add(Strips()).ok());
  const auto means = LoadPicture(Path("means.png")), nearest = LoadPicture(Path("nearest.png")),
             farthest = LoadPicture(Path("farthest.png"));
  ASSERT_TRUE(means.ok() && nearest.ok() && farthest.ok());
  EXPECT_EQ(Pixel(*means, 0, 0, 0), 64);    // the mean of 0, 2 and 1 is 1 of 4
  EXPECT_EQ(Pixel(*nearest, 0, 0, 0), 64);  // row 3 is the mean
  EXPECT_EQ(Pixel(*farthest, 0, 0, 0), 0);  // of rows 0 and 2, equally far, the first
  EXPECT_EQ(Pixel(*farthest, 1, 0, 0), 255);
}

TEST_F(DataPicturesTest, ChartsCountRowsAndValues) {
  ASSERT_TRUE(Add(Strips()).ok());
  EXPECT_THAT(*ReadFile(Path("classes.svg"), 1 << 20), HasSubstr("dark, training: 3"));
  EXPECT_THAT(*ReadFile(Path("classes.svg"), 1 << 20), HasSubstr("unseen, test: 1"));
  EXPECT_THAT(*ReadFile(Path("values.svg"), 1 << 20), HasSubstr("0 to 0.125: 5"));
  EXPECT_THAT(*ReadFile(Path("image_means.svg"), 1 << 20), HasSubstr("3.875 to 4: 1"));
}

TEST_F(DataPicturesTest, DataThatAreNoPicturesHaveChartsAlone) {
  DataSet data = Strips();
  data.shape.reset();
  data.classes[0] = "<script>";
  ASSERT_TRUE(Add(data).ok());
  EXPECT_THAT(text, HasSubstr("classes.svg: "));
  EXPECT_THAT(text, Not(HasSubstr(".png")));
  EXPECT_THAT(*ReadFile(Path("classes.svg"), 1 << 20), Not(HasSubstr("<script")));
}

TEST_F(DataPicturesTest, ManyClassesAreCutOff) {
  DataSet data;
  data.train_rows = 300;
  data.features = 1;
  data.shape = ImageShape{1, 1, 1};
  data.values = DataSet::Pixels(300, 7);
  for (int32_t c = 0; c < 300; ++c) {
    data.labels.push_back(c);
    data.classes.push_back(std::to_string(c));
  }
  ASSERT_TRUE(Add(data).ok());
  EXPECT_EQ(LoadPicture(Path("samples.png"))->height, kMontageGap + 100 * (64 + kMontageGap));
  EXPECT_EQ(LoadPicture(Path("means.png"))->height, kMontageGap + 10 * (64 + kMontageGap));
  EXPECT_THAT(*ReadFile(Path("classes.svg"), 1 << 20), HasSubstr("99, training: 1"));
  EXPECT_THAT(*ReadFile(Path("classes.svg"), 1 << 20), Not(HasSubstr("100, training: 1")));
}

TEST_F(DataPicturesTest, AFolderThatCannotBeIsAnError) {
  ASSERT_TRUE(WriteFileAtomically(root.path() / "pictures", "a file").ok());
  EXPECT_FALSE(Add(Strips()).ok());
}

TEST(FileNamePartTest, OnlyPlainLabelsStandForThemselves) {
  EXPECT_EQ(FileNamePart("T-shirt_1", 0), "T-shirt_1");
  for (const char* label : {"", "../x", "a b", "class.3", "d\xc3\xb6g"}) {
    EXPECT_EQ(FileNamePart(label, 3), "class.3");
  }
}

}  // namespace
}  // namespace gridfold
