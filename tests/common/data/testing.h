// What the tests of common/data share: files in a folder of their own, bytes of formats by hand.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/file.h"
#include "common/base/status.h"

namespace gridfold {

inline std::string WriteText(const TemporaryFolder& folder, const std::string& name,
                             std::string_view bytes) {
  const std::filesystem::path path = folder.path() / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path.string();
}

inline std::string GzipBytes(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// An IDX file of bytes.
inline std::string IdxBytes(const std::vector<uint32_t>& dims, std::string_view elements,
                            uint8_t type = 0x08) {
  std::string bytes = {'\0', '\0', static_cast<char>(type), static_cast<char>(dims.size())};
  for (const uint32_t extent : dims) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(extent >> shift);
  }
  return bytes.append(elements);
}

// Fails unless `result` is an error of `code` whose message holds all of `parts`.
template <typename T>
void ExpectError(const StatusOr<T>& result, absl::StatusCode code,
                 const std::vector<std::string>& parts) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.status().code(), code) << Message(result.status());
  for (const std::string& part : parts) {
    EXPECT_NE(Message(result.status()).find(part), std::string::npos)
        << "'" << part << "' is not in: " << Message(result.status());
  }
}

inline constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
inline constexpr auto kLoss = absl::StatusCode::kDataLoss;
inline constexpr auto kExhausted = absl::StatusCode::kResourceExhausted;
inline constexpr auto kMissing = absl::StatusCode::kNotFound;

}  // namespace gridfold
