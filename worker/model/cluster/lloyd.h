// Lloyd's algorithm (Least squares quantization in PCM, 1982), as scikit-learn 1.2's KMeans runs
// it.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/model/cluster/centred_rows.h"

namespace gridfold {

struct LloydSettings {
  int64_t clusters = 0;
  int64_t iterations_max = 300;
  double tolerance = 0;  // of the squared distances that all centres go in one iteration, together
};

struct Clustering {
  std::vector<double> centres;  // [clusters x features], relative to the rows' mean
  std::vector<int32_t> labels;  // [rows]: the nearest centre
  double inertia = 0;           // sum of the squared distances of the rows from their centres
  int64_t iterations = 0;
  bool converged = false;  // before iterations_max
};

// One search from each of `starts` ([clusters x features], relative to the rows' mean), all side by
// side, so that they share passes over the rows. An iteration assigns each row to its nearest
// centre and moves each centre to the mean of its rows; a centre without rows goes to the row
// farthest from its own centre. It ends when no row changes its centre, or the centres go no
// farther than the tolerance; then rows are assigned once more. Products in float, sums in double;
// a mean of thousands of iterations may be off by 1e-12 of its size, as sums follow the rows that
// change. Same arguments, same bits, whatever the crew. Cancelled when `stop` turns true.
StatusOr<std::vector<Clustering>> RunLloyd(const CentredRows& rows, const LloydSettings& settings,
                                           std::vector<std::vector<double>> starts,
                                           PartRunner* crew, const std::atomic<bool>* stop);

// The sum of the squared distances of the rows from the centres of their labels, in double.
double Inertia(const CentredRows& rows, std::span<const double> centres,
               std::span<const int32_t> labels, PartRunner* crew);

}  // namespace gridfold
