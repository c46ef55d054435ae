#include "worker/model/cluster/expectation.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "worker/model/cluster/component_densities.h"

namespace gridfold {
namespace {

// Of one row, whose values lie `stride` apart: turns logarithms of densities into shares. The
// logarithm of their sum.
double ToShares(double* values, int64_t components, int64_t stride, int32_t& likeliest) {
  likeliest = 0;
  for (int64_t c = 1; c < components; ++c) {
    if (values[c * stride] > values[likeliest * stride]) likeliest = static_cast<int32_t>(c);
  }
  const double largest = values[likeliest * stride];
  double sum = 0;
  for (int64_t c = 0; c < components; ++c) sum += std::exp(values[c * stride] - largest);
  const double log_sum = largest + std::log(sum);
  for (int64_t c = 0; c < components; ++c) {
    values[c * stride] = std::exp(values[c * stride] - log_sum);
  }
  return log_sum;
}

class Pass {
 public:
  Pass(const GaussianMixture& mixture, ConstMatrix x, RowShares& result)
      : mixture_(mixture), densities_(mixture), x_(x), result_(result) {}

  // The sum of the logarithms of the tile's densities.
  double Tile(int64_t tile, const std::vector<int32_t>& likely) {
    const int64_t first = tile * kMixtureTile, count = std::min(kMixtureTile, x_.rows - first);
    std::vector<int32_t> guess(static_cast<size_t>(count), -1);
    if (!likely.empty()) std::copy_n(likely.begin() + first, count, guess.begin());
    std::vector<double> values(static_cast<size_t>(mixture_.components * count));
    densities_.Evaluate({x_.row(first), count, x_.cols, x_.stride}, guess, values.data());
    double sum = 0;
    for (int64_t r = 0; r < count; ++r) {
      sum += ToShares(values.data() + r, mixture_.components, count,
                      result_.likeliest[static_cast<size_t>(first + r)]);
    }
    for (int64_t c = 0; c < mixture_.components; ++c) {
      std::copy_n(values.data() + c * count, count, result_.shares.data() + c * x_.rows + first);
    }
    return sum;
  }

 private:
  const GaussianMixture& mixture_;
  const ComponentDensities densities_;
  const ConstMatrix x_;
  RowShares& result_;
};

}  // namespace

StatusOr<RowShares> Expect(const GaussianMixture& mixture, ConstMatrix x,
                           const std::vector<int32_t>& likely, PartRunner* crew,
                           const std::atomic<bool>* stop) {
  RowShares result;
  result.shares.resize(static_cast<size_t>(mixture.components * x.rows));
  result.likeliest.resize(static_cast<size_t>(x.rows));
  const int64_t tiles = (x.rows + kMixtureTile - 1) / kMixtureTile;
  std::vector<double> sums(static_cast<size_t>(tiles));
  Pass pass(mixture, x, result);
  GF_RETURN_IF_ERROR(ForEachPart(crew, tiles, [&](int64_t tile) -> Status {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
      return Cancelled("gmm: stopped in an expectation step");
    }
    sums[static_cast<size_t>(tile)] = pass.Tile(tile, likely);
    return absl::OkStatus();
  }));
  double total = 0;
  for (const double sum : sums) total += sum;
  result.log_likelihood = total / static_cast<double>(std::max<int64_t>(x.rows, 1));
  if (!std::isfinite(result.log_likelihood)) {
    return Internal("gmm: expected a finite log-likelihood, found {}", result.log_likelihood);
  }
  return result;
}

}  // namespace gridfold
