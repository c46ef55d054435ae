// Content hashes: data sets, models and specs are known by the SHA-256 of their bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gridfold {

// SHA-256 (FIPS 180-4) in lower-case hexadecimal: 64 characters.
std::string Sha256Hex(std::string_view bytes);

// The first 8 bytes of SHA-256, little endian: a 64-bit name for a text, the same everywhere.
uint64_t Fingerprint64(std::string_view bytes);

// True for exactly 64 lower-case hexadecimal digits, so that a hash can safely name a file.
bool IsSha256Hex(std::string_view text);

// SHA-256 of bytes that come in pieces. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void Update(const void* data, size_t bytes);
  std::string HexDigest();  // once, at the end

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace gridfold
