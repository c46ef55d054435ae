#include "common/picture/picture.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "common/base/file.h"
#include "common/picture/jpeg.h"
#include "common/picture/png.h"

namespace gridfold {
namespace {

constexpr int64_t kFileBytesMax = int64_t{1} << 28;
constexpr std::string_view kPngStart = "\x89PNG\r\n\x1a\n", kJpegStart = "\xff\xd8\xff";

}  // namespace

bool IsPictureName(const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.ends_with(".png") || lower.ends_with(".jpg") || lower.ends_with(".jpeg");
}

StatusOr<Picture> LoadPicture(const std::string& path) {
  const StatusOr<std::string> bytes = ReadFile(path, kFileBytesMax);
  GF_RETURN_IF_ERROR(bytes.status());
  if (bytes->starts_with(kPngStart)) return DecodePng(*bytes, path);
  if (bytes->starts_with(kJpegStart)) return DecodeJpeg(*bytes, path);
  return InvalidArgument("{}: expected a PNG or JPEG file, found another", path);
}

}  // namespace gridfold
