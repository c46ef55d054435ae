// Files from the web, in memory and bounded. libcurl is called here only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/base/status.h"

namespace gridfold {

// How a file is had by its address: Download below, or a fake.
using Downloader = std::function<StatusOr<std::string>(const std::string& url, int64_t bytes_max)>;

// The bytes at an https address, redirects (to https only) followed, certificates checked.
// InvalidArgument for another scheme; NotFound for an answer of 404; ResourceExhausted beyond
// `bytes_max`; Unavailable with the address and the reason otherwise, also after 15 s without a
// connection or 30 s below 1 KiB/s. Thread-safe.
StatusOr<std::string> Download(const std::string& url, int64_t bytes_max);

}  // namespace gridfold
