// What is drawn in a picture, apart from the paper: for photographs of a sign on a plain ground.
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/status.h"
#include "common/picture/picture.h"

namespace gridfold {

struct Ink {
  int64_t width = 0, height = 0;
  std::vector<float> amount;  // [height x width], 0 paper to 1 full ink
};

// Dark ink on light paper or the other way round: whichever strays farther from the paper. The
// paper may be lit unevenly (a plane of grey, fitted to what is not ink). Ink begins at half of
// Otsu's threshold (Otsu 1979, between-class variance) and is full at the mean beyond it; specks
// below a tenth of the largest connected stroke are left out. InvalidArgument when no ink stands
// out from the noise of the paper.
StatusOr<Ink> FindInk(const Picture& picture);

}  // namespace gridfold
