#include "worker/model/cluster/mixture_fit.h"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "common/base/random.h"
#include "worker/model/cluster/expectation.h"
#include "worker/model/cluster/kmeans.h"
#include "worker/model/cluster/maximization.h"

namespace gridfold {
namespace {

// [components x rows]: each row wholly its cluster's.
std::vector<double> SharesOf(const std::vector<int32_t>& clusters, int64_t components) {
  std::vector<double> shares(static_cast<size_t>(components) * clusters.size(), 0);
  for (size_t r = 0; r < clusters.size(); ++r) {
    shares[static_cast<size_t>(clusters[r]) * clusters.size() + r] = 1;
  }
  return shares;
}

std::vector<double> RandomShares(int64_t rows, int64_t components, Random& generator) {
  std::vector<double> shares(static_cast<size_t>(components * rows));
  for (int64_t r = 0; r < rows; ++r) {
    double sum = 0;
    for (int64_t c = 0; c < components; ++c) {
      double& share = shares[static_cast<size_t>(c * rows + r)];
      sum += share = 1 - generator.Uniform();  // not 0
    }
    for (int64_t c = 0; c < components; ++c) shares[static_cast<size_t>(c * rows + r)] /= sum;
  }
  return shares;
}

StatusOr<std::vector<double>> FirstShares(ConstMatrix x, const std::optional<CentredRows>& rows,
                                          const MixtureSettings& settings, uint64_t seed,
                                          PartRunner* crew, const std::atomic<bool>* stop) {
  if (!rows) {
    Random generator(seed);
    return RandomShares(x.rows, settings.components, generator);
  }
  KMeansSettings kmeans;
  kmeans.clusters = settings.components;
  kmeans.starts = 1;
  kmeans.seed = seed;
  GF_ASSIGN_OR_RETURN(const Clustering clustering, FitKMeans(*rows, kmeans, crew, stop));
  return SharesOf(clustering.labels, settings.components);
}

}  // namespace

StatusOr<MixtureFit> RunMixture(ConstMatrix x, const MixtureSettings& settings,
                                std::vector<double> shares, PartRunner* crew,
                                const std::atomic<bool>* stop) {
  Maximization maximization(x, settings.type, settings.components, settings.reg_covar);
  MixtureFit fit;
  GF_ASSIGN_OR_RETURN(fit.mixture, maximization.Step(shares, crew, stop));
  fit.lower_bound = -std::numeric_limits<double>::infinity();
  while (fit.iterations < settings.iterations_max && !fit.converged) {
    ++fit.iterations;
    GF_ASSIGN_OR_RETURN(RowShares step, Expect(fit.mixture, x, fit.clusters, crew, stop));
    GF_ASSIGN_OR_RETURN(fit.mixture, maximization.Step(step.shares, crew, stop));
    fit.converged = std::abs(step.log_likelihood - fit.lower_bound) < settings.tolerance;
    fit.lower_bound = step.log_likelihood;
    fit.clusters = std::move(step.likeliest);
  }
  GF_ASSIGN_OR_RETURN(RowShares last, Expect(fit.mixture, x, fit.clusters, crew, stop));
  fit.clusters = std::move(last.likeliest);
  fit.log_likelihood = last.log_likelihood;
  return fit;
}

StatusOr<MixtureFit> FitMixture(ConstMatrix x, const MixtureSettings& settings, PartRunner* crew,
                                const std::atomic<bool>* stop) {
  if (settings.components > x.rows) {
    return InvalidArgument("n_components: expected at most as many as training rows, {}, found {}",
                           x.rows, settings.components);
  }
  std::optional<CentredRows> rows;
  if (settings.from_kmeans) rows = CentreRows(x, crew);
  std::optional<MixtureFit> best;
  for (int64_t start = 0; start < settings.starts; ++start) {
    const uint64_t seed = MixSeed(settings.seed, static_cast<uint64_t>(start));
    GF_ASSIGN_OR_RETURN(std::vector<double> shares,
                        FirstShares(x, rows, settings, seed, crew, stop));
    if (start + 1 == settings.starts) rows.reset();
    GF_ASSIGN_OR_RETURN(MixtureFit fit, RunMixture(x, settings, std::move(shares), crew, stop));
    if (!best || fit.lower_bound > best->lower_bound) best = std::move(fit);
  }
  return *std::move(best);
}

}  // namespace gridfold
