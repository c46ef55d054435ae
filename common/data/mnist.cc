#include "common/data/mnist.h"

#include <openssl/evp.h>

#include <algorithm>
#include <iterator>

#include "common/base/check.h"
#include "common/base/file.h"
#include "common/base/log.h"
#include "common/data/gzip.h"
#include "common/data/idx.h"

namespace gridfold {
namespace {

struct MnistFile {
  const char* name;
  const char* md5;  // of the unpacked file
};
constexpr MnistFile kTrainImages = {"train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb"};
constexpr MnistFile kTrainLabels = {"train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624"};
constexpr MnistFile kTestImages = {"t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea"};
constexpr MnistFile kTestLabels = {"t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637"};
constexpr MnistFile kFiles[] = {kTrainImages, kTrainLabels, kTestImages, kTestLabels};

constexpr const char* kMirrors[] = {"https://ossci-datasets.s3.amazonaws.com/mnist/",
                                    "https://storage.googleapis.com/cvdf-datasets/mnist/"};
constexpr int64_t kFileBytesMax = int64_t{64} << 20;  // the largest unpacked file has 47 MB
constexpr int64_t kSide = 28, kTrainRows = 60'000, kTestRows = 10'000;
constexpr uint8_t kLastClass = 9;

std::filesystem::path PackedPath(const std::filesystem::path& folder, const MnistFile& file) {
  return folder / (std::string(file.name) + ".gz");
}

// The file's path as it is there, unpacked or packed; the packed one's when neither is.
std::filesystem::path PathOf(const std::filesystem::path& folder, const MnistFile& file) {
  std::error_code ignored;
  const std::filesystem::path plain = folder / file.name;
  return std::filesystem::is_regular_file(plain, ignored) ? plain : PackedPath(folder, file);
}

StatusOr<NumberArray> ReadArray(const std::filesystem::path& path) {
  GF_ASSIGN_OR_RETURN(std::string bytes, ReadMaybeGzipped(path, kFileBytesMax));
  return ParseIdx(std::move(bytes), path.string());
}

// Appends the part's pictures and labels; returns its number of rows.
StatusOr<int64_t> AppendPart(const std::filesystem::path& folder, const MnistFile& images_file,
                             const MnistFile& labels_file, DataSet::Pixels& pixels,
                             std::vector<int32_t>& labels) {
  const std::filesystem::path images_path = PathOf(folder, images_file);
  const std::filesystem::path labels_path = PathOf(folder, labels_file);
  GF_ASSIGN_OR_RETURN(const NumberArray images, ReadArray(images_path));
  GF_ASSIGN_OR_RETURN(const NumberArray classes, ReadArray(labels_path));
  if (images.type != ElementType::kUint8 || images.dims.size() != 3 || images.dims[1] != kSide ||
      images.dims[2] != kSide) {
    return DataLoss("{}: expected pictures of {} x {} bytes, found an array of {}",
                    images_path.string(), kSide, kSide, fmt::join(images.dims, " x "));
  }
  const int64_t rows = images.dims[0];
  if (classes.type != ElementType::kUint8 || classes.dims != std::vector<int64_t>{rows}) {
    return DataLoss("{}: expected {} labels for the pictures, found an array of {}",
                    labels_path.string(), rows, fmt::join(classes.dims, " x "));
  }
  for (int64_t row = 0; row < rows; ++row) {
    const auto label = static_cast<uint8_t>(classes.bytes[static_cast<size_t>(row)]);
    if (label > kLastClass) {
      return DataLoss("{}: row {}: expected a label from 0 to {}, found {}", labels_path.string(),
                      row, kLastClass, label);
    }
    labels.push_back(label);
  }
  pixels.insert(pixels.end(), images.bytes.begin(), images.bytes.end());
  return rows;
}

// Whether `packed` is the published file.
Status Verify(const std::string& packed, const MnistFile& file, const std::string& place) {
  GF_ASSIGN_OR_RETURN(const std::string bytes, Gunzip(packed, place, kFileBytesMax));
  const std::string found = Md5Hex(bytes);
  if (found == file.md5) return absl::OkStatus();
  return DataLoss("{}: expected MD5 {} of the unpacked file, found {}", place, file.md5, found);
}

bool IsPublished(const std::filesystem::path& path, const MnistFile& file) {
  const StatusOr<std::string> packed = ReadFile(path, kFileBytesMax);
  return packed.ok() && Verify(*packed, file, path.string()).ok();
}

Status FetchFile(const std::filesystem::path& folder, const MnistFile& file,
                 const Downloader& download) {
  Status last;
  for (const char* mirror : kMirrors) {
    const std::string url = fmt::format("{}{}.gz", mirror, file.name);
    spdlog::info("downloading {}", url);
    const StatusOr<std::string> packed = download(url, kFileBytesMax);
    last = packed.ok() ? Verify(*packed, file, url) : packed.status();
    if (last.ok()) return WriteFileAtomically(PackedPath(folder, file), *packed);
    spdlog::warn("{}", Message(last));
  }
  return last;
}

}  // namespace

bool HasMnist(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::all_of(std::begin(kFiles), std::end(kFiles), [&](const MnistFile& file) {
    return std::filesystem::is_regular_file(PathOf(folder, file), ignored);
  });
}

StatusOr<DataSet> LoadMnist(const std::filesystem::path& folder) {
  DataSet data;
  data.name = "mnist";
  data.features = kSide * kSide;
  data.shape = ImageShape{kSide, kSide, 1};
  for (int digit = 0; digit <= kLastClass; ++digit) {
    data.classes.push_back(fmt::format("{}", digit));
  }
  DataSet::Pixels pixels;
  pixels.reserve(static_cast<size_t>((kTrainRows + kTestRows) * data.features));
  GF_ASSIGN_OR_RETURN(data.train_rows,
                      AppendPart(folder, kTrainImages, kTrainLabels, pixels, data.labels));
  GF_ASSIGN_OR_RETURN(data.test_rows,
                      AppendPart(folder, kTestImages, kTestLabels, pixels, data.labels));
  data.values = std::move(pixels);
  if (data.train_rows != kTrainRows || data.test_rows != kTestRows) {
    spdlog::warn("{}: expected {} + {} rows, found {} + {}", folder.string(), kTrainRows, kTestRows,
                 data.train_rows, data.test_rows);
  }
  spdlog::debug("{}: read without comparing checksums", folder.string());
  return data;
}

Status FetchMnist(const std::filesystem::path& folder) { return FetchMnist(folder, &Download); }

Status FetchMnist(const std::filesystem::path& folder, const Downloader& download) {
  GF_RETURN_IF_ERROR(CreateFolders(folder));
  for (const MnistFile& file : kFiles) {
    if (IsPublished(PackedPath(folder, file), file)) continue;
    GF_RETURN_IF_ERROR(FetchFile(folder, file, download));
  }
  return absl::OkStatus();
}

std::string Md5Hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  GF_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_md5(), nullptr) == 1);
  return fmt::format("{:02x}", fmt::join(digest, digest + size, ""));
}

}  // namespace gridfold
