// Files that may be gzipped, read whole, and raw deflate streams, both bounded: a small file that
// claims to hold a huge one is refused while it unfolds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace gridfold {

// The largest data file, unpacked, that is read.
inline constexpr int64_t kDataFileBytesMax = int64_t{8} << 30;

// The file's bytes, unpacked when they begin as gzip does (RFC 1952; several members are joined).
// NotFound; InvalidArgument when it is no regular file; ResourceExhausted beyond `bytes_max`, or
// when it unfolds more than 256-fold to over 256 MiB; DataLoss for a damaged or cut stream.
StatusOr<std::string> ReadMaybeGzipped(const std::filesystem::path& path,
                                       int64_t bytes_max = kDataFileBytesMax);

// Unpacks gzip bytes under the same bounds; `name` is for messages.
StatusOr<std::string> Gunzip(std::string_view packed, const std::string& name, int64_t bytes_max);

// Unpacks a raw deflate stream (RFC 1951) of exactly `size` bytes. DataLoss when it is another
// size or damaged; `size` must have been held against a limit by the caller.
StatusOr<std::string> InflateRaw(std::string_view packed, int64_t size, const std::string& name);

// CRC-32 as in gzip and zip.
uint32_t Crc32(std::string_view bytes);

}  // namespace gridfold
