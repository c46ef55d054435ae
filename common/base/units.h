// Durations and sizes as people write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace gridfold {

// "90s", "10m", "2h", "1d", "250ms", "1h30m" -> milliseconds. InvalidArgument names what is wrong.
StatusOr<int64_t> ParseDurationMs(std::string_view text);
// "4GiB", "512MiB", "1GB", "1048576" -> bytes. InvalidArgument names what is wrong.
StatusOr<int64_t> ParseBytes(std::string_view text);

// 93784000 -> "1d 2h 3m 4s"; below a minute "12.3s"; below a second "45ms".
std::string FormatDuration(double seconds);
// 1536 -> "1.5 KiB".
std::string FormatBytes(double bytes);
// 1234567 -> "1,234,567".
std::string FormatCount(double count);
// Milliseconds since the epoch -> "2026-01-31 12:34:56" (UTC).
std::string FormatUnixMs(int64_t unix_ms);

}  // namespace gridfold
