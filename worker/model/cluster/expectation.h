// The expectation step of a mixture: how much of each row is each component's.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/model/cluster/gaussian_mixture.h"

namespace gridfold {

struct RowShares {
  std::vector<double> shares;      // [components x rows]: posterior probabilities, of a row sum 1
  std::vector<int32_t> likeliest;  // [rows]: the component of largest share, of equals the first
  double log_likelihood = 0;       // mean over the rows of the logarithm of the density
};

// `likely`: a guess of `likeliest`, which makes it faster; empty, or one for each row (-1: none).
// Tiles of rows are parts for the crew; same arguments, same bits. Internal: a density is not
// finite anywhere. Cancelled when `stop` turns true.
StatusOr<RowShares> Expect(const GaussianMixture& mixture, ConstMatrix x,
                           const std::vector<int32_t>& likely, PartRunner* crew,
                           const std::atomic<bool>* stop);

}  // namespace gridfold
