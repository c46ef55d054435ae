#include "worker/model/cluster/start_centres.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

// distances[r] = the smaller of closest[r] and the squared distance of row r from a centre.
GF_SIMD void TakeCloser(const float* products, const float* squares, float centre_square,
                        const float* closest, int64_t count, float* distances) {
  for (int64_t r = 0; r < count; ++r) {
    const float distance = std::max(squares[r] + centre_square + products[r], 0.0F);
    distances[r] = std::min(closest[r], distance);
  }
}

double Sum(const float* values, int64_t count) {
  double sum = 0;
  for (int64_t r = 0; r < count; ++r) sum += static_cast<double>(values[r]);
  return sum;
}

class PlusPlus {
 public:
  PlusPlus(const CentredRows& rows, std::span<Random> generators, PartRunner* crew)
      : rows_(rows), generators_(generators), crew_(crew), chosen_(generators.size()) {
    closest_ = Matrix(Runs(), rows.rows());
    std::ranges::fill(closest_.values(), std::numeric_limits<float>::infinity());
  }

  // Chooses one more row for each generator, from `trials` candidates.
  Status ChooseNext(int64_t trials) {
    trials_ = trials;
    candidates_.resize(generators_.size() * static_cast<size_t>(trials));
    GF_RETURN_IF_ERROR(ForEachPart(crew_, Runs(), [this](int64_t run) {
      DrawCandidates(run);
      return absl::OkStatus();
    }));
    const CentredRows centres = TakeRows(rows_, candidates_);
    if (distances_.rows() != centres.rows()) distances_ = Matrix(centres.rows(), rows_.rows());
    potentials_.resize(candidates_.size() * static_cast<size_t>(rows_.tiles()));
    GF_RETURN_IF_ERROR(ForEachPart(crew_, rows_.tiles(), [&](int64_t tile) {
      MeasureTile(centres, tile);
      return absl::OkStatus();
    }));
    for (int64_t run = 0; run < Runs(); ++run) KeepBest(run);
    return absl::OkStatus();
  }

  std::vector<std::vector<int64_t>> TakeRowsChosen() { return std::move(chosen_); }

 private:
  int64_t Runs() const { return static_cast<int64_t>(generators_.size()); }

  void DrawCandidates(int64_t run) {
    Random& generator = generators_[static_cast<size_t>(run)];
    int64_t* const candidates = candidates_.data() + run * trials_;
    if (chosen_[static_cast<size_t>(run)].empty()) {
      candidates[0] = static_cast<int64_t>(generator.Below(static_cast<uint64_t>(rows_.rows())));
      return;
    }
    const float* const closest = closest_.row(run);
    std::vector<double> cumulative(static_cast<size_t>(rows_.rows()));
    double sum = 0;
    for (size_t r = 0; r < cumulative.size(); ++r) cumulative[r] = sum += closest[r];
    for (int64_t t = 0; t < trials_; ++t) {
      const auto found =
          std::lower_bound(cumulative.begin(), cumulative.end(), generator.Uniform() * sum);
      candidates[t] = std::min<int64_t>(found - cumulative.begin(), rows_.rows() - 1);
    }
  }

  void MeasureTile(const CentredRows& centres, int64_t tile) {
    const int64_t first = tile * kClusterTile;
    const int64_t count = std::min(kClusterTile, rows_.rows() - first);
    std::vector<float> products(static_cast<size_t>(centres.rows() * count));
    CentreProducts(centres.x, {rows_.x.row(first), count, rows_.features(), rows_.features()},
                   products.data());
    for (int64_t c = 0; c < centres.rows(); ++c) {
      float* const distances = distances_.row(c) + first;
      TakeCloser(products.data() + c * count, rows_.squares.data() + first,
                 centres.squares[static_cast<size_t>(c)], closest_.row(c / trials_) + first, count,
                 distances);
      // A row has no distance from itself, whatever the rounding of the product says.
      const int64_t itself = candidates_[static_cast<size_t>(c)] - first;
      if (itself >= 0 && itself < count) distances[itself] = 0;
      potentials_[static_cast<size_t>(c * rows_.tiles() + tile)] = Sum(distances, count);
    }
  }

  void KeepBest(int64_t run) {
    int64_t best = -1;
    double least = 0;
    for (int64_t c = run * trials_; c < (run + 1) * trials_; ++c) {
      const double* const tiles = potentials_.data() + c * rows_.tiles();
      const double potential = std::accumulate(tiles, tiles + rows_.tiles(), 0.0);
      if (best >= 0 && !(potential < least)) continue;
      best = c;
      least = potential;
    }
    chosen_[static_cast<size_t>(run)].push_back(candidates_[static_cast<size_t>(best)]);
    std::copy_n(distances_.row(best), rows_.rows(), closest_.row(run));
  }

  const CentredRows& rows_;
  const std::span<Random> generators_;
  PartRunner* const crew_;
  std::vector<std::vector<int64_t>> chosen_;  // by run
  int64_t trials_ = 1;
  std::vector<int64_t> candidates_;  // [runs x trials]: rows
  Matrix closest_;                   // [runs x rows]: squared distance from the nearest chosen row
  Matrix distances_;                 // [runs x trials x rows]: the same with the candidate added
  std::vector<double> potentials_;   // [runs x trials x tiles]: sums of those distances
};

}  // namespace

StatusOr<std::vector<std::vector<int64_t>>> PlusPlusRows(const CentredRows& rows, int64_t clusters,
                                                         std::span<Random> generators,
                                                         PartRunner* crew,
                                                         const std::atomic<bool>* stop) {
  const int64_t trials = 2 + static_cast<int64_t>(std::log(static_cast<double>(clusters)));
  PlusPlus choice(rows, generators, crew);
  for (int64_t c = 0; c < clusters; ++c) {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
      return Cancelled("kmeans: stopped while choosing the first centres");
    }
    GF_RETURN_IF_ERROR(choice.ChooseNext(c == 0 ? 1 : trials));
  }
  return choice.TakeRowsChosen();
}

std::vector<int64_t> RandomRows(int64_t rows, int64_t clusters, Random& generator) {
  std::vector<int64_t> places(static_cast<size_t>(rows));
  std::iota(places.begin(), places.end(), int64_t{0});
  for (int64_t i = 0; i < clusters; ++i) {
    const auto other = i + static_cast<int64_t>(generator.Below(static_cast<uint64_t>(rows - i)));
    std::swap(places[static_cast<size_t>(i)], places[static_cast<size_t>(other)]);
  }
  places.resize(static_cast<size_t>(clusters));
  return places;
}

}  // namespace gridfold
