#include "common/data/download.h"

#include <curl/curl.h>

#include <memory>

namespace gridfold {
namespace {

struct Received {
  std::string bytes;
  size_t bytes_max = 0;
  bool too_long = false;
};

size_t Receive(char* data, size_t size, size_t count, void* user) {
  auto& received = *static_cast<Received*>(user);
  const size_t bytes = size * count;
  if (bytes > received.bytes_max - received.bytes.size()) {
    received.too_long = true;
    return 0;  // makes libcurl stop
  }
  received.bytes.append(data, bytes);
  return bytes;
}

// libcurl wants this once, before its first use by any thread.
bool Initialise() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

void Configure(CURL* curl, const std::string& url, Received& received, char* reason) {
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 15L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1024L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 30L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "gridfold");
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Receive);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received);
}

}  // namespace

StatusOr<std::string> Download(const std::string& url, int64_t bytes_max) {
  if (url.rfind("https://", 0) != 0) {
    return InvalidArgument("{}: expected an address that starts with https://", url);
  }
  if (!Initialise()) return Unavailable("{}: libcurl does not start", url);
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  if (curl == nullptr) return Unavailable("{}: libcurl does not start", url);
  Received received;
  received.bytes_max = static_cast<size_t>(bytes_max);
  char reason[CURL_ERROR_SIZE] = "";
  Configure(curl.get(), url, received, reason);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) return std::move(received.bytes);
  if (received.too_long) {
    return ResourceExhausted("{}: longer than the limit of {} bytes", url, bytes_max);
  }
  long answer = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
  const std::string why = reason[0] != '\0' ? reason : curl_easy_strerror(code);
  if (answer == 404) return NotFound("{}: {}", url, why);
  return Unavailable("{}: {}", url, why);
}

}  // namespace gridfold
