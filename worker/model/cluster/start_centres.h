// Rows at which k-means begins.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "common/base/random.h"
#include "common/base/status.h"
#include "worker/model/cluster/centred_rows.h"

namespace gridfold {

// Greedy k-means++ (Arthur and Vassilvitskii 2007, section 5; scikit-learn's kmeans_plusplus): the
// first row is drawn evenly; of 2 + log(clusters) rows, each drawn in proportion to its squared
// distance from the rows chosen before, the next one is that which leaves the smallest sum of
// distances. One choice of `clusters` rows for each generator, all computed together: one matrix
// product serves the candidates of all. 1 <= clusters <= rows. Cancelled when `stop` turns true.
StatusOr<std::vector<std::vector<int64_t>>> PlusPlusRows(const CentredRows& rows, int64_t clusters,
                                                         std::span<Random> generators,
                                                         PartRunner* crew,
                                                         const std::atomic<bool>* stop);

// Different rows, each as likely as any other. 1 <= clusters <= rows.
std::vector<int64_t> RandomRows(int64_t rows, int64_t clusters, Random& generator);

}  // namespace gridfold
