#include "worker/model/cluster/mini_batch.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "worker/model/cluster/assignment.h"
#include "worker/model/cluster/row_sums.h"
#include "worker/model/cluster/start_centres.h"

namespace gridfold {
namespace {

// scikit-learn's defaults.
constexpr double kReassignmentRatio = 0.01;
constexpr int64_t kNoImprovementMax = 10;

CentredRows DrawRows(const MeanRows& rows, int64_t count, Random& generator) {
  std::vector<int64_t> places(static_cast<size_t>(count));
  for (int64_t& place : places) {
    place = static_cast<int64_t>(generator.Below(static_cast<uint64_t>(rows.rows())));
  }
  return CentreSome(rows, places);
}

struct Nearest {
  std::vector<int32_t> labels;  // of each row
  double inertia = 0;
};

Nearest FindNearest(const CentredRows& rows, const std::vector<double>& centres, PartRunner* crew) {
  Assignment assignment(rows, static_cast<int64_t>(centres.size()) / rows.features(), true);
  assignment.SetCentres(centres);
  Assignment* const all[] = {&assignment};
  GF_CHECK(AssignRows(all, crew, nullptr).ok());
  return {assignment.labels(), Inertia(rows, centres, assignment.labels(), crew)};
}

// Of all rows, a tile at a time.
StatusOr<Clustering> AssignAll(const MeanRows& rows, std::vector<double> centres, PartRunner* crew,
                               const std::atomic<bool>* stop) {
  const int64_t tiles = (rows.rows() + kClusterTile - 1) / kClusterTile;
  Clustering result;
  result.labels.resize(static_cast<size_t>(rows.rows()));
  std::vector<double> inertias(static_cast<size_t>(tiles));
  GF_RETURN_IF_ERROR(ForEachPart(crew, tiles, [&](int64_t tile) -> Status {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
      return Cancelled("kmeans: stopped while assigning rows");
    }
    const int64_t first = tile * kClusterTile;
    std::vector<int64_t> places(static_cast<size_t>(std::min(kClusterTile, rows.rows() - first)));
    std::iota(places.begin(), places.end(), first);
    const Nearest nearest = FindNearest(CentreSome(rows, places), centres, nullptr);
    std::ranges::copy(nearest.labels, result.labels.begin() + first);
    inertias[static_cast<size_t>(tile)] = nearest.inertia;
    return absl::OkStatus();
  }));
  result.inertia = std::accumulate(inertias.begin(), inertias.end(), 0.0);
  result.centres = std::move(centres);
  return result;
}

// Says when the smoothed inertia no longer falls.
class Improvement {
 public:
  // The weight of a batch among all rows.
  Improvement(int64_t batch_size, int64_t rows)
      : weight_(
            std::min(1.0, 2 * static_cast<double>(batch_size) / static_cast<double>(rows + 1))) {}

  // `inertia` of a batch's row on average. The first batch, with the centres as they were chosen,
  // says nothing.
  bool Ended(double inertia) {
    if (++batches_ == 1) return false;
    smoothed_ = batches_ == 2 ? inertia : smoothed_ * (1 - weight_) + inertia * weight_;
    if (smoothed_ < least_) {
      least_ = smoothed_;
      without_ = 0;
    } else {
      ++without_;
    }
    return without_ >= kNoImprovementMax;
  }

 private:
  const double weight_;
  int64_t batches_ = 0, without_ = 0;
  double smoothed_ = 0, least_ = std::numeric_limits<double>::infinity();
};

class MiniBatch {
 public:
  MiniBatch(const MiniBatchSettings& settings, std::vector<double> start, Random& generator)
      : settings_(settings),
        centres_(std::move(start)),
        weights_(static_cast<size_t>(settings.clusters), 0),
        generator_(generator) {}

  // The batch's inertia with the centres as they were before it.
  double Take(const CentredRows& batch, PartRunner* crew) {
    const Nearest nearest = FindNearest(batch, centres_, crew);
    Average(batch, nearest.labels);
    if (TimeToReassign(batch.rows())) Reassign(batch);
    return nearest.inertia;
  }

  std::vector<double> TakeCentres() { return std::move(centres_); }

 private:
  double* Centre(size_t c, int64_t features) {
    return centres_.data() + static_cast<int64_t>(c) * features;
  }

  void Average(const CentredRows& batch, std::span<const int32_t> labels) {
    const int64_t features = batch.features();
    std::vector<int64_t> counts(weights_.size(), 0);
    for (const int32_t label : labels) ++counts[static_cast<size_t>(label)];
    for (size_t c = 0; c < counts.size(); ++c) {
      if (counts[c] == 0) continue;
      for (int64_t j = 0; j < features; ++j) Centre(c, features)[j] *= weights_[c];
    }
    for (size_t r = 0; r < labels.size(); ++r) {
      AddRow(1, batch.x.row(static_cast<int64_t>(r)), features,
             Centre(static_cast<size_t>(labels[r]), features));
    }
    for (size_t c = 0; c < counts.size(); ++c) {
      if (counts[c] == 0) continue;
      weights_[c] += static_cast<double>(counts[c]);
      for (int64_t j = 0; j < features; ++j) Centre(c, features)[j] /= weights_[c];
    }
  }

  bool TimeToReassign(int64_t rows) {
    since_reassignment_ += rows;
    const bool due =
        std::ranges::count(weights_, 0.0) > 0 || since_reassignment_ >= 10 * settings_.clusters;
    if (due) since_reassignment_ = 0;
    return due;
  }

  // The lightest centres first, at most half as many as the batch has rows.
  void Reassign(const CentredRows& batch) {
    const double limit = kReassignmentRatio * *std::ranges::max_element(weights_);
    std::vector<size_t> light(weights_.size());
    std::iota(light.begin(), light.end(), size_t{0});
    std::ranges::stable_sort(light, {}, [this](size_t c) { return weights_[c]; });
    std::erase_if(light, [&](size_t c) { return weights_[c] >= limit; });
    light.resize(std::min(light.size(), static_cast<size_t>(batch.rows() / 2)));
    if (light.empty()) return;
    double least = std::numeric_limits<double>::infinity();
    for (size_t c = 0; c < weights_.size(); ++c) {
      if (std::ranges::find(light, c) == light.end()) least = std::min(least, weights_[c]);
    }
    const std::vector<int64_t> places =
        RandomRows(batch.rows(), static_cast<int64_t>(light.size()), generator_);
    for (size_t i = 0; i < light.size(); ++i) {
      std::copy_n(batch.x.row(places[i]), batch.features(), Centre(light[i], batch.features()));
      weights_[light[i]] = least;
    }
  }

  const MiniBatchSettings& settings_;
  std::vector<double> centres_;
  std::vector<double> weights_;  // [clusters]: rows that batches gave
  int64_t since_reassignment_ = 0;
  Random& generator_;
};

}  // namespace

CentredRows StartSample(const MeanRows& rows, int64_t clusters, int64_t batch_size,
                        Random& generator) {
  int64_t count = std::min(3 * batch_size, rows.rows());
  if (count < clusters) count = std::min(3 * clusters, rows.rows());
  return DrawRows(rows, count, generator);
}

double NearestInertia(const CentredRows& rows, const std::vector<double>& centres,
                      PartRunner* crew) {
  return FindNearest(rows, centres, crew).inertia;
}

StatusOr<Clustering> RunMiniBatch(const MeanRows& rows, const MiniBatchSettings& settings,
                                  std::vector<double> start, Random& generator, PartRunner* crew,
                                  const std::atomic<bool>* stop) {
  const int64_t batch_size = std::min(settings.batch_size, rows.rows());
  // As a double: passes and rows may be large.
  const double batches = static_cast<double>(settings.passes_max) *
                         static_cast<double>(rows.rows()) / static_cast<double>(batch_size);
  MiniBatch search(settings, std::move(start), generator);
  Improvement improvement(batch_size, rows.rows());
  int64_t taken = 0;
  bool ended = false;
  while (!ended && static_cast<double>(taken + 1) <= batches) {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
      return Cancelled("kmeans: stopped after batch {}", taken);
    }
    const CentredRows batch = DrawRows(rows, batch_size, generator);
    ++taken;
    ended = improvement.Ended(search.Take(batch, crew) / static_cast<double>(batch_size));
  }
  GF_ASSIGN_OR_RETURN(Clustering result, AssignAll(rows, search.TakeCentres(), crew, stop));
  result.iterations = taken;
  result.converged = ended;
  return result;
}

}  // namespace gridfold
