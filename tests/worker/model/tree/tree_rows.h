// Rows of five kinds of features and three classes that follow from them with some noise.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "common/base/random.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

struct TreeRows {
  TreeRows(uint64_t seed, int64_t count) : x(count, 6), y(static_cast<size_t>(count)) {
    Random random(seed);
    for (int64_t r = 0; r < count; ++r) {
      float* row = x.row(r);
      row[0] = static_cast<float>(random.Normal());
      row[1] = static_cast<float>(random.Below(4));
      // Mostly one value, with values below and above it.
      row[2] = random.Below(4) > 0 ? 0.5f : static_cast<float>(random.Below(9)) / 8;
      row[3] = static_cast<float>(-std::floor(random.Uniform(0, 30)));
      row[4] = static_cast<float>(random.Below(10) > 0 ? 0 : random.Normal());
      row[5] = 7;
      const double score = row[0] + 0.5 * row[1] + 0.1 * row[3] + 2 * row[2] + random.Normal();
      y[static_cast<size_t>(r)] = score < -0.5 ? 2 : score < 0.8 ? 0 : 1;
    }
  }
  Matrix x;
  std::vector<int32_t> y;
};

}  // namespace gridfold
