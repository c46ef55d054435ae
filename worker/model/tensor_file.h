// Model files: the safetensors format (8 bytes of header length, little endian; a JSON header with
// dtype, shape and offsets of each tensor and a string map `__metadata__`; the data), so that
// Python's safetensors, or twenty lines of anything, reads them.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

class TensorFile {
 public:
  struct Tensor {
    enum class Type { kFloat32, kFloat64, kInt32, kUint8 };
    Type type = Type::kFloat32;
    std::vector<int64_t> shape;
    std::string bytes;  // little endian
  };

  void SetText(const std::string& name, const std::string& value) { texts_[name] = value; }
  // The text, or DataLoss that names what is missing.
  StatusOr<std::string> Text(const std::string& name) const;

  void Set(const std::string& name, std::vector<int64_t> shape, std::span<const float> values);
  void Set(const std::string& name, std::vector<int64_t> shape, std::span<const double> values);
  void Set(const std::string& name, std::vector<int64_t> shape, std::span<const int32_t> values);
  void Set(const std::string& name, std::vector<int64_t> shape, std::span<const uint8_t> values);

  bool Has(const std::string& name) const { return tensors_.contains(name); }
  // The tensor's values; DataLoss when it is missing, of another type, or `shape` is given (a -1
  // stands for any length) and differs.
  StatusOr<std::vector<float>> Floats(const std::string& name, std::vector<int64_t> shape) const;
  StatusOr<std::vector<double>> Doubles(const std::string& name, std::vector<int64_t> shape) const;
  StatusOr<std::vector<int32_t>> Ints(const std::string& name, std::vector<int64_t> shape) const;
  StatusOr<std::vector<uint8_t>> Bytes(const std::string& name, std::vector<int64_t> shape) const;
  // The shape of a tensor, empty when it is missing.
  std::vector<int64_t> Shape(const std::string& name) const;

  // The file's bytes; equal contents give equal bytes.
  std::string Serialize() const;
  // DataLoss on anything whose lengths, offsets, types or JSON do not hold; never reads outside.
  static StatusOr<TensorFile> Parse(const std::string& bytes);

 private:
  std::map<std::string, std::string> texts_;
  std::map<std::string, Tensor> tensors_;
};

}  // namespace gridfold
