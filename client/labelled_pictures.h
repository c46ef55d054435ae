// Many small pictures, each with a line of text below it, as one figure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/picture/picture.h"

namespace gridfold {

struct LabelledPicture {
  Picture picture;
  std::string label;
};

// For PictureFolder::AddChart: the pictures in their order, `columns` >= 1 to a row, each in a
// square of `side` pixels; "" for none. EncodePng's errors.
StatusOr<std::string> LabelledFigure(const std::vector<LabelledPicture>& pictures, size_t columns,
                                     int64_t side, const std::string& caption);

}  // namespace gridfold
