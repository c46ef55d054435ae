#include "common/data/load.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "common/data/npz.h"
#include "tests/common/data/testing.h"

namespace gridfold {
namespace {

using Source = DataSetSpec::Source;

DataSetSpec Spec(Source source, const std::string& path, const std::string& test_path = "") {
  DataSetSpec spec;
  spec.source = source;
  spec.path = path;
  spec.test_path = test_path;
  return spec;
}

DataFolders In(const TemporaryFolder& folder) {
  DataFolders folders;
  folders.spec_folder = folder.path().string();
  return folders;
}

TEST(LoadTest, CsvWithASecondFileOfTestRowsIsReadRelativeToTheSpec) {
  const TemporaryFolder folder;
  WriteText(folder, "train.csv.gz", GzipBytes("a,b,c,d,y\n0,1,2,255,cat\n3,4,5,6,dog\n"));
  WriteText(folder, "test.csv", "a,b,c,d,y\n9,9,9,9,cat\n");
  const auto data = LoadDataSet(Spec(Source::kCsv, "train.csv.gz", "test.csv"), In(folder));
  ASSERT_TRUE(data.ok()) << Message(data.status());
  EXPECT_EQ(data->name, "train.csv.gz");
  EXPECT_EQ(data->train_rows, 2);
  EXPECT_EQ(data->test_rows, 1);
  EXPECT_EQ(data->shape, (ImageShape{2, 2, 1}));
  EXPECT_EQ(data->labels, (std::vector<int32_t>{0, 1, 0}));
  EXPECT_EQ(std::get<DataSet::Pixels>(data->values),
            (DataSet::Pixels{0, 1, 2, 255, 3, 4, 5, 6, 9, 9, 9, 9}));
  WriteText(folder, "test.csv", "a,b,c,d,y\n9,9,9,9,cow\n");
  ExpectError(LoadDataSet(Spec(Source::kCsv, "train.csv.gz", "test.csv"), In(folder)), kInvalid,
              {"test.csv", "row 1", "'cow'"});
  ExpectError(LoadDataSet(Spec(Source::kCsv, "none.csv"), In(folder)), kMissing, {"none.csv"});
}

TEST(LoadTest, LibsvmPartsGetTheSameWidthAndTheSpecsShape) {
  const TemporaryFolder folder;
  WriteText(folder, "train", "1 1:1\n2 2:1\n");
  WriteText(folder, "test", "1 5:0.5\n");
  auto data = LoadDataSet(Spec(Source::kLibsvm, "train", "test"), In(folder));
  ASSERT_TRUE(data.ok()) << Message(data.status());
  EXPECT_EQ(data->features, 5);
  EXPECT_EQ(data->classes, (std::vector<std::string>{"1", "2"}));
  DataSetSpec spec = Spec(Source::kLibsvm, "train", "test");
  spec.shape = ImageShape{3, 3, 1};
  data = LoadDataSet(spec, In(folder));
  ASSERT_TRUE(data.ok()) << Message(data.status());
  EXPECT_EQ(data->features, 9);
  spec.shape = ImageShape{2, 2, 1};
  ExpectError(LoadDataSet(spec, In(folder)), kInvalid, {"expected 4 features", "found 5"});
  spec.shape = ImageShape{int64_t{1} << 40, int64_t{1} << 40, 1};
  EXPECT_FALSE(LoadDataSet(spec, In(folder)).ok());
}

TEST(LoadTest, IdxPicturesAndLabelsAreRead) {
  const TemporaryFolder folder;
  WriteText(folder, "x", IdxBytes({2, 2, 3}, "abcdefghijkl"));
  WriteText(folder, "y.gz", GzipBytes(IdxBytes({2}, "\x05\x03")));
  DataSetSpec spec = Spec(Source::kIdx, "x");
  spec.labels_path = "y.gz";
  const auto data = LoadDataSet(spec, In(folder));
  ASSERT_TRUE(data.ok()) << Message(data.status());
  EXPECT_EQ(data->shape, (ImageShape{2, 3, 1}));
  EXPECT_EQ(data->classes, (std::vector<std::string>{"3", "5"}));
  EXPECT_EQ(data->labels, (std::vector<int32_t>{1, 0}));
}

TEST(LoadTest, DigitsSurviveTheWayThroughAnArchive) {
  DataSetSpec spec;
  spec.train = 40;
  spec.test = 20;
  spec.seed = 3;
  const auto digits = LoadDataSet(spec, {});
  ASSERT_TRUE(digits.ok());
  const TemporaryFolder folder;
  WriteText(folder, "digits", *NpzBytes(*digits));
  const auto again = LoadDataSet(Spec(Source::kNpz, "digits"), In(folder));
  ASSERT_TRUE(again.ok()) << Message(again.status());
  EXPECT_EQ(SerializeDataSet(*again), SerializeDataSet(*digits));
  ExpectError(LoadDataSet(Spec(Source::kNpz, "digits", "digits"), In(folder)), kInvalid,
              {"x_test"});
}

TEST(LoadTest, CountsDrawAndDefaultDigitsAreThatMany) {
  const auto digits = LoadDataSet(DataSetSpec(), {});
  ASSERT_TRUE(digits.ok());
  EXPECT_EQ(digits->train_rows, 3000);
  EXPECT_EQ(digits->test_rows, 1000);
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 100; ++i) text += fmt::format("{},{},{}\n", i, i + 0.5, i % 2);
  DataSetSpec spec = Spec(Source::kCsv, WriteText(folder, "f.csv", text));
  spec.test = 25;
  const auto data = LoadDataSet(spec, {});
  ASSERT_TRUE(data.ok()) << Message(data.status());
  EXPECT_EQ(data->train_rows, 75);
  EXPECT_EQ(data->test_rows, 25);
  spec.test = 101;
  ExpectError(LoadDataSet(spec, {}), kInvalid, {"dataset.test", "0 to 100", "101"});
}

TEST(LoadTest, OneClassIsNotEnough) {
  const TemporaryFolder folder;
  ExpectError(LoadDataSet(Spec(Source::kCsv, WriteText(folder, "f.csv", "1,2,0\n3,4,0\n")), {}),
              kInvalid, {"f.csv", "two classes"});
}

TEST(LoadTest, FoldersComeFromTheEnvironment) {
  const char* before = std::getenv("XDG_CACHE_HOME");
  const std::string kept = before == nullptr ? "" : before;
  setenv("XDG_CACHE_HOME", "/caches", 1);
  const DataFolders folders = FoldersFromEnvironment("/data", "/specs");
  EXPECT_EQ(folders.cache, "/caches/gridfold");
  EXPECT_EQ(folders.data_dir, "/data");
  EXPECT_EQ(folders.spec_folder, "/specs");
  if (before == nullptr) {
    unsetenv("XDG_CACHE_HOME");
  } else {
    setenv("XDG_CACHE_HOME", kept.c_str(), 1);
  }
}

}  // namespace
}  // namespace gridfold
