#include "common/data/mnist.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>

#include "common/base/fingerprint.h"
#include "common/data/load.h"
#include "tests/common/data/testing.h"

namespace gridfold {
namespace {

namespace fs = std::filesystem;

// Tiny files of MNIST's names and format: `train` and `test` rows, labels in turn, row r all r.
void WriteTiny(const TemporaryFolder& folder, uint32_t train, uint32_t test, bool packed) {
  const auto write = [&](const std::string& name, uint32_t rows) {
    std::string pixels, labels;
    for (uint32_t row = 0; row < rows; ++row) {
      pixels.append(784, static_cast<char>(row));
      labels += static_cast<char>(row % 10);
    }
    const std::string end = packed ? ".gz" : "";
    const auto pack = [&](const std::string& bytes) { return packed ? GzipBytes(bytes) : bytes; };
    WriteText(folder, "mnist/" + name + "-images-idx3-ubyte" + end,
              pack(IdxBytes({rows, 28, 28}, pixels)));
    WriteText(folder, "mnist/" + name + "-labels-idx1-ubyte" + end, pack(IdxBytes({rows}, labels)));
  };
  write("train", train);
  write("t10k", test);
}

TEST(MnistTest, PackedAndPlainFilesLoadAlike) {
  for (const bool packed : {true, false}) {
    const TemporaryFolder folder;
    EXPECT_FALSE(HasMnist(folder.path() / "mnist"));
    WriteTiny(folder, 30, 20, packed);
    EXPECT_TRUE(HasMnist(folder.path() / "mnist"));
    const auto data = LoadMnist(folder.path() / "mnist");
    ASSERT_TRUE(data.ok()) << Message(data.status());
    EXPECT_TRUE(ValidateDataSet(*data).ok());
    EXPECT_EQ(data->train_rows, 30);
    EXPECT_EQ(data->test_rows, 20);
    EXPECT_EQ(data->class_count(), 10);
    float row[784];
    data->CopyRow(37, row);
    EXPECT_EQ(row[783], 7);
    EXPECT_EQ(data->labels[37], 7);
  }
}

TEST(MnistTest, WrongFilesAreNamed) {
  const TemporaryFolder folder;
  WriteTiny(folder, 3, 2, false);
  WriteText(folder, "mnist/t10k-labels-idx1-ubyte", IdxBytes({3}, "\x01\x02\x03"));
  ExpectError(LoadMnist(folder.path() / "mnist"), kLoss, {"t10k-labels", "expected 2 labels"});
  WriteText(folder, "mnist/t10k-labels-idx1-ubyte", IdxBytes({2}, "\x01\x0a"));
  ExpectError(LoadMnist(folder.path() / "mnist"), kLoss, {"t10k-labels", "row 1", "found 10"});
  WriteText(folder, "mnist/t10k-images-idx3-ubyte", IdxBytes({2, 1, 1}, "ab"));
  ExpectError(LoadMnist(folder.path() / "mnist"), kLoss, {"t10k-images", "2 x 1 x 1"});
}

TEST(MnistTest, FoldersAreSearchedInOrder) {
  const TemporaryFolder first, second;
  WriteTiny(first, 30, 20, true);
  WriteTiny(second, 50, 20, true);
  DataSetSpec spec;
  spec.source = DataSetSpec::Source::kMnist;
  DataFolders folders;
  folders.environment = second.path().string();
  EXPECT_EQ(LoadDataSet(spec, folders)->train_rows, 50);
  folders.data_dir = first.path().string();
  EXPECT_EQ(LoadDataSet(spec, folders)->train_rows, 30);
  folders.data_dir = "/nowhere";
  EXPECT_EQ(LoadDataSet(spec, folders)->train_rows, 50);
  folders.environment = "/nowhere/either";
  ExpectError(LoadDataSet(spec, folders), kMissing,
              {"/nowhere/mnist", "/nowhere/either/mnist", "cache (not set)", "download"});
}

TEST(MnistTest, DownloadsThatAreNotWhatWasPublishedAreRefused) {
  const TemporaryFolder folder;
  std::vector<std::string> asked;
  const Downloader forger = [&](const std::string& url, int64_t) -> StatusOr<std::string> {
    asked.push_back(url);
    if (asked.size() % 2 == 1) return Unavailable("{}: down", url);
    return GzipBytes("not MNIST");
  };
  const Status status = FetchMnist(folder.path() / "mnist", forger);
  EXPECT_EQ(status.code(), kLoss);
  EXPECT_NE(Message(status).find("expected MD5 6bbc9ace898e44ae57da46a324031adb"),
            std::string::npos);
  EXPECT_EQ(asked.size(), 2u) << "each mirror once";
  EXPECT_NE(asked[0].substr(0, 30), asked[1].substr(0, 30));
  EXPECT_TRUE(fs::is_empty(folder.path() / "mnist")) << "nothing is left behind";
}

TEST(MnistTest, Md5IsThatOfTheStandard) {
  EXPECT_EQ(Md5Hex(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(Md5Hex("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(DownloadTest, OnlyHttpsIsSpoken) {
  for (const char* url : {"http://localhost/x", "file:///etc/passwd", "ftp://localhost/", ""}) {
    ExpectError(Download(url, 100), kInvalid, {"https://"});
  }
}

// Port 1 of this machine refuses connections at once.
TEST(DownloadTest, UnreachableServersAreNamed) {
  ExpectError(Download("https://127.0.0.1:1/x", 100), absl::StatusCode::kUnavailable,
              {"https://127.0.0.1:1/x"});
}

// The real files, where GRIDFOLD_DATA_DIR names them; the tests above need none.
TEST(MnistTest, RealFilesAreThePublishedOnesAndCanBeFetched) {
  const char* data_dir = std::getenv("GRIDFOLD_DATA_DIR");
  if (data_dir == nullptr || !HasMnist(fs::path(data_dir) / "mnist")) return;
  const auto data = LoadMnist(fs::path(data_dir) / "mnist");
  ASSERT_TRUE(data.ok()) << Message(data.status());
  EXPECT_EQ(data->train_rows, 60'000);
  EXPECT_EQ(data->test_rows, 10'000);
  std::array<int, 10> counts{};
  for (const int32_t label : data->train_labels()) ++counts[static_cast<size_t>(label)];
  EXPECT_EQ(counts,
            (std::array<int, 10>{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}));
  const Downloader local = [&](const std::string& url, int64_t bytes_max) {
    return ReadFile(fs::path(data_dir) / "mnist" / fs::path(url).filename(), bytes_max);
  };
  const TemporaryFolder folder;
  WriteText(folder, "mnist/train-labels-idx1-ubyte.gz", "half a file");
  const Status fetched = FetchMnist(folder.path() / "mnist", local);
  ASSERT_TRUE(fetched.ok()) << Message(fetched);
  const auto again = LoadMnist(folder.path() / "mnist");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->labels, data->labels);
  const Downloader forbidden = [](const std::string& url, int64_t) -> StatusOr<std::string> {
    return Unavailable("{}: should not be asked for", url);
  };
  EXPECT_TRUE(FetchMnist(folder.path() / "mnist", forbidden).ok()) << "what is there stays";
}

}  // namespace
}  // namespace gridfold
