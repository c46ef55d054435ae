// Many small pictures in one large one. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "common/picture/picture.h"

namespace gridfold {

// Between the pictures of a montage and around them.
inline constexpr int64_t kMontageGap = 4;
inline constexpr uint8_t kMontageGround = 128;  // told apart from black and from white

// The picture enlarged or shrunk by a whole number so that its longer side is as long as possible,
// but not above `side` >= 1: each pixel a square of its own, or the mean of a square of pixels.
Picture Fitted(const Picture& picture, int64_t side);

// A row of pictures below the other, each Fitted to `side` and at the upper left of its cell; all
// cells have the size of the largest one. Rows may differ in length; no pictures at all give an
// empty picture. The result may have at most kPicturePixelsMax pixels.
Picture Montage(const std::vector<std::vector<Picture>>& rows, int64_t side);

// `pictures` in their order, `columns` >= 1 to a row.
std::vector<std::vector<Picture>> InRows(std::vector<Picture> pictures, size_t columns);

}  // namespace gridfold
