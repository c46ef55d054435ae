#include "common/data/npz.h"

#include <cmath>

#include "common/data/gzip.h"
#include "common/data/npy.h"
#include "common/data/number.h"
#include "common/data/zip.h"

namespace gridfold {
namespace {

StatusOr<NumberArray> ReadArray(const ZipReader& zip, const std::string& member,
                                const std::string& name) {
  GF_ASSIGN_OR_RETURN(std::string bytes, zip.Read(member + ".npy", kDataFileBytesMax));
  return ParseNpy(std::move(bytes), fmt::format("{}: {}", name, member));
}

StatusOr<Table> ReadTable(const ZipReader& zip, const std::string& x, const std::string& y,
                          const std::string& name) {
  for (const std::string& member : {x, y}) {
    if (zip.Has(member + ".npy")) continue;
    return InvalidArgument("{}: expected arrays '{}' and '{}', found {}", name, x, y,
                           zip.MemberNames());
  }
  GF_ASSIGN_OR_RETURN(const NumberArray x_array, ReadArray(zip, x, name));
  GF_ASSIGN_OR_RETURN(const NumberArray y_array, ReadArray(zip, y, name));
  return TableFromArrays(x_array, fmt::format("{}: {}", name, x), y_array,
                         fmt::format("{}: {}", name, y));
}

template <typename T>
std::string_view BytesOf(const T* first, int64_t count) {
  return {reinterpret_cast<const char*>(first), static_cast<size_t>(count) * sizeof(T)};
}

Status AddRows(const DataSet& data, int64_t first, int64_t rows, const std::string& suffix,
               ZipWriter& zip) {
  std::vector<int64_t> dims = {rows, data.features};
  if (data.shape) {
    dims = {rows, data.shape->height, data.shape->width};
    if (data.shape->channels != 1) dims.push_back(data.shape->channels);
  }
  const std::string x = std::visit(
      [&](const auto& values) {
        const ElementType type =
            sizeof(values[0]) == 1 ? ElementType::kUint8 : ElementType::kFloat32;
        return NpyBytes(type, dims,
                        BytesOf(values.data() + first * data.features, rows * data.features));
      },
      data.values);
  GF_RETURN_IF_ERROR(zip.Add("x" + suffix + ".npy", x));
  const std::vector<int64_t> numbers = ClassNumbers(data.classes);
  std::vector<int64_t> y;
  y.reserve(static_cast<size_t>(rows));
  for (int64_t row = first; row < first + rows; ++row) {
    y.push_back(numbers[static_cast<size_t>(data.labels[static_cast<size_t>(row)])]);
  }
  return zip.Add("y" + suffix + ".npy",
                 NpyBytes(ElementType::kInt64, {rows}, BytesOf(y.data(), rows)));
}

}  // namespace

std::vector<int64_t> ClassNumbers(const std::vector<std::string>& classes) {
  std::vector<int64_t> numbers, indices;
  for (const std::string& label : classes) {
    indices.push_back(static_cast<int64_t>(indices.size()));
    double number = 0;
    const bool whole = ParseFinite(label, number) && number == std::floor(number);
    if (whole && std::abs(number) < 0x1p53) numbers.push_back(static_cast<int64_t>(number));
  }
  return numbers.size() == classes.size() ? numbers : indices;
}

StatusOr<TablePair> ParseNpz(std::string_view bytes, const std::string& name) {
  GF_ASSIGN_OR_RETURN(const ZipReader zip, ZipReader::Open(bytes, name));
  TablePair tables;
  GF_ASSIGN_OR_RETURN(tables.train, ReadTable(zip, "x", "y", name));
  if (zip.Has("x_test.npy") || zip.Has("y_test.npy")) {
    GF_ASSIGN_OR_RETURN(tables.test, ReadTable(zip, "x_test", "y_test", name));
  }
  return tables;
}

StatusOr<std::string> NpzBytes(const DataSet& data) {
  ZipWriter zip;
  GF_RETURN_IF_ERROR(AddRows(data, 0, data.train_rows, "", zip));
  if (data.test_rows > 0) {
    GF_RETURN_IF_ERROR(AddRows(data, data.train_rows, data.test_rows, "_test", zip));
  }
  return zip.Finish();
}

}  // namespace gridfold
