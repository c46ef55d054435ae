#include "worker/trainer/kmeans_trainer.h"

#include <memory>
#include <utility>

#include "common/spec/catalogue.h"
#include "worker/model/cluster/cluster_classes.h"
#include "worker/model/cluster/kmeans.h"
#include "worker/model/cluster/kmeans_model.h"
#include "worker/trainer/cluster_cell.h"

namespace gridfold {
namespace {

KMeansSettings SettingsOf(const Point& point, uint64_t seed) {
  KMeansSettings settings;
  settings.clusters = IntAt(point, "n_clusters");
  settings.plus_plus = TextAt(point, "init") == "k-means++";
  settings.starts = IntAt(point, "n_init");
  settings.iterations_max = IntAt(point, "max_iter");
  settings.tolerance = NumberAt(point, "tol");
  settings.batch_size = IntAt(point, "batch_size");
  settings.seed = seed;
  return settings;
}

struct Found {
  Clustering clustering;
  std::vector<float> mean;  // of the rows, which the centres are relative to
};

StatusOr<Found> FindClusters(const FitRequest& request, const Point& point,
                             const KMeansSettings& settings) {
  Found found;
  if (TextAt(point, "algorithm") == "minibatch") {
    MeanRows rows = MeanRows::Of(request.train.x);
    GF_ASSIGN_OR_RETURN(found.clustering, FitMiniBatch(rows, settings, request.crew, request.stop));
    found.mean = std::move(rows.mean);
    return found;
  }
  CentredRows rows = CentreRows(request.train.x, request.crew);
  GF_ASSIGN_OR_RETURN(found.clustering, FitKMeans(rows, settings, request.crew, request.stop));
  found.mean = std::move(rows.mean);
  return found;
}

Status FitCell(const FitRequest& request, const Point& point, CellFit& cell) {
  const Clock& clock = request.clock != nullptr ? *request.clock : RealClock();
  const double begin = clock.SteadySeconds();
  const ConstMatrix x = request.train.x;
  if (x.cols <= 0) {
    return InvalidArgument("kmeans: expected at least one feature, found {}", x.cols);
  }
  const KMeansSettings settings = SettingsOf(point, request.seed);
  GF_ASSIGN_OR_RETURN(Found fit, FindClusters(request, point, settings));
  Clustering& found = fit.clustering;
  cell.facts = {{"inertia", found.inertia},
                {"iterations", static_cast<double>(found.iterations)},
                {"converged", found.converged ? 1 : 0}};
  auto model = std::make_unique<KMeansModel>(
      std::move(fit.mean), std::move(found.centres),
      MajorityClasses(found.labels, request.train.y, settings.clusters, request.classes));
  const double fitted = clock.SteadySeconds();
  cell.fit_seconds = fitted - begin;
  const std::vector<int32_t> evaluation = model->Clusters(request.evaluation.x, request.crew);
  FillClusterCell(request, {found.labels, evaluation, model->cluster_classes()}, cell);
  cell.score_seconds = clock.SteadySeconds() - fitted;
  if (request.keep_models) cell.model = std::move(model);
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<CellFit>> KMeansTrainer::Fit(const FitRequest& request) const {
  return FitClusterCells(request, FitCell);
}

}  // namespace gridfold
