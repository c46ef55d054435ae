#include "worker/model/cluster/cluster_tensors.h"

namespace gridfold {

StatusOr<std::vector<int32_t>> LoadClusterClasses(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(std::vector<int32_t> classes, file.Ints("model.cluster_classes", {-1}));
  if (classes.empty()) return DataLoss("model.cluster_classes: expected at least one, found none");
  for (const int32_t cluster_class : classes) {
    if (cluster_class >= 0) continue;
    return DataLoss("model.cluster_classes: expected no negative class, found {}", cluster_class);
  }
  return classes;
}

}  // namespace gridfold
