// Clusters as classes: each is named by the rows that lie in it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gridfold {

// The class that most rows of each cluster have, of equals the lower one; of a cluster without rows
// the class that most rows of all have. `clusters` and `classes` are of the same length, below
// `cluster_count` and `class_count`.
std::vector<int32_t> MajorityClasses(std::span<const int32_t> clusters,
                                     std::span<const int32_t> classes, int64_t cluster_count,
                                     int32_t class_count);

// The class of each row's cluster.
std::vector<int32_t> ToClasses(std::span<const int32_t> clusters,
                               std::span<const int32_t> cluster_classes);

}  // namespace gridfold
