#include "worker/model/tensor_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "common/base/check.h"

namespace gridfold {
namespace {

using nlohmann::json;
using Type = TensorFile::Tensor::Type;

static_assert(std::endian::native == std::endian::little,
              "tensors are copied as they lie in memory");

constexpr char kMetadata[] = "__metadata__";
constexpr size_t kLengthBytes = 8;
// The limit that the format's own readers have.
constexpr uint64_t kHeaderBytesMax = 100'000'000;

const char* TypeName(Type type) {
  switch (type) {
    case Type::kFloat32:
      return "F32";
    case Type::kFloat64:
      return "F64";
    case Type::kInt32:
      return "I32";
    case Type::kUint8:
      return "U8";
  }
  return "";
}

int64_t TypeBytes(Type type) {
  if (type == Type::kFloat64) return 8;
  return type == Type::kUint8 ? 1 : 4;
}

std::optional<Type> TypeFromName(const std::string& name) {
  for (const Type type : {Type::kFloat32, Type::kFloat64, Type::kInt32, Type::kUint8}) {
    if (name == TypeName(type)) return type;
  }
  return std::nullopt;
}

std::string ShapeText(const std::vector<int64_t>& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

// The number of elements, or nullopt past 2^56, which no file reaches.
std::optional<int64_t> Count(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t extent : shape) {
    if (extent < 0) return std::nullopt;
    if (__builtin_mul_overflow(count, extent, &count) || count > (int64_t{1} << 56)) {
      return std::nullopt;
    }
  }
  return count;
}

bool ShapeFits(const std::vector<int64_t>& wanted, const std::vector<int64_t>& found) {
  if (wanted.size() != found.size()) return false;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] != -1 && wanted[i] != found[i]) return false;
  }
  return true;
}

template <typename T>
TensorFile::Tensor MakeTensor(Type type, std::vector<int64_t> shape, std::span<const T> values) {
  const auto count = Count(shape);
  GF_CHECK(count.has_value() && *count == static_cast<int64_t>(values.size()));
  TensorFile::Tensor tensor{type, std::move(shape), std::string(values.size_bytes(), '\0')};
  if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), values.size_bytes());
  return tensor;
}

template <typename T>
StatusOr<std::vector<T>> Values(const std::map<std::string, TensorFile::Tensor>& tensors,
                                const std::string& name, Type type,
                                const std::vector<int64_t>& shape) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) return DataLoss("model file: there is no tensor '{}'", name);
  const TensorFile::Tensor& tensor = found->second;
  if (tensor.type != type) {
    return DataLoss("model file: tensor '{}': expected type {}, found {}", name, TypeName(type),
                    TypeName(tensor.type));
  }
  if (!ShapeFits(shape, tensor.shape)) {
    return DataLoss("model file: tensor '{}': expected shape {}, found {}", name, ShapeText(shape),
                    ShapeText(tensor.shape));
  }
  std::vector<T> values(tensor.bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

// Where one tensor lies, as the header says.
struct Entry {
  std::string name;
  TensorFile::Tensor tensor;
  uint64_t begin = 0, end = 0;
};

Status ReadOffsets(const json& item, Entry& entry) {
  const auto offsets = item.find("data_offsets");
  if (offsets == item.end() || !offsets->is_array() || offsets->size() != 2 ||
      !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned()) {
    return DataLoss("model file: tensor '{}': expected two data_offsets", entry.name);
  }
  entry.begin = (*offsets)[0].get<uint64_t>();
  entry.end = (*offsets)[1].get<uint64_t>();
  return absl::OkStatus();
}

Status ReadShape(const json& item, Entry& entry) {
  const auto shape = item.find("shape");
  if (shape == item.end() || !shape->is_array()) {
    return DataLoss("model file: tensor '{}': expected a shape", entry.name);
  }
  for (const json& extent : *shape) {
    if (!extent.is_number_unsigned() || extent.get<uint64_t>() > (uint64_t{1} << 56)) {
      return DataLoss("model file: tensor '{}': an extent of its shape is not a length",
                      entry.name);
    }
    entry.tensor.shape.push_back(extent.get<int64_t>());
  }
  return absl::OkStatus();
}

StatusOr<Entry> ReadEntry(const std::string& name, const json& item) {
  Entry entry;
  entry.name = name;
  if (!item.is_object()) return DataLoss("model file: tensor '{}': expected an object", name);
  const auto dtype = item.find("dtype");
  const auto type = dtype != item.end() && dtype->is_string()
                        ? TypeFromName(dtype->get_ref<const std::string&>())
                        : std::nullopt;
  if (!type) return DataLoss("model file: tensor '{}': expected dtype F32, F64, I32 or U8", name);
  entry.tensor.type = *type;
  GF_RETURN_IF_ERROR(ReadShape(item, entry));
  GF_RETURN_IF_ERROR(ReadOffsets(item, entry));
  const auto count = Count(entry.tensor.shape);
  if (!count || entry.begin > entry.end ||
      entry.end - entry.begin != static_cast<uint64_t>(*count * TypeBytes(*type))) {
    return DataLoss("model file: tensor '{}': shape {} and offsets {}..{} do not fit together",
                    name, ShapeText(entry.tensor.shape), entry.begin, entry.end);
  }
  return entry;
}

StatusOr<std::map<std::string, std::string>> ReadTexts(const json& metadata) {
  std::map<std::string, std::string> texts;
  if (!metadata.is_object()) return DataLoss("model file: expected __metadata__ to be an object");
  for (const auto& [name, value] : metadata.items()) {
    if (!value.is_string()) return DataLoss("model file: text '{}' is not a string", name);
    texts[name] = value.get<std::string>();
  }
  return texts;
}

// Takes each entry's bytes out of `data`, which they must cover without holes or overlaps.
Status TakeBytes(std::string_view data, std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  uint64_t position = 0;
  for (Entry& entry : entries) {
    if (entry.begin != position || entry.end > data.size()) {
      return DataLoss("model file: tensor '{}' lies at {}..{}, expected from {} and up to {}",
                      entry.name, entry.begin, entry.end, position, data.size());
    }
    entry.tensor.bytes = data.substr(entry.begin, entry.end - entry.begin);
    position = entry.end;
  }
  if (position != data.size()) {
    return DataLoss("model file: {} bytes after the last tensor", data.size() - position);
  }
  return absl::OkStatus();
}

// The header's JSON and what follows it.
StatusOr<std::pair<json, std::string_view>> SplitHeader(const std::string& bytes) {
  if (bytes.size() < kLengthBytes) {
    return DataLoss("model file: expected at least 8 bytes, found {}", bytes.size());
  }
  uint64_t header_bytes = 0;
  std::memcpy(&header_bytes, bytes.data(), kLengthBytes);
  if (header_bytes > kHeaderBytesMax || header_bytes > bytes.size() - kLengthBytes) {
    return DataLoss("model file: it claims a header of {} bytes, {} follow", header_bytes,
                    bytes.size() - kLengthBytes);
  }
  const std::string_view rest = std::string_view(bytes).substr(kLengthBytes);
  const std::string_view text = rest.substr(0, header_bytes);
  json header = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!header.is_object()) return DataLoss("model file: its header is not a JSON object");
  return std::pair(std::move(header), rest.substr(header_bytes));
}

}  // namespace

StatusOr<std::string> TensorFile::Text(const std::string& name) const {
  const auto found = texts_.find(name);
  if (found == texts_.end()) return DataLoss("model file: there is no text '{}'", name);
  return found->second;
}

void TensorFile::Set(const std::string& name, std::vector<int64_t> shape,
                     std::span<const float> values) {
  tensors_[name] = MakeTensor(Type::kFloat32, std::move(shape), values);
}

void TensorFile::Set(const std::string& name, std::vector<int64_t> shape,
                     std::span<const double> values) {
  tensors_[name] = MakeTensor(Type::kFloat64, std::move(shape), values);
}

void TensorFile::Set(const std::string& name, std::vector<int64_t> shape,
                     std::span<const int32_t> values) {
  tensors_[name] = MakeTensor(Type::kInt32, std::move(shape), values);
}

void TensorFile::Set(const std::string& name, std::vector<int64_t> shape,
                     std::span<const uint8_t> values) {
  tensors_[name] = MakeTensor(Type::kUint8, std::move(shape), values);
}

StatusOr<std::vector<float>> TensorFile::Floats(const std::string& name,
                                                std::vector<int64_t> shape) const {
  return Values<float>(tensors_, name, Type::kFloat32, shape);
}

StatusOr<std::vector<double>> TensorFile::Doubles(const std::string& name,
                                                  std::vector<int64_t> shape) const {
  return Values<double>(tensors_, name, Type::kFloat64, shape);
}

StatusOr<std::vector<int32_t>> TensorFile::Ints(const std::string& name,
                                                std::vector<int64_t> shape) const {
  return Values<int32_t>(tensors_, name, Type::kInt32, shape);
}

StatusOr<std::vector<uint8_t>> TensorFile::Bytes(const std::string& name,
                                                 std::vector<int64_t> shape) const {
  return Values<uint8_t>(tensors_, name, Type::kUint8, shape);
}

std::vector<int64_t> TensorFile::Shape(const std::string& name) const {
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? std::vector<int64_t>{} : found->second.shape;
}

std::string TensorFile::Serialize() const {
  std::vector<const std::pair<const std::string, Tensor>*> order;
  for (const auto& item : tensors_) order.push_back(&item);
  // Widest elements first, so that each tensor lies aligned for its type.
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return TypeBytes(a->second.type) > TypeBytes(b->second.type);
  });
  json header = json::object();
  if (!texts_.empty()) header[kMetadata] = texts_;
  uint64_t position = 0;
  for (const auto* item : order) {
    const Tensor& tensor = item->second;
    header[item->first] = {{"dtype", TypeName(tensor.type)},
                           {"shape", tensor.shape},
                           {"data_offsets", {position, position + tensor.bytes.size()}}};
    position += tensor.bytes.size();
  }
  std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
  text.append((8 - text.size() % 8) % 8, ' ');
  const uint64_t header_bytes = text.size();
  std::string bytes(kLengthBytes, '\0');
  std::memcpy(bytes.data(), &header_bytes, kLengthBytes);
  bytes.reserve(kLengthBytes + text.size() + position);
  bytes += text;
  for (const auto* item : order) bytes += item->second.bytes;
  return bytes;
}

StatusOr<TensorFile> TensorFile::Parse(const std::string& bytes) {
  GF_ASSIGN_OR_RETURN(auto parts, SplitHeader(bytes));
  TensorFile file;
  std::vector<Entry> entries;
  for (const auto& [name, item] : parts.first.items()) {
    if (name == kMetadata) {
      GF_ASSIGN_OR_RETURN(file.texts_, ReadTexts(item));
      continue;
    }
    GF_ASSIGN_OR_RETURN(Entry entry, ReadEntry(name, item));
    entries.push_back(std::move(entry));
  }
  GF_RETURN_IF_ERROR(TakeBytes(parts.second, entries));
  for (Entry& entry : entries) file.tensors_[entry.name] = std::move(entry.tensor);
  return file;
}

}  // namespace gridfold
