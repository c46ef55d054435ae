#include "common/data/value_counts.h"

#include <algorithm>
#include <cmath>

namespace gridfold {
namespace {

// Of at least one finite value.
template <typename Values>
ValueCounts CountInBins(const Values& values, size_t bins) {
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  ValueCounts result{static_cast<double>(*least), static_cast<double>(*greatest),
                     std::vector<int64_t>(bins, 0)};
  if (result.low == result.high) {
    // Half a unit would be lost beside a huge value.
    const double spread = std::max(0.5, std::abs(result.low) * 1e-3);
    result.low -= spread;
    result.high += spread;
  }
  const double per_bin = (result.high - result.low) / static_cast<double>(bins);
  for (const auto value : values) {
    const auto bin = static_cast<size_t>((static_cast<double>(value) - result.low) / per_bin);
    ++result.counts[std::min(bin, bins - 1)];
  }
  return result;
}

}  // namespace

ValueCounts CountValues(const DataSet& data, size_t bins) {
  return std::visit([bins](const auto& values) { return CountInBins(values, bins); }, data.values);
}

ValueCounts CountRowMeans(const DataSet& data, size_t bins) {
  std::vector<float> row(static_cast<size_t>(data.features));
  std::vector<double> means;
  means.reserve(static_cast<size_t>(data.rows()));
  for (int64_t r = 0; r < data.rows(); ++r) {
    data.CopyRow(r, row.data());
    double sum = 0;
    for (const float value : row) sum += value;
    means.push_back(sum / static_cast<double>(data.features));
  }
  return CountInBins(means, bins);
}

}  // namespace gridfold
