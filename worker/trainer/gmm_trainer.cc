#include "worker/trainer/gmm_trainer.h"

#include <memory>
#include <utility>

#include "common/base/units.h"
#include "common/spec/catalogue.h"
#include "worker/model/cluster/cluster_classes.h"
#include "worker/model/cluster/expectation.h"
#include "worker/model/cluster/mixture_fit.h"
#include "worker/model/cluster/mixture_model.h"
#include "worker/model/cluster/row_sums.h"
#include "worker/trainer/cluster_cell.h"
#include "worker/trainer/model_probabilities.h"

namespace gridfold {
namespace {

StatusOr<MixtureSettings> SettingsOf(const Point& point, uint64_t seed) {
  MixtureSettings settings;
  GF_ASSIGN_OR_RETURN(settings.type, CovarianceTypeOf(TextAt(point, "covariance_type")));
  settings.components = IntAt(point, "n_components");
  settings.from_kmeans = TextAt(point, "init") == "kmeans";
  settings.starts = IntAt(point, "n_init");
  settings.iterations_max = IntAt(point, "max_iter");
  settings.tolerance = NumberAt(point, "tol");
  settings.reg_covar = NumberAt(point, "reg_covar");
  settings.seed = seed;
  return settings;
}

// The mixture of an iteration, the next one, and the best so far; shares of two steps. In double,
// because sizes from a spec may be anything.
Status CheckMemory(const MixtureSettings& settings, ConstMatrix x, int64_t bytes_max) {
  const double k = static_cast<double>(settings.components), d = static_cast<double>(x.cols);
  double covariances = k * d;
  if (settings.type == CovarianceType::kFull) covariances = k * d * d;
  if (settings.type == CovarianceType::kTied) covariances = d * d;
  const double bytes = 8 * (3 * (covariances + k * d) + 2 * k * static_cast<double>(x.rows));
  if (bytes <= static_cast<double>(bytes_max)) return absl::OkStatus();
  return ResourceExhausted("gmm: {} components of {} features take {}, expected at most {}",
                           settings.components, x.cols, FormatBytes(bytes),
                           FormatBytes(static_cast<double>(bytes_max)));
}

double InertiaOf(ConstMatrix x, const MixtureFit& fit) {
  double sum = 0;
  for (int64_t r = 0; r < x.rows; ++r) {
    const int64_t component = fit.clusters[static_cast<size_t>(r)];
    sum += SquaredDistance(x.row(r), fit.mixture.means.data() + component * x.cols, x.cols);
  }
  return sum;
}

std::map<std::string, double> Facts(ConstMatrix x, const MixtureFit& fit) {
  return {{"log_likelihood", fit.log_likelihood},
          {"lower_bound", fit.lower_bound},
          {"bic", Bic(fit.mixture, fit.log_likelihood, x.rows)},
          {"aic", Aic(fit.mixture, fit.log_likelihood, x.rows)},
          {"inertia", InertiaOf(x, fit)},
          {"iterations", static_cast<double>(fit.iterations)},
          {"converged", fit.converged ? 1 : 0}};
}

Status Score(const FitRequest& request, const MixtureFit& fit,
             std::span<const int32_t> cluster_classes, CellFit& cell) {
  RowShares evaluation;
  if (request.evaluation.x.rows > 0) {
    GF_ASSIGN_OR_RETURN(evaluation,
                        Expect(fit.mixture, request.evaluation.x, {}, request.crew, request.stop));
    cell.facts["evaluation_log_likelihood"] = evaluation.log_likelihood;
  }
  FillClusterCell(request, {fit.clusters, evaluation.likeliest, cluster_classes}, cell);
  return absl::OkStatus();
}

Status FitCell(const FitRequest& request, const Point& point, CellFit& cell) {
  const Clock& clock = request.clock != nullptr ? *request.clock : RealClock();
  const double begin = clock.SteadySeconds();
  const ConstMatrix x = request.train.x;
  if (x.cols <= 0) {
    return InvalidArgument("gmm: expected at least one feature, found {}", x.cols);
  }
  GF_ASSIGN_OR_RETURN(const MixtureSettings settings, SettingsOf(point, request.seed));
  if (settings.components <= x.rows) {
    GF_RETURN_IF_ERROR(CheckMemory(settings, x, request.memory.slot_bytes));
  }
  GF_ASSIGN_OR_RETURN(MixtureFit fit, FitMixture(x, settings, request.crew, request.stop));
  cell.facts = Facts(x, fit);
  std::vector<int32_t> cluster_classes =
      MajorityClasses(fit.clusters, request.train.y, settings.components, request.classes);
  const double fitted = clock.SteadySeconds();
  cell.fit_seconds = fitted - begin;
  GF_RETURN_IF_ERROR(Score(request, fit, cluster_classes, cell));
  auto model = std::make_unique<MixtureModel>(std::move(fit.mixture), std::move(cluster_classes));
  AddProbabilities(request, *model, cell);
  cell.score_seconds = clock.SteadySeconds() - fitted;
  if (request.keep_models) cell.model = std::move(model);
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<CellFit>> GmmTrainer::Fit(const FitRequest& request) const {
  return FitClusterCells(request, FitCell);
}

}  // namespace gridfold
