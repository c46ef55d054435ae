#include "worker/model/cluster/centre_sums.h"

#include <algorithm>
#include <numeric>

#include "worker/model/cluster/row_sums.h"

namespace gridfold {
namespace {

// Features that one part of a crew adds up.
constexpr int64_t kFeatureBlock = 256;

}  // namespace

CentreSums::CentreSums(const CentredRows& rows, int64_t clusters)
    : rows_(rows),
      clusters_(clusters),
      labels_(static_cast<size_t>(rows.rows()), -1),
      counts_(static_cast<size_t>(clusters), 0),
      sums_(static_cast<size_t>(clusters * rows.features()), 0) {}

void CentreSums::FindChanges(std::span<const int32_t> labels) {
  changes_.clear();
  for (size_t r = 0; r < labels.size(); ++r) {
    if (labels[r] == labels_[r]) continue;
    changes_.push_back({static_cast<int64_t>(r), labels_[r], labels[r]});
    if (labels_[r] >= 0) --counts_[static_cast<size_t>(labels_[r])];
    ++counts_[static_cast<size_t>(labels[r])];
    labels_[r] = labels[r];
  }
}

void CentreSums::AddChanges(int64_t first, int64_t last) {
  const int64_t features = rows_.features();
  for (const Change& change : changes_) {
    const float* const row = rows_.x.row(change.row) + first;
    AddRow(1, row, last - first, sums_.data() + change.to * features + first);
    if (change.from < 0) continue;
    AddRow(-1, row, last - first, sums_.data() + change.from * features + first);
  }
}

std::vector<double> CentreSums::Means(std::span<const double> centres,
                                      std::span<const int32_t> labels) const {
  std::vector<double> means = sums_;
  std::vector<int64_t> counts = counts_;
  if (std::ranges::count(counts, 0) > 0) FillEmpty(centres, labels, means, counts);
  const int64_t features = rows_.features();
  for (int64_t c = 0; c < clusters_; ++c) {
    const int64_t count = counts[static_cast<size_t>(c)];
    for (int64_t i = c * features; i < (c + 1) * features; ++i) {
      double& mean = means[static_cast<size_t>(i)];
      mean = count > 0 ? mean / static_cast<double>(count) : centres[static_cast<size_t>(i)];
    }
  }
  return means;
}

void CentreSums::FillEmpty(std::span<const double> centres, std::span<const int32_t> labels,
                           std::vector<double>& sums, std::vector<int64_t>& counts) const {
  const int64_t features = rows_.features();
  std::vector<double> distances;
  for (size_t r = 0; r < labels.size(); ++r) {
    distances.push_back(SquaredDistance(rows_.x.row(static_cast<int64_t>(r)),
                                        centres.data() + labels[r] * features, features));
  }
  if (*std::ranges::max_element(distances) == 0) return;
  std::vector<size_t> far(labels.size());
  std::iota(far.begin(), far.end(), size_t{0});
  const auto wanted = std::ranges::count(counts, 0);
  std::partial_sort(far.begin(), far.begin() + wanted, far.end(), [&](size_t a, size_t b) {
    return distances[a] != distances[b] ? distances[a] > distances[b] : a < b;
  });
  auto next = far.begin();
  std::vector<size_t> empty;
  for (size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] == 0) empty.push_back(c);
  }
  for (const size_t c : empty) {
    const float* const row = rows_.x.row(static_cast<int64_t>(*next));
    const auto from = static_cast<size_t>(labels[*next++]);
    AddRow(-1, row, features, sums.data() + static_cast<int64_t>(from) * features);
    --counts[from];
    std::copy_n(row, features, sums.data() + static_cast<int64_t>(c) * features);
    counts[c] = 1;
  }
}

Status UpdateSums(std::span<CentreSums* const> all,
                  std::span<const std::vector<int32_t>* const> labels, PartRunner* crew,
                  std::vector<bool>& changed) {
  const auto count = static_cast<int64_t>(all.size());
  if (count == 0) return absl::OkStatus();
  GF_RETURN_IF_ERROR(ForEachPart(crew, count, [&](int64_t i) {
    all[static_cast<size_t>(i)]->FindChanges(*labels[static_cast<size_t>(i)]);
    return absl::OkStatus();
  }));
  const int64_t features = all.front()->rows_.features();
  const int64_t blocks = (features + kFeatureBlock - 1) / kFeatureBlock;
  GF_RETURN_IF_ERROR(ForEachPart(crew, count * blocks, [&](int64_t part) {
    const int64_t first = part % blocks * kFeatureBlock;
    all[static_cast<size_t>(part / blocks)]->AddChanges(first,
                                                        std::min(features, first + kFeatureBlock));
    return absl::OkStatus();
  }));
  changed.clear();
  for (const CentreSums* sums : all) changed.push_back(!sums->changes_.empty());
  return absl::OkStatus();
}

}  // namespace gridfold
