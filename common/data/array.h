// An array of numbers as a file holds it (IDX, NPY): its type, byte order and element order are
// taken as they come and turned into row-major values here, once for all formats.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

enum class ElementType {
  kBool,
  kUint8,
  kInt8,
  kUint16,
  kInt16,
  kUint32,
  kInt32,
  kUint64,
  kInt64,
  kFloat32,
  kFloat64
};

// Bytes of one element.
int64_t SizeOf(ElementType type);

// The product of non-negative extents, or nullopt when one is negative or it passes 2^62.
std::optional<int64_t> CheckedProduct(const std::vector<int64_t>& extents);

struct NumberArray {
  std::vector<int64_t> dims;  // as the file says; at most eight
  ElementType type = ElementType::kUint8;
  bool big_endian = false;
  bool fortran_order = false;  // the first dimension is the fastest in `bytes`
  std::string bytes;           // exactly Count() * SizeOf(type) of them, held by whoever fills this

  int64_t Count() const;
  // Fills `bytes` with what follows `start` in a file. DataLoss, naming the file, when that is not
  // what dims and type ask for.
  Status TakeBytes(std::string file_bytes, size_t start, const std::string& name);
  // Row-major values: bytes for bool (0 or 1) and uint8, floats (rounded to nearest) otherwise.
  std::variant<std::vector<uint8_t>, std::vector<float>> Values() const;
  // Row-major values in double precision, for labels: whole numbers up to 2^53 stay exact.
  std::vector<double> Doubles() const;
};

}  // namespace gridfold
