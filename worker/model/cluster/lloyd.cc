#include "worker/model/cluster/lloyd.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include "worker/model/cluster/assignment.h"
#include "worker/model/cluster/centre_sums.h"
#include "worker/model/cluster/row_sums.h"

namespace gridfold {
namespace {

struct Search {
  Search(const CentredRows& rows, int64_t clusters, std::vector<double> start)
      : assignment(rows, clusters), sums(rows, clusters) {
    result.centres = std::move(start);
    assignment.SetCentres(result.centres);
  }

  Assignment assignment;
  CentreSums sums;
  Clustering result;
  bool last_pass = false;  // only the assignment to the final centres is missing
  bool done = false;
};

double SquaredMove(const std::vector<double>& from, const std::vector<double>& to) {
  double sum = 0;
  for (size_t i = 0; i < from.size(); ++i) sum += (to[i] - from[i]) * (to[i] - from[i]);
  return sum;
}

// After an assignment and the sums of it.
void Step(const LloydSettings& settings, bool changed, Search& search) {
  Clustering& result = search.result;
  ++result.iterations;
  if (!changed) {
    result.converged = search.done = true;
    return;
  }
  std::vector<double> next = search.sums.Means(result.centres, search.assignment.labels());
  const double move = SquaredMove(result.centres, next);
  result.centres = std::move(next);
  result.converged = move <= settings.tolerance;
  search.last_pass = result.converged || result.iterations >= settings.iterations_max;
  search.assignment.SetCentres(result.centres);
}

Status AdvanceAll(const LloydSettings& settings, std::span<Search* const> searches,
                  PartRunner* crew, const std::atomic<bool>* stop) {
  std::vector<Assignment*> assignments;
  for (Search* search : searches) assignments.push_back(&search->assignment);
  GF_RETURN_IF_ERROR(AssignRows(assignments, crew, stop));
  std::vector<CentreSums*> sums;
  std::vector<const std::vector<int32_t>*> labels;
  std::vector<Search*> stepping;
  for (Search* search : searches) {
    search->done = search->last_pass;
    if (search->done) continue;
    stepping.push_back(search);
    sums.push_back(&search->sums);
    labels.push_back(&search->assignment.labels());
  }
  std::vector<bool> changed;
  GF_RETURN_IF_ERROR(UpdateSums(sums, labels, crew, changed));
  for (size_t s = 0; s < stepping.size(); ++s) Step(settings, changed[s], *stepping[s]);
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<Clustering>> RunLloyd(const CentredRows& rows, const LloydSettings& settings,
                                           std::vector<std::vector<double>> starts,
                                           PartRunner* crew, const std::atomic<bool>* stop) {
  std::vector<std::unique_ptr<Search>> searches;
  for (std::vector<double>& start : starts) {
    searches.push_back(std::make_unique<Search>(rows, settings.clusters, std::move(start)));
  }
  std::vector<Search*> open;
  for (const auto& search : searches) open.push_back(search.get());
  while (!open.empty()) {
    GF_RETURN_IF_ERROR(AdvanceAll(settings, open, crew, stop));
    std::erase_if(open, [](const Search* search) { return search->done; });
  }
  std::vector<Clustering> results;
  for (const auto& search : searches) {
    Clustering& result = results.emplace_back(std::move(search->result));
    result.labels = search->assignment.labels();
    result.inertia = Inertia(rows, result.centres, result.labels, crew);
  }
  return results;
}

double Inertia(const CentredRows& rows, std::span<const double> centres,
               std::span<const int32_t> labels, PartRunner* crew) {
  std::vector<double> sums(static_cast<size_t>(rows.tiles()), 0);
  const Status status = ForEachPart(crew, rows.tiles(), [&](int64_t tile) {
    const int64_t last = std::min(rows.rows(), (tile + 1) * kClusterTile);
    for (int64_t r = tile * kClusterTile; r < last; ++r) {
      const double* const centre =
          centres.data() + labels[static_cast<size_t>(r)] * rows.features();
      sums[static_cast<size_t>(tile)] += SquaredDistance(rows.x.row(r), centre, rows.features());
    }
    return absl::OkStatus();
  });
  GF_CHECK(status.ok());
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

}  // namespace gridfold
