#include "worker/model/cluster/assignment.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "worker/linalg/simd.h"
#include "worker/model/cluster/row_sums.h"

namespace gridfold {
namespace {

// With fewer features bounds cost more than the products that they save.
constexpr int64_t kBoundedFeatures = 24;
// Bounds take 4 bytes for each row and centre.
constexpr int64_t kBoundedClusters = 128;
// Relative to the squared norms: what products of thousands of terms lose to rounding in float.
constexpr float kRounding = 1e-5F;
// Moves are rounded up by this, so that a bound that moves many times stays one.
constexpr float kOutwards = 1.0F + 1e-6F;
// Bounds that leave more than this share of a tile undecided have saved nothing: the tile is
// multiplied whole, with the centres of all assignments at once.
constexpr double kWholeShare = 0.5;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// lower[r] -= move; nearest[r] = the smallest lower bound of another centre than the row's own.
GF_SIMD void MoveLower(float move, int32_t centre, const int32_t* labels, int64_t count,
                       float* lower, float* nearest) {
  for (int64_t r = 0; r < count; ++r) {
    lower[r] -= move;
    const float other = labels[r] == centre ? kInfinity : lower[r];
    nearest[r] = std::min(nearest[r], other);
  }
}

// best[r] and labels[r] = the value and number of this centre where it is smaller.
GF_SIMD void TakeSmaller(const float* products, float square, int32_t centre, int64_t count,
                         float* best, int32_t* labels) {
  for (int64_t r = 0; r < count; ++r) {
    const float value = products[r] + square;
    labels[r] = value < best[r] ? centre : labels[r];
    best[r] = std::min(value, best[r]);
  }
}

GF_SIMD void ToDistances(const float* products, const float* row_squares, float square,
                         int64_t count, float* distances) {
  for (int64_t r = 0; r < count; ++r) {
    distances[r] = std::sqrt(std::max(products[r] + square + row_squares[r], 0.0F));
  }
}

}  // namespace

void NearestOfTile(const float* products, const float* squares, int64_t clusters, int64_t count,
                   int32_t* labels) {
  std::vector<float> best(static_cast<size_t>(count), kInfinity);
  std::fill_n(labels, count, 0);
  for (int64_t c = 0; c < clusters; ++c) {
    TakeSmaller(products + c * count, squares[c], static_cast<int32_t>(c), count, best.data(),
                labels);
  }
}

Assignment::Assignment(const CentredRows& rows, int64_t clusters, bool once)
    : rows_(rows),
      clusters_(clusters),
      bounded_(!once && rows.features() >= kBoundedFeatures && clusters <= kBoundedClusters),
      centres_(clusters, rows.features()),
      squares_(static_cast<size_t>(clusters)),
      moves_(static_cast<size_t>(clusters)),
      labels_(static_cast<size_t>(rows.rows()), -1) {
  if (!bounded_) return;
  upper_.resize(labels_.size());
  lower_ = Matrix(clusters, rows.rows());
}

void Assignment::SetCentres(std::span<const double> centres) {
  const int64_t features = rows_.features();
  for (int64_t c = 0; c < clusters_; ++c) {
    float* const to = centres_.row(c);
    const double* const from = centres.data() + c * features;
    if (!fresh_) {
      std::vector<float> next(from, from + features);
      const double move = std::sqrt(SquaredDistance(next.data(), to, features));
      moves_[static_cast<size_t>(c)] = static_cast<float>(move) * kOutwards;
    }
    std::copy_n(from, features, to);
  }
  squares_ = SquaredNorms(centres_);
  largest_square_ = *std::ranges::max_element(squares_);
}

int64_t Assignment::Undecided(int64_t tile, int32_t* undecided) {
  const int64_t first = tile * kClusterTile;
  const int64_t count = std::min(kClusterTile, rows_.rows() - first);
  if (fresh_ || !bounded_) {
    std::iota(undecided, undecided + count, 0);
    return count;
  }
  const int32_t* const labels = labels_.data() + first;
  float nearest[kClusterTile];
  std::fill_n(nearest, count, kInfinity);
  for (int64_t c = 0; c < clusters_; ++c) {
    MoveLower(moves_[static_cast<size_t>(c)], static_cast<int32_t>(c), labels, count,
              lower_.row(c) + first, nearest);
  }
  int64_t found = 0;
  for (int64_t r = 0; r < count; ++r) {
    float& upper = upper_[static_cast<size_t>(first + r)];
    upper += moves_[static_cast<size_t>(labels[r])];
    const float room =
        kRounding * (rows_.squares[static_cast<size_t>(first + r)] + largest_square_);
    const bool proven = nearest[r] > 0 && (nearest[r] - upper) * (nearest[r] + upper) > room;
    undecided[found] = static_cast<int32_t>(r);
    found += proven ? 0 : 1;
  }
  return found;
}

void Assignment::TakeNearest(int64_t tile, std::span<const int32_t> places, const float* products) {
  const int64_t first = tile * kClusterTile, count = static_cast<int64_t>(places.size());
  int32_t labels[kClusterTile];
  NearestOfTile(products, squares_.data(), clusters_, count, labels);
  for (int64_t i = 0; i < count; ++i) labels_[static_cast<size_t>(first + places[i])] = labels[i];
  if (!bounded_) return;
  float squares[kClusterTile], distances[kClusterTile];
  for (int64_t i = 0; i < count; ++i) {
    squares[i] = rows_.squares[static_cast<size_t>(first + places[i])];
  }
  for (int64_t c = 0; c < clusters_; ++c) {
    ToDistances(products + c * count, squares, squares_[static_cast<size_t>(c)], count, distances);
    float* const lower = lower_.row(c) + first;
    for (int64_t i = 0; i < count; ++i) {
      lower[places[i]] = distances[i];
      if (labels[i] == c) upper_[static_cast<size_t>(first + places[i])] = distances[i];
    }
  }
}

// One pass over all tiles.
class AssignmentPass {
 public:
  explicit AssignmentPass(std::span<Assignment* const> assignments)
      : assignments_(assignments),
        rows_(assignments.front()->rows_),
        clusters_(assignments.front()->clusters_),
        centres_(clusters_ * static_cast<int64_t>(assignments.size()), rows_.features()) {
    float* to = centres_.data();
    for (const Assignment* assignment : assignments) {
      to = std::copy_n(assignment->centres_.data(), clusters_ * rows_.features(), to);
    }
  }

  Status Run(PartRunner* crew, const std::atomic<bool>* stop) const {
    GF_RETURN_IF_ERROR(ForEachPart(crew, rows_.tiles(), [&](int64_t tile) -> Status {
      if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
        return Cancelled("kmeans: stopped while assigning rows");
      }
      AssignTile(tile);
      return absl::OkStatus();
    }));
    for (Assignment* assignment : assignments_) assignment->fresh_ = false;
    return absl::OkStatus();
  }

 private:
  void AssignTile(int64_t tile) const {
    const int64_t first = tile * kClusterTile;
    const int64_t count = std::min(kClusterTile, rows_.rows() - first);
    std::vector<int32_t> undecided(assignments_.size() * kClusterTile);
    std::vector<int64_t> found;
    int64_t total = 0;
    for (size_t a = 0; a < assignments_.size(); ++a) {
      found.push_back(assignments_[a]->Undecided(tile, undecided.data() + a * kClusterTile));
      total += found.back();
    }
    const double all = static_cast<double>(count) * static_cast<double>(assignments_.size());
    if (static_cast<double>(total) > kWholeShare * all) {
      AssignWhole(tile, first, count);
      return;
    }
    for (size_t a = 0; a < assignments_.size(); ++a) {
      if (found[a] == 0) continue;
      AssignSome(tile, *assignments_[a],
                 {undecided.data() + a * kClusterTile, static_cast<size_t>(found[a])});
    }
  }

  void AssignWhole(int64_t tile, int64_t first, int64_t count) const {
    std::vector<int32_t> places(static_cast<size_t>(count));
    std::iota(places.begin(), places.end(), 0);
    std::vector<float> products(static_cast<size_t>(centres_.rows() * count));
    CentreProducts(centres_, {rows_.x.row(first), count, rows_.features(), rows_.features()},
                   products.data());
    for (size_t a = 0; a < assignments_.size(); ++a) {
      assignments_[a]->TakeNearest(tile, places,
                                   products.data() + static_cast<int64_t>(a) * clusters_ * count);
    }
  }

  void AssignSome(int64_t tile, Assignment& assignment, std::span<const int32_t> places) const {
    const int64_t count = static_cast<int64_t>(places.size());
    Matrix some(count, rows_.features());
    for (int64_t i = 0; i < count; ++i) {
      std::copy_n(rows_.x.row(tile * kClusterTile + places[i]), rows_.features(), some.row(i));
    }
    std::vector<float> products(static_cast<size_t>(clusters_ * count));
    CentreProducts(assignment.centres_, some, products.data());
    assignment.TakeNearest(tile, places, products.data());
  }

  const std::span<Assignment* const> assignments_;
  const CentredRows& rows_;
  const int64_t clusters_;
  Matrix centres_;  // of all assignments, one below another
};

Status AssignRows(std::span<Assignment* const> assignments, PartRunner* crew,
                  const std::atomic<bool>* stop) {
  if (assignments.empty()) return absl::OkStatus();
  return AssignmentPass(assignments).Run(crew, stop);
}

}  // namespace gridfold
