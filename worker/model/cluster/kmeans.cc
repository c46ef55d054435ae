#include "worker/model/cluster/kmeans.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "worker/model/cluster/mini_batch.h"
#include "worker/model/cluster/start_centres.h"

namespace gridfold {
namespace {

// Searches that run side by side have so many centres together, and are so many; more would only
// take memory (4 (clusters + 3 log(clusters)) bytes a row and search).
constexpr int64_t kCentresAtOnce = 256, kSearchesAtOnce = 16;

StatusOr<std::vector<std::vector<double>>> StartCentres(const CentredRows& rows,
                                                        const KMeansSettings& settings,
                                                        std::span<Random> generators,
                                                        PartRunner* crew,
                                                        const std::atomic<bool>* stop) {
  std::vector<std::vector<int64_t>> places;
  if (settings.plus_plus) {
    GF_ASSIGN_OR_RETURN(places, PlusPlusRows(rows, settings.clusters, generators, crew, stop));
  } else {
    for (Random& generator : generators) {
      places.push_back(RandomRows(rows.rows(), settings.clusters, generator));
    }
  }
  std::vector<std::vector<double>> centres;
  for (const std::vector<int64_t>& chosen : places) {
    std::vector<double>& start = centres.emplace_back();
    for (const int64_t row : chosen) {
      start.insert(start.end(), rows.x.row(row), rows.x.row(row) + rows.features());
    }
  }
  return centres;
}

StatusOr<Clustering> BestOfLloyd(const CentredRows& rows, const KMeansSettings& settings,
                                 std::span<Random> generators, PartRunner* crew,
                                 const std::atomic<bool>* stop) {
  const LloydSettings lloyd{settings.clusters, settings.iterations_max,
                            settings.tolerance * rows.mean_variance};
  const size_t at_once = static_cast<size_t>(
      std::clamp<int64_t>(kCentresAtOnce / settings.clusters, 1, kSearchesAtOnce));
  Clustering best;
  for (size_t first = 0; first < generators.size(); first += at_once) {
    GF_ASSIGN_OR_RETURN(
        std::vector<std::vector<double>> starts,
        StartCentres(rows, settings,
                     generators.subspan(first, std::min(at_once, generators.size() - first)), crew,
                     stop));
    GF_ASSIGN_OR_RETURN(std::vector<Clustering> found,
                        RunLloyd(rows, lloyd, std::move(starts), crew, stop));
    for (Clustering& clustering : found) {
      if (best.labels.empty() || clustering.inertia < best.inertia) best = std::move(clustering);
    }
  }
  return best;
}

// The choice of centres that leaves the least inertia on one sample of rows; each is made on a
// sample of its own.
StatusOr<std::vector<double>> BestStartOfSamples(const MeanRows& rows,
                                                 const KMeansSettings& settings,
                                                 std::span<Random> generators, PartRunner* crew,
                                                 const std::atomic<bool>* stop) {
  Random sampler(MixSeed(settings.seed, static_cast<uint64_t>(settings.starts)));
  const CentredRows judged = StartSample(rows, settings.clusters, settings.batch_size, sampler);
  std::vector<double> best;
  double least = 0;
  for (Random& generator : generators) {
    const CentredRows sample = StartSample(rows, settings.clusters, settings.batch_size, generator);
    GF_ASSIGN_OR_RETURN(std::vector<std::vector<double>> start,
                        StartCentres(sample, settings, {&generator, 1}, crew, stop));
    const double inertia = NearestInertia(judged, start.front(), crew);
    if (!best.empty() && inertia >= least) continue;
    best = std::move(start.front());
    least = inertia;
  }
  return best;
}

Status CheckClusters(int64_t clusters, int64_t rows) {
  if (clusters <= rows) return absl::OkStatus();
  return InvalidArgument("n_clusters: expected at most as many as training rows, {}, found {}",
                         rows, clusters);
}

std::vector<Random> Generators(const KMeansSettings& settings) {
  std::vector<Random> generators;
  for (int64_t start = 0; start < settings.starts; ++start) {
    generators.emplace_back(MixSeed(settings.seed, static_cast<uint64_t>(start)));
  }
  return generators;
}

}  // namespace

StatusOr<Clustering> FitKMeans(const CentredRows& rows, const KMeansSettings& settings,
                               PartRunner* crew, const std::atomic<bool>* stop) {
  GF_RETURN_IF_ERROR(CheckClusters(settings.clusters, rows.rows()));
  std::vector<Random> generators = Generators(settings);
  return BestOfLloyd(rows, settings, generators, crew, stop);
}

StatusOr<Clustering> FitMiniBatch(const MeanRows& rows, const KMeansSettings& settings,
                                  PartRunner* crew, const std::atomic<bool>* stop) {
  GF_RETURN_IF_ERROR(CheckClusters(settings.clusters, rows.rows()));
  std::vector<Random> generators = Generators(settings);
  GF_ASSIGN_OR_RETURN(std::vector<double> start,
                      BestStartOfSamples(rows, settings, generators, crew, stop));
  return RunMiniBatch(rows, {settings.clusters, settings.batch_size, settings.iterations_max},
                      std::move(start), generators.front(), crew, stop);
}

}  // namespace gridfold
