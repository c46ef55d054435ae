#include "common/data/npy.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "common/base/check.h"
#include "common/data/little_endian.h"

namespace gridfold {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr size_t kDimensionsMax = 8;

struct TypeName {
  ElementType type;
  std::string_view code;
};
constexpr TypeName kTypes[] = {
    {ElementType::kBool, "b1"},    {ElementType::kUint8, "u1"},   {ElementType::kInt8, "i1"},
    {ElementType::kUint16, "u2"},  {ElementType::kInt16, "i2"},   {ElementType::kUint32, "u4"},
    {ElementType::kInt32, "i4"},   {ElementType::kUint64, "u8"},  {ElementType::kInt64, "i8"},
    {ElementType::kFloat32, "f4"}, {ElementType::kFloat64, "f8"},
};

// Reads the little of Python's literals that a header is made of. Each Take... says whether it was
// there, and moves past it.
class LiteralReader {
 public:
  explicit LiteralReader(std::string_view text) : text_(text) {}

  bool Take(char wanted) {
    SkipSpace();
    if (text_.empty() || text_[0] != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool TakeString(std::string& out) {
    SkipSpace();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) return false;
    const size_t end = text_.find(text_[0], 1);
    if (end == std::string_view::npos) return false;
    out = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return true;
  }
  bool TakeBool(bool& out) {
    SkipSpace();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.substr(0, word.size()) != word) continue;
      out = word == "True";
      text_.remove_prefix(word.size());
      return true;
    }
    return false;
  }
  bool TakeTuple(std::vector<int64_t>& out) {
    if (!Take('(')) return false;
    while (!Take(')')) {
      SkipSpace();
      int64_t number = 0;
      const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
      if (error != std::errc() || out.size() == kDimensionsMax) return false;
      text_.remove_prefix(static_cast<size_t>(end - text_.data()));
      out.push_back(number);
      if (!Take(',')) return Take(')');
    }
    return true;
  }

 private:
  void SkipSpace() {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\n')) text_.remove_prefix(1);
  }
  std::string_view text_;
};

struct Header {
  std::string descr;
  bool fortran_order = false;
  std::vector<int64_t> shape;
};

std::optional<Header> ParseHeader(std::string_view text) {
  LiteralReader reader(text);
  Header header;
  int found = 0;
  if (!reader.Take('{')) return std::nullopt;
  while (!reader.Take('}')) {
    std::string key;
    if (!reader.TakeString(key) || !reader.Take(':')) return std::nullopt;
    bool understood = false;
    if (key == "descr") understood = reader.TakeString(header.descr);
    if (key == "fortran_order") understood = reader.TakeBool(header.fortran_order);
    if (key == "shape") understood = header.shape.empty() && reader.TakeTuple(header.shape);
    if (!understood) return std::nullopt;
    ++found;
    if (!reader.Take(',')) {
      if (!reader.Take('}')) return std::nullopt;
      break;
    }
  }
  if (found != 3 || header.descr.empty()) return std::nullopt;
  return header;
}

// Where header and elements start: {header, elements}, or nullopt when the file is too short.
std::optional<std::pair<size_t, size_t>> Places(std::string_view bytes) {
  if (bytes.size() < 12) return std::nullopt;
  const bool first_version = bytes[6] == 1;
  const size_t header = first_version ? 10 : 12;
  const size_t header_bytes =
      first_version ? ReadLittleEndian<uint16_t>(bytes, 8) : ReadLittleEndian<uint32_t>(bytes, 8);
  if (bytes.size() - header < header_bytes) return std::nullopt;
  return std::pair(header, header + header_bytes);
}

Status SetType(const std::string& descr, const std::string& name, NumberArray& array) {
  const std::string_view code = std::string_view(descr).substr(1);
  for (const TypeName& known : kTypes) {
    if (known.code != code || std::string_view("<>|=").find(descr[0]) == std::string_view::npos) {
      continue;
    }
    array.type = known.type;
    array.big_endian = descr[0] == '>';
    return absl::OkStatus();
  }
  return InvalidArgument("{}: expected numbers (b1, u1 to u8, i1 to i8, f4, f8), found '{}'", name,
                         descr);
}

}  // namespace

StatusOr<NumberArray> ParseNpy(std::string bytes, const std::string& name) {
  if (std::string_view(bytes).substr(0, kMagic.size()) != kMagic) {
    return DataLoss("{}: expected the magic of an NPY file, found other bytes", name);
  }
  const auto places = Places(bytes);
  if (!places || bytes[6] < 1 || bytes[6] > 3) {
    return DataLoss("{}: expected an NPY file of version 1 to 3, found a damaged header", name);
  }
  const auto [start, end] = *places;
  const std::optional<Header> header =
      ParseHeader(std::string_view(bytes).substr(start, end - start));
  if (!header) {
    return DataLoss("{}: expected an NPY header with descr, fortran_order and shape, found another",
                    name);
  }
  NumberArray array;
  GF_RETURN_IF_ERROR(SetType(header->descr, name, array));
  array.fortran_order = header->fortran_order;
  array.dims = header->shape;
  GF_RETURN_IF_ERROR(array.TakeBytes(std::move(bytes), end, name));
  return array;
}

std::string NpyBytes(ElementType type, const std::vector<int64_t>& dims, std::string_view data) {
  const auto known = std::find_if(std::begin(kTypes), std::end(kTypes),
                                  [&](const TypeName& entry) { return entry.type == type; });
  GF_CHECK(known != std::end(kTypes));
  const std::string header =
      fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}{}), }}",
                  SizeOf(type) == 1 ? '|' : '<', known->code, fmt::join(dims, ", "),
                  dims.size() == 1 ? "," : "");
  // The elements start at a multiple of 64, as numpy wants for mapping the file.
  const size_t padded = (kMagic.size() + 4 + header.size() + 1 + 63) / 64 * 64;
  std::string bytes(kMagic);
  bytes += std::string_view("\x01\x00", 2);
  AppendLittleEndian<uint16_t>(bytes, static_cast<uint16_t>(padded - kMagic.size() - 4));
  bytes += header;
  bytes.append(padded - bytes.size() - 1, ' ');
  bytes += '\n';
  bytes += data;
  return bytes;
}

}  // namespace gridfold
