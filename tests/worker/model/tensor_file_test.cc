#include "worker/model/tensor_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "worker/model/model.h"

namespace gridfold {
namespace {

TensorFile Sample() {
  TensorFile file;
  file.SetText("model.type", "network");
  file.SetText("quoted", "a \"b\" \n \\ \xc3\xa4");
  const std::vector<float> floats = {1.5f, -0.0f, std::numeric_limits<float>::denorm_min(),
                                     4,    5,     6};
  const std::vector<double> doubles = {0.1, 1e300};
  const std::vector<int32_t> ints = {-7, 0, 2147483647};
  file.Set("a.floats", {2, 3}, std::span<const float>(floats));
  file.Set("b.doubles", {2}, std::span<const double>(doubles));
  file.Set("c.ints", {3, 1}, std::span<const int32_t>(ints));
  file.Set("d.empty", {0, 4}, std::span<const float>());
  return file;
}

// A file from its header's text and its data.
std::string FileOf(const std::string& header, const std::string& data) {
  const uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + data;
}

TEST(TensorFileTest, WhatIsWrittenIsReadBack) {
  const std::string bytes = Sample().Serialize();
  const auto file = TensorFile::Parse(bytes);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(*file->Text("quoted"), "a \"b\" \n \\ \xc3\xa4");
  EXPECT_EQ((*file->Floats("a.floats", {2, -1}))[2], std::numeric_limits<float>::denorm_min());
  EXPECT_EQ(*file->Doubles("b.doubles", {-1}), (std::vector<double>{0.1, 1e300}));
  EXPECT_EQ(*file->Ints("c.ints", {3, 1}), (std::vector<int32_t>{-7, 0, 2147483647}));
  EXPECT_TRUE(file->Floats("d.empty", {0, 4})->empty());
  EXPECT_EQ(file->Shape("a.floats"), (std::vector<int64_t>{2, 3}));
  EXPECT_TRUE(file->Shape("nothing").empty());
  EXPECT_EQ(file->Serialize(), bytes);
}

TEST(TensorFileTest, TensorsLieAlignedForTheirTypes) {
  const std::string bytes = Sample().Serialize();
  uint64_t header = 0;
  std::memcpy(&header, bytes.data(), 8);
  EXPECT_EQ(header % 8, 0u);
  // The doubles come first.
  double first = 0;
  std::memcpy(&first, bytes.data() + 8 + header, 8);
  EXPECT_EQ(first, 0.1);
}

TEST(TensorFileTest, FilesOfPythonsSafetensorsAreRead) {
  // As safetensors.numpy.save writes {"w": float32 [1, 2], "u": uint8 [3]}.
  const std::string header = R"({"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)"
                             R"("u":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}   )";
  const float values[] = {1, 2};
  std::string data(reinterpret_cast<const char*>(values), 8);
  const auto file = TensorFile::Parse(FileOf(header, data + "abc"));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(*file->Floats("w", {1, 2}), (std::vector<float>{1, 2}));
  EXPECT_EQ(file->Shape("u"), (std::vector<int64_t>{3}));
}

TEST(TensorFileTest, WrongTypeShapeOrNameIsDataLossThatSaysSo) {
  const TensorFile file = Sample();
  EXPECT_TRUE(absl::IsDataLoss(file.Floats("b.doubles", {2}).status()));
  const auto shape = file.Floats("a.floats", {3, 2});
  EXPECT_TRUE(absl::IsDataLoss(shape.status()));
  EXPECT_NE(Message(shape.status()).find("expected shape [3, 2], found [2, 3]"), std::string::npos);
  EXPECT_NE(Message(file.Ints("absent", {1}).status()).find("'absent'"), std::string::npos);
  EXPECT_TRUE(absl::IsDataLoss(file.Text("absent").status()));
}

TEST(TensorFileTest, LyingHeadersAreDataLoss) {
  const char* const kHeaders[] = {
      "",
      "[]",
      "{",
      "null",
      R"({"w":3})",
      R"({"w":{"dtype":"F32","shape":[2]}})",
      R"({"w":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}})",
      R"({"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})",
      R"({"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})",
      R"({"w":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}})",
      R"({"w":{"dtype":"F32","shape":"2","data_offsets":[0,8]}})",
      R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})",
      R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}})",
      R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
      R"({"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})",
      R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
      R"({"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})",
      R"({"w":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8]}})",
      R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}})",
      (R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
       R"("b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})"),
      R"({"__metadata__":{"a":1},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
      R"({"__metadata__":[],"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})"};
  for (const char* header : kHeaders) {
    const auto file = TensorFile::Parse(FileOf(header, "12345678"));
    EXPECT_TRUE(absl::IsDataLoss(file.status())) << header;
  }
}

TEST(TensorFileTest, EveryTruncationIsDataLoss) {
  const std::string bytes = Sample().Serialize();
  for (size_t length = 0; length < bytes.size(); ++length) {
    ASSERT_TRUE(absl::IsDataLoss(TensorFile::Parse(bytes.substr(0, length)).status())) << length;
  }
  EXPECT_TRUE(absl::IsDataLoss(TensorFile::Parse(bytes + "x").status()));
}

TEST(TensorFileTest, DamagedBytesNeverCrash) {
  const std::string bytes = Sample().Serialize();
  Random random(5);
  for (int i = 0; i < 3000; ++i) {
    std::string damaged = bytes;
    for (uint64_t k = 1 + random.Below(4); k > 0; --k) {
      damaged[random.Below(damaged.size())] = static_cast<char>(random.Below(256));
    }
    const auto file = TensorFile::Parse(damaged);
    if (file.ok()) {
      EXPECT_FALSE(file->Serialize().empty());
    }
    EXPECT_FALSE(LoadModel(file.ok() ? *file : TensorFile()).ok());
  }
}

TEST(LoadModelTest, UnknownTypeIsDataLossThatNamesIt) {
  TensorFile file;
  EXPECT_TRUE(absl::IsDataLoss(LoadModel(file).status()));
  file.SetText("model.type", "forest");
  const auto model = LoadModel(file);
  EXPECT_TRUE(absl::IsDataLoss(model.status()));
  EXPECT_NE(Message(model.status()).find("'forest'"), std::string::npos);
}

}  // namespace
}  // namespace gridfold
