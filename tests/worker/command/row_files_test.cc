#include "worker/command/row_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/data/npy.h"
#include "common/data/zip.h"
#include "worker/command/checkpoint_folder.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;

constexpr float kX[] = {1, 2, 3, 4, 0.5, 6, 7, -8};
const std::vector<int32_t> kY = {1, 0}, kRows = {4, 9};
const std::vector<std::string> kClasses = {"cat", "a \"big\", dog"};

std::shared_ptr<const RowFiles> Write(const std::string& format,
                                      const std::optional<ImageShape>& shape = std::nullopt) {
  const FoldPart train{{kX, 2, 4, 4}, kY, kRows};
  const FoldPart validation{{kX, 1, 4, 4}, std::span(kY).first(1), std::span(kRows).first(1)};
  const auto files = RowFiles::Write(format, train, validation, shape, kClasses);
  EXPECT_TRUE(files.ok()) << Message(files.status());
  return *files;
}

std::string Content(const RowFiles& files, const std::string& key) {
  for (const auto& [name, path] : files.paths()) {
    if (name == key) return *ReadFile(path, 1 << 20);
  }
  ADD_FAILURE() << "no " << key;
  return "";
}

TEST(RowFilesTest, NpzHoldsShapedRows) {
  const auto files = Write("npz", ImageShape{2, 2, 1});
  const std::string bytes = Content(*files, "rows");
  const auto zip = ZipReader::Open(bytes, "rows.npz");
  ASSERT_TRUE(zip.ok());
  EXPECT_THAT(zip->Names(), ElementsAre("train_rows.npy", "validation_rows.npy", "x_train.npy",
                                        "x_validation.npy", "y_train.npy", "y_validation.npy"));
  const auto x = ParseNpy(*zip->Read("x_train.npy", 1 << 20), "x");
  ASSERT_TRUE(x.ok());
  EXPECT_THAT(x->dims, ElementsAre(2, 2, 2)) << "[rows, height, width]";
  EXPECT_EQ(x->bytes, std::string(reinterpret_cast<const char*>(kX), sizeof kX));
  const auto y = ParseNpy(*zip->Read("y_train.npy", 1 << 20), "y");
  const int64_t expected[] = {1, 0};
  EXPECT_EQ(y->bytes, std::string(reinterpret_cast<const char*>(expected), sizeof expected));
  EXPECT_EQ(files->bytes(), static_cast<int64_t>(bytes.size()));
}

TEST(RowFilesTest, CsvAndIndexAreText) {
  const auto csv = Write("csv");
  EXPECT_EQ(Content(*csv, "train"),
            "x0,x1,x2,x3,class\n1,2,3,4,\"a \"\"big\"\", dog\"\n0.5,6,7,-8,cat\n");
  EXPECT_EQ(Content(*csv, "train_index"), "4\n9\n");
  EXPECT_EQ(Content(*Write("index"), "validation_index"), "4\n");
  EXPECT_EQ(Write("index")->paths().size(), 2U);
}

TEST(RowFilesTest, FilesGoWithTheirOwner) {
  std::string path;
  {
    const auto files = Write("index");
    path = files->paths()[0].second;
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(CheckpointFolderTest, FilesComeBackAsTheyWere) {
  const TemporaryFolder from, to;
  ASSERT_TRUE(WriteFileAtomically(from.path() / "a.bin", std::string("\0\1", 2)).ok());
  ASSERT_TRUE(WriteFileAtomically(from.path() / "b", "two").ok());
  std::filesystem::create_symlink("/etc/passwd", from.path() / "link");
  std::filesystem::create_directory(from.path() / "folder");
  const auto bytes = PackFolder(from.path());
  ASSERT_TRUE(bytes.ok()) << Message(bytes.status());
  ASSERT_TRUE(UnpackFolder(*bytes, to.path()).ok());
  EXPECT_EQ(*ReadFile(to.path() / "a.bin", 10), std::string("\0\1", 2));
  EXPECT_EQ(*ReadFile(to.path() / "b", 10), "two");
  EXPECT_FALSE(std::filesystem::exists(to.path() / "link")) << "links lead anywhere";
}

TEST(CheckpointFolderTest, NamesThatLeadElsewhereAreRefused) {
  const TemporaryFolder to;
  for (const char* name : {"../a", "/tmp/a", ".hidden", "a/b"}) {
    ZipWriter zip;
    ASSERT_TRUE(zip.Add(name, "x").ok());
    EXPECT_TRUE(absl::IsDataLoss(UnpackFolder(zip.Finish(), to.path()))) << name;
  }
  EXPECT_FALSE(UnpackFolder("no archive", to.path()).ok());
}

}  // namespace
}  // namespace gridfold
