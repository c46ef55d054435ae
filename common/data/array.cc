#include "common/data/array.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "common/base/check.h"

namespace gridfold {
namespace {

constexpr size_t kDimensionsMax = 8;

static_assert(std::endian::native == std::endian::little, "values are read as little endian");

template <typename T>
T ReadElement(const char* bytes, bool big_endian) {
  char buffer[sizeof(T)];
  std::memcpy(buffer, bytes, sizeof(T));
  if (big_endian) std::reverse(buffer, buffer + sizeof(T));
  T value;
  std::memcpy(&value, buffer, sizeof(T));
  return value;
}

// Walks through an array in row-major order and knows where each element stands in the file.
class PlaceWalker {
 public:
  explicit PlaceWalker(const NumberArray& array) : array_(array) {
    GF_CHECK(array.dims.size() <= kDimensionsMax);
    int64_t stride = 1;
    for (size_t i = 0; i < array.dims.size(); ++i) {
      const size_t d = array.fortran_order ? i : array.dims.size() - 1 - i;
      strides_[d] = stride;
      stride *= array.dims[d];
    }
  }
  int64_t place() const { return place_; }
  void Advance() {
    for (size_t d = array_.dims.size(); d-- > 0;) {
      place_ += strides_[d];
      if (++index_[d] < array_.dims[d]) break;
      place_ -= strides_[d] * array_.dims[d];
      index_[d] = 0;
    }
  }

 private:
  const NumberArray& array_;
  std::array<int64_t, kDimensionsMax> strides_{}, index_{};
  int64_t place_ = 0;
};

template <typename T, typename Out>
void Convert(const NumberArray& array, std::vector<Out>& out) {
  const char* bytes = array.bytes.data();
  PlaceWalker walker(array);
  for (Out& value : out) {
    const char* element = bytes + walker.place() * static_cast<int64_t>(sizeof(T));
    value = static_cast<Out>(ReadElement<T>(element, array.big_endian));
    walker.Advance();
  }
}

template <typename Out>
std::vector<Out> ConvertAll(const NumberArray& array) {
  GF_CHECK(static_cast<int64_t>(array.bytes.size()) == array.Count() * SizeOf(array.type));
  std::vector<Out> out(static_cast<size_t>(array.Count()));
  switch (array.type) {
    case ElementType::kBool:
    case ElementType::kUint8:
      Convert<uint8_t>(array, out);
      break;
    case ElementType::kInt8:
      Convert<int8_t>(array, out);
      break;
    case ElementType::kUint16:
      Convert<uint16_t>(array, out);
      break;
    case ElementType::kInt16:
      Convert<int16_t>(array, out);
      break;
    case ElementType::kUint32:
      Convert<uint32_t>(array, out);
      break;
    case ElementType::kInt32:
      Convert<int32_t>(array, out);
      break;
    case ElementType::kUint64:
      Convert<uint64_t>(array, out);
      break;
    case ElementType::kInt64:
      Convert<int64_t>(array, out);
      break;
    case ElementType::kFloat32:
      Convert<float>(array, out);
      break;
    case ElementType::kFloat64:
      Convert<double>(array, out);
      break;
  }
  if (array.type == ElementType::kBool) {
    for (Out& value : out) value = value != Out{0} ? Out{1} : Out{0};
  }
  return out;
}

}  // namespace

int64_t SizeOf(ElementType type) {
  switch (type) {
    case ElementType::kBool:
    case ElementType::kUint8:
    case ElementType::kInt8:
      return 1;
    case ElementType::kUint16:
    case ElementType::kInt16:
      return 2;
    case ElementType::kUint32:
    case ElementType::kInt32:
    case ElementType::kFloat32:
      return 4;
    case ElementType::kUint64:
    case ElementType::kInt64:
    case ElementType::kFloat64:
      return 8;
  }
  return 0;
}

std::optional<int64_t> CheckedProduct(const std::vector<int64_t>& extents) {
  int64_t product = 1;
  for (const int64_t extent : extents) {
    if (extent < 0 || __builtin_mul_overflow(product, extent, &product)) return std::nullopt;
    if (product > int64_t{1} << 62) return std::nullopt;
  }
  return product;
}

int64_t NumberArray::Count() const {
  const std::optional<int64_t> count = CheckedProduct(dims);
  GF_CHECK(count.has_value());
  return *count;
}

Status NumberArray::TakeBytes(std::string file_bytes, size_t start, const std::string& name) {
  std::vector<int64_t> extents = dims;
  extents.push_back(SizeOf(type));
  const std::optional<int64_t> expected = CheckedProduct(extents);
  const auto found = static_cast<int64_t>(file_bytes.size() - start);
  if (!expected || *expected != found) {
    return DataLoss("{}: expected {} bytes of elements for dimensions {}, found {}", name,
                    expected ? fmt::format("{}", *expected) : "far too many",
                    fmt::join(dims, " x "), found);
  }
  file_bytes.erase(0, start);
  bytes = std::move(file_bytes);
  return absl::OkStatus();
}

std::variant<std::vector<uint8_t>, std::vector<float>> NumberArray::Values() const {
  if (type == ElementType::kUint8 && !fortran_order) {
    return std::vector<uint8_t>(bytes.begin(), bytes.end());
  }
  if (type == ElementType::kBool || type == ElementType::kUint8) return ConvertAll<uint8_t>(*this);
  return ConvertAll<float>(*this);
}

std::vector<double> NumberArray::Doubles() const { return ConvertAll<double>(*this); }

}  // namespace gridfold
