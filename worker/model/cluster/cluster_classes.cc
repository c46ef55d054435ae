#include "worker/model/cluster/cluster_classes.h"

#include <algorithm>

namespace gridfold {
namespace {

int32_t Largest(std::span<const int64_t> counts) {
  return static_cast<int32_t>(std::ranges::max_element(counts) - counts.begin());
}

}  // namespace

std::vector<int32_t> MajorityClasses(std::span<const int32_t> clusters,
                                     std::span<const int32_t> classes, int64_t cluster_count,
                                     int32_t class_count) {
  std::vector<int64_t> all(static_cast<size_t>(class_count), 0);
  std::vector<int64_t> counts(static_cast<size_t>(cluster_count * class_count), 0);
  for (size_t r = 0; r < clusters.size(); ++r) {
    ++counts[static_cast<size_t>(clusters[r] * int64_t{class_count} + classes[r])];
    ++all[static_cast<size_t>(classes[r])];
  }
  std::vector<int32_t> named;
  for (int64_t c = 0; c < cluster_count; ++c) {
    const std::span<const int64_t> own(counts.data() + c * class_count,
                                       static_cast<size_t>(class_count));
    const bool empty = std::ranges::count(own, 0) == class_count;
    named.push_back(Largest(empty ? std::span<const int64_t>(all) : own));
  }
  return named;
}

std::vector<int32_t> ToClasses(std::span<const int32_t> clusters,
                               std::span<const int32_t> cluster_classes) {
  std::vector<int32_t> classes;
  classes.reserve(clusters.size());
  for (const int32_t cluster : clusters) {
    classes.push_back(cluster_classes[static_cast<size_t>(cluster)]);
  }
  return classes;
}

}  // namespace gridfold
