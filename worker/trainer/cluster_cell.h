// What the cells of all clusterings have in common: clusters become classes, and are judged.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "worker/trainer/trainer.h"

namespace gridfold {

// Of one fitted clustering.
struct ClusteredRows {
  std::span<const int32_t> train;            // cluster of each training row
  std::span<const int32_t> evaluation;       // of each evaluation row
  std::span<const int32_t> cluster_classes;  // class of each cluster (cluster_classes.h)
};

// Rows, at most, whose silhouette is computed: it takes time with their square.
inline constexpr int64_t kSilhouetteRowsMax = 2000;

// Fills the cell's predictions, each row's the class of its cluster, and, where there are
// evaluation rows, the facts `adjusted_rand_index` (of their clusters and classes) and `silhouette`
// (of their clusters; of kSilhouetteRowsMax of them, drawn by the request's seed, when there are
// more; absent when they lie in one cluster or each in its own).
void FillClusterCell(const FitRequest& request, const ClusteredRows& rows, CellFit& cell);

// A cell for each point of the request, fitted by `fit` one after another: no clustering shares
// work with the next. An error is its cell's alone, but Cancelled, which is returned.
StatusOr<std::vector<CellFit>> FitClusterCells(
    const FitRequest& request,
    const std::function<Status(const FitRequest&, const Point&, CellFit&)>& fit);

}  // namespace gridfold
