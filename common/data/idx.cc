#include "common/data/idx.h"

namespace gridfold {
namespace {

constexpr size_t kDimensionsMax = 4;

std::optional<ElementType> TypeOf(uint8_t code) {
  switch (code) {
    case 0x08:
      return ElementType::kUint8;
    case 0x09:
      return ElementType::kInt8;
    case 0x0B:
      return ElementType::kInt16;
    case 0x0C:
      return ElementType::kInt32;
    case 0x0D:
      return ElementType::kFloat32;
    case 0x0E:
      return ElementType::kFloat64;
    default:
      return std::nullopt;
  }
}

int64_t ReadBigEndian32(const std::string& bytes, size_t offset) {
  int64_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[offset + i]);
  return value;
}

}  // namespace

StatusOr<NumberArray> ParseIdx(std::string bytes, const std::string& name) {
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0) {
    return DataLoss("{}: expected the IDX magic (two zero bytes, type, dimensions), found {}", name,
                    bytes.size() < 4 ? fmt::format("{} bytes in all", bytes.size())
                                     : std::string("other bytes"));
  }
  const std::optional<ElementType> type = TypeOf(static_cast<uint8_t>(bytes[2]));
  if (!type) {
    return DataLoss("{}: expected an IDX type code of 8, 9, 11, 12, 13 or 14, found {}", name,
                    static_cast<uint8_t>(bytes[2]));
  }
  const size_t dimensions = static_cast<uint8_t>(bytes[3]);
  if (dimensions < 1 || dimensions > kDimensionsMax) {
    return DataLoss("{}: expected 1 to {} dimensions, found {}", name, kDimensionsMax, dimensions);
  }
  const size_t header = 4 + 4 * dimensions;
  if (bytes.size() < header) {
    return DataLoss("{}: expected a header of {} bytes, found {} bytes in all", name, header,
                    bytes.size());
  }
  NumberArray array;
  array.type = *type;
  array.big_endian = true;
  for (size_t d = 0; d < dimensions; ++d) array.dims.push_back(ReadBigEndian32(bytes, 4 + 4 * d));
  GF_RETURN_IF_ERROR(array.TakeBytes(std::move(bytes), header, name));
  return array;
}

}  // namespace gridfold
