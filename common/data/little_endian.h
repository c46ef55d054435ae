// Fixed-size little-endian numbers in byte strings.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace gridfold {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie");

// The number at `offset`; the caller has checked that it lies within `bytes`.
template <typename T>
T ReadLittleEndian(std::string_view bytes, size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <typename T>
void AppendLittleEndian(std::string& bytes, T value) {
  char buffer[sizeof value];
  std::memcpy(buffer, &value, sizeof value);
  bytes.append(buffer, sizeof value);
}

}  // namespace gridfold
