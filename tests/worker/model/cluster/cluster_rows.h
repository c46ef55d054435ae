// Rows for tests of clusterings, a naive reference, and a crew that does its parts backwards.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/random.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// `groups` normal clouds of unit deviation, whose centres lie `spread` deviations from `offset` in
// each feature, row after row in turn.
inline Matrix Clouds(int64_t rows, int64_t features, int64_t groups, double spread,
                     double offset = 0) {
  Random random(17);
  std::vector<double> centres;
  for (int64_t i = 0; i < groups * features; ++i) centres.push_back(spread * random.Normal());
  Matrix x(rows, features);
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t j = 0; j < features; ++j) {
      const double centre = centres[static_cast<size_t>(r % groups * features + j)];
      x.row(r)[j] = static_cast<float>(offset + centre + random.Normal());
    }
  }
  return x;
}

inline double NaiveDistance(const float* row, const double* centre, int64_t features) {
  double sum = 0;
  for (int64_t j = 0; j < features; ++j) sum += (row[j] - centre[j]) * (row[j] - centre[j]);
  return sum;
}

inline std::vector<int32_t> NaiveNearest(ConstMatrix x, const std::vector<double>& centres) {
  std::vector<int32_t> labels;
  const auto clusters = static_cast<int64_t>(centres.size()) / x.cols;
  for (int64_t r = 0; r < x.rows; ++r) {
    int32_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (int64_t c = 0; c < clusters; ++c) {
      const double distance = NaiveDistance(x.row(r), centres.data() + c * x.cols, x.cols);
      if (distance < least) {
        best = static_cast<int32_t>(c);
        least = distance;
      }
    }
    labels.push_back(best);
  }
  return labels;
}

class BackwardsRunner : public PartRunner {
 public:
  Status ForEach(int64_t count, const std::function<Status(int64_t)>& part) override {
    for (int64_t k = count; k > 0; --k) {
      const Status status = part(k - 1);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }
};

}  // namespace gridfold
