#include "worker/model/cluster/cluster_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "worker/model/cluster/row_sums.h"

namespace gridfold {
namespace {

// Rows of the distance matrix that one part of a crew computes.
constexpr int64_t kBlock = 64;

double SquareSum(const auto& counts) {
  double sum = 0;
  for (const auto& [label, count] : counts) sum += count * count;
  return sum;
}

double RowSilhouette(std::span<const double> distances, std::span<const double> counts,
                     size_t own) {
  if (counts[own] <= 1) return 0;
  const double inside = distances[own] / (counts[own] - 1);
  double outside = std::numeric_limits<double>::infinity();
  for (size_t c = 0; c < counts.size(); ++c) {
    if (c != own && counts[c] > 0) outside = std::min(outside, distances[c] / counts[c]);
  }
  const double largest = std::max(inside, outside);
  return largest > 0 ? (outside - inside) / largest : 0;
}

}  // namespace

double AdjustedRandIndex(std::span<const int32_t> a, std::span<const int32_t> b) {
  std::map<int32_t, double> of_a, of_b;
  std::map<std::pair<int32_t, int32_t>, double> of_both;
  for (size_t r = 0; r < a.size(); ++r) {
    ++of_a[a[r]];
    ++of_b[b[r]];
    ++of_both[{a[r], b[r]}];
  }
  // Ordered pairs of different rows that lie together in both, in one of them, in none.
  const double rows = static_cast<double>(a.size());
  const double both = SquareSum(of_both) - rows;
  const double only_a = SquareSum(of_a) - rows - both, only_b = SquareSum(of_b) - rows - both;
  const double none = rows * rows - rows - both - only_a - only_b;
  if (only_a == 0 && only_b == 0) return 1;
  return 2 * (both * none - only_a * only_b) /
         ((both + only_a) * (only_a + none) + (both + only_b) * (only_b + none));
}

std::optional<double> Silhouette(ConstMatrix x, std::span<const int32_t> clusters,
                                 PartRunner* crew) {
  if (clusters.empty()) return std::nullopt;
  std::vector<double> counts(static_cast<size_t>(*std::ranges::max_element(clusters)) + 1, 0);
  for (const int32_t cluster : clusters) ++counts[static_cast<size_t>(cluster)];
  const auto used = static_cast<int64_t>(counts.size()) - std::ranges::count(counts, 0.0);
  if (used < 2 || used >= x.rows) return std::nullopt;
  std::vector<double> values(clusters.size());
  const Status status = ForEachPart(crew, (x.rows + kBlock - 1) / kBlock, [&](int64_t block) {
    for (int64_t i = block * kBlock; i < std::min(x.rows, (block + 1) * kBlock); ++i) {
      std::vector<double> distances(counts.size(), 0);
      for (int64_t j = 0; j < x.rows; ++j) {
        distances[static_cast<size_t>(clusters[static_cast<size_t>(j)])] +=
            std::sqrt(SquaredDistance(x.row(i), x.row(j), x.cols));
      }
      values[static_cast<size_t>(i)] =
          RowSilhouette(distances, counts, static_cast<size_t>(clusters[static_cast<size_t>(i)]));
    }
    return absl::OkStatus();
  });
  GF_CHECK(status.ok());
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace gridfold
