// How good a clustering is: against classes, and by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "common/base/part_runner.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// The adjusted Rand index (Hubert and Arabie, Comparing partitions, 1985) of two labellings of the
// same rows, by pair counts as scikit-learn's adjusted_rand_score; 1 when they are the same
// partition (no rows included). Labels are 0 or more.
double AdjustedRandIndex(std::span<const int32_t> a, std::span<const int32_t> b);

// The mean silhouette (Rousseeuw 1987; scikit-learn's silhouette_score) of the rows of x with these
// clusters: (b - a) / max(a, b), a the mean Euclidean distance from the other rows of its cluster,
// b the smallest mean distance from those of another cluster; 0 for a row alone in its cluster.
// Nothing when there are fewer than two clusters or as many as rows. Cost rows^2 features, in
// double.
std::optional<double> Silhouette(ConstMatrix x, std::span<const int32_t> clusters,
                                 PartRunner* crew);

}  // namespace gridfold
