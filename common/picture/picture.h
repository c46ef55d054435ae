// A grey picture in memory, and pictures from files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

struct Picture {
  int64_t width = 0, height = 0;
  std::vector<uint8_t> grey;  // [height x width], row-major, 0 black to 255 white

  uint8_t at(int64_t x, int64_t y) const { return grey[static_cast<size_t>(y * width + x)]; }
};

// Pixels of a picture that is accepted: a file of some kilobytes may claim billions.
inline constexpr int64_t kPicturePixelsMax = int64_t{1} << 26;

// Whether the name ends as pictures do: .png, .jpg, .jpeg, in any case.
bool IsPictureName(const std::string& name);

// A PNG or JPEG file, told apart by its first bytes; colours become grey, what is transparent lies
// on white. NotFound; InvalidArgument for another format or more than kPicturePixelsMax pixels;
// DataLoss for a damaged file.
StatusOr<Picture> LoadPicture(const std::string& path);

}  // namespace gridfold
