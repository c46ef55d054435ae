#include "worker/trainer/cluster_cell.h"

#include <algorithm>
#include <optional>

#include "common/base/random.h"
#include "worker/model/cluster/cluster_classes.h"
#include "worker/model/cluster/cluster_scores.h"
#include "worker/model/cluster/start_centres.h"

namespace gridfold {
namespace {

constexpr uint64_t kSilhouettePurpose = 0x73696c68;

std::optional<double> SampledSilhouette(const FitRequest& request,
                                        std::span<const int32_t> clusters) {
  const ConstMatrix x = request.evaluation.x;
  if (x.rows <= kSilhouetteRowsMax) return Silhouette(x, clusters, request.crew);
  Random generator(MixSeed(request.seed, kSilhouettePurpose));
  std::vector<int64_t> places = RandomRows(x.rows, kSilhouetteRowsMax, generator);
  std::ranges::sort(places);
  Matrix sample(kSilhouetteRowsMax, x.cols);
  std::vector<int32_t> sampled;
  for (const int64_t place : places) {
    std::copy_n(x.row(place), x.cols, sample.row(static_cast<int64_t>(sampled.size())));
    sampled.push_back(clusters[static_cast<size_t>(place)]);
  }
  return Silhouette(sample, sampled, request.crew);
}

}  // namespace

void FillClusterCell(const FitRequest& request, const ClusteredRows& rows, CellFit& cell) {
  cell.evaluation_predictions = ToClasses(rows.evaluation, rows.cluster_classes);
  if (request.predict_train) cell.train_predictions = ToClasses(rows.train, rows.cluster_classes);
  if (rows.evaluation.empty()) return;
  cell.facts["adjusted_rand_index"] = AdjustedRandIndex(request.evaluation.y, rows.evaluation);
  const std::optional<double> silhouette = SampledSilhouette(request, rows.evaluation);
  if (silhouette) cell.facts["silhouette"] = *silhouette;
}

StatusOr<std::vector<CellFit>> FitClusterCells(
    const FitRequest& request,
    const std::function<Status(const FitRequest&, const Point&, CellFit&)>& fit) {
  std::vector<CellFit> cells(request.points.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    const Status status = fit(request, request.points[i], cells[i]);
    if (absl::IsCancelled(status)) return status;
    if (!status.ok()) cells[i] = CellFit();
    cells[i].status = status;
  }
  return cells;
}

}  // namespace gridfold
