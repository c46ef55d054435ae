#include "common/picture/montage.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace gridfold {
namespace {

Picture Enlarged(const Picture& picture, int64_t times) {
  Picture large{picture.width * times, picture.height * times, {}};
  large.grey.reserve(static_cast<size_t>(large.width * large.height));
  for (int64_t y = 0; y < large.height; ++y) {
    for (int64_t x = 0; x < large.width; ++x) {
      large.grey.push_back(picture.at(x / times, y / times));
    }
  }
  return large;
}

// The rounded mean of the square at (x0, y0), as far as the picture reaches.
uint8_t MeanOf(const Picture& picture, int64_t x0, int64_t y0, int64_t side) {
  const int64_t x1 = std::min(x0 + side, picture.width), y1 = std::min(y0 + side, picture.height);
  const int64_t count = (x1 - x0) * (y1 - y0);
  int64_t sum = count / 2;
  for (int64_t y = y0; y < y1; ++y) {
    for (int64_t x = x0; x < x1; ++x) sum += picture.at(x, y);
  }
  return static_cast<uint8_t>(sum / count);
}

Picture Shrunk(const Picture& picture, int64_t times) {
  Picture small{(picture.width + times - 1) / times, (picture.height + times - 1) / times, {}};
  small.grey.reserve(static_cast<size_t>(small.width * small.height));
  for (int64_t y = 0; y < small.height; ++y) {
    for (int64_t x = 0; x < small.width; ++x) {
      small.grey.push_back(MeanOf(picture, x * times, y * times, times));
    }
  }
  return small;
}

void Paste(const Picture& picture, int64_t left, int64_t top, Picture& onto) {
  for (int64_t y = 0; y < picture.height; ++y) {
    std::copy_n(picture.grey.begin() + y * picture.width, picture.width,
                onto.grey.begin() + (top + y) * onto.width + left);
  }
}

}  // namespace

Picture Fitted(const Picture& picture, int64_t side) {
  const int64_t longer = std::max(picture.width, picture.height);
  if (longer == 0) return picture;
  if (longer > side) return Shrunk(picture, (longer + side - 1) / side);
  return Enlarged(picture, side / longer);
}

Picture Montage(const std::vector<std::vector<Picture>>& rows, int64_t side) {
  std::vector<std::vector<Picture>> fitted;
  int64_t width = 0, height = 0;
  size_t columns = 0;
  for (const std::vector<Picture>& row : rows) {
    fitted.emplace_back();
    for (const Picture& picture : row) {
      fitted.back().push_back(Fitted(picture, side));
      width = std::max(width, fitted.back().back().width);
      height = std::max(height, fitted.back().back().height);
    }
    columns = std::max(columns, row.size());
  }
  if (width == 0 || height == 0) return {};
  Picture montage{kMontageGap + static_cast<int64_t>(columns) * (width + kMontageGap),
                  kMontageGap + static_cast<int64_t>(rows.size()) * (height + kMontageGap),
                  {}};
  GF_CHECK(montage.width <= kPicturePixelsMax / montage.height);
  montage.grey.assign(static_cast<size_t>(montage.width * montage.height), kMontageGround);
  for (size_t r = 0; r < fitted.size(); ++r) {
    for (size_t c = 0; c < fitted[r].size(); ++c) {
      Paste(fitted[r][c], kMontageGap + static_cast<int64_t>(c) * (width + kMontageGap),
            kMontageGap + static_cast<int64_t>(r) * (height + kMontageGap), montage);
    }
  }
  return montage;
}

std::vector<std::vector<Picture>> InRows(std::vector<Picture> pictures, size_t columns) {
  std::vector<std::vector<Picture>> rows;
  for (size_t i = 0; i < pictures.size(); ++i) {
    if (i % columns == 0) rows.emplace_back();
    rows.back().push_back(std::move(pictures[i]));
  }
  return rows;
}

}  // namespace gridfold
