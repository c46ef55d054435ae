#include "worker/model/cluster/component_densities.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>

#include "common/base/check.h"
#include "worker/linalg/simd.h"
#include "worker/model/cluster/row_sums.h"

namespace gridfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A share of exp(-300) changes no sum of shares in double precision (maximization.cc).
constexpr double kNoShare = 300;

// sums[r] += values[r]^2 for each of `rows` rows of values, one after another.
GF_SIMD void AddSquares(const double* values, int64_t rows, int64_t stride, int64_t count,
                        double* sums) {
  for (int64_t i = 0; i < rows; ++i, values += stride) {
    for (int64_t r = 0; r < count; ++r) sums[r] += values[r] * values[r];
  }
}

GF_SIMD void AddSquaredDifferences(const double* values, double from, int64_t count, double* sums) {
  for (int64_t r = 0; r < count; ++r) sums[r] += (values[r] - from) * (values[r] - from);
}

// to[i] = column[rows[i]] - mean.
GF_SIMD void TakeDifferences(const float* column, const int32_t* rows, double mean, int64_t count,
                             double* to) {
  for (int64_t i = 0; i < count; ++i) to[i] = static_cast<double>(column[rows[i]]) - mean;
}

// [x.cols x x.rows]
Matrix Transposed(ConstMatrix x) {
  Matrix result(x.cols, x.rows);
  for (int64_t r = 0; r < x.rows; ++r) {
    for (int64_t j = 0; j < x.cols; ++j) result.row(j)[r] = x.row(r)[j];
  }
  return result;
}

// Rows of a tile on their way through one component's triangular system. Those whose distance has
// become too large are left behind.
class Solve {
 public:
  Solve(const Cholesky& factor, const double* mean, double offset, const Matrix& columns, double* y)
      : factor_(factor), mean_(mean), offset_(offset), columns_(columns), y_(y) {}

  // densities[r] for the rows r in `rows`; those that fall below their floor may keep -infinity.
  void Run(std::vector<int32_t> rows, std::vector<double> floors, double* densities) {
    rows_ = std::move(rows);
    floors_ = std::move(floors);
    distances_.assign(rows_.size(), 0);
    for (int64_t block = 0; block < factor_.blocks() && !rows_.empty(); ++block) {
      const int64_t first = block * Cholesky::kBlock;
      const int64_t last = std::min(factor_.size(), first + Cholesky::kBlock);
      for (int64_t j = first; j < last; ++j) {
        TakeDifferences(columns_.row(j), rows_.data(), mean_[j], Count(), Y(j));
      }
      factor_.SolveBlock(block, Count(), y_, columns_.cols());
      AddSquares(Y(first), last - first, columns_.cols(), Count(), distances_.data());
      DropFar(last);
    }
    for (size_t i = 0; i < rows_.size(); ++i) densities[rows_[i]] = Density(i);
  }

 private:
  int64_t Count() const { return static_cast<int64_t>(rows_.size()); }
  double* Y(int64_t feature) { return y_ + feature * columns_.cols(); }
  double Density(size_t i) const { return offset_ - distances_[i] / 2; }

  // Moves the rows that stay together, once so many have dropped that it pays.
  void DropFar(int64_t features) {
    std::vector<size_t> stay;
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (Density(i) >= floors_[i]) stay.push_back(i);
    }
    if (stay.size() > rows_.size() * 7 / 8) return;
    for (size_t to = 0; to < stay.size(); ++to) {
      rows_[to] = rows_[stay[to]];
      floors_[to] = floors_[stay[to]];
      distances_[to] = distances_[stay[to]];
    }
    for (int64_t j = 0; j < features; ++j) {
      for (size_t to = 0; to < stay.size(); ++to) Y(j)[to] = Y(j)[stay[to]];
    }
    rows_.resize(stay.size());
    floors_.resize(stay.size());
    distances_.resize(stay.size());
  }

  const Cholesky& factor_;
  const double* const mean_;
  const double offset_;
  const Matrix& columns_;  // [features x rows of the tile]
  double* const y_;        // [features x rows of the tile], of which the first Count() are used
  std::vector<int32_t> rows_;
  std::vector<double> floors_, distances_;
};

}  // namespace

ComponentDensities::ComponentDensities(const GaussianMixture& mixture) : mixture_(mixture) {
  const int64_t k = mixture.components, d = mixture.features;
  for (int64_t c = 0; c < k; ++c) {
    double log_scale = 0;  // of the densities: half of the covariance's log-determinant
    if (mixture.factors.empty()) {
      const bool diagonal = mixture.type == CovarianceType::kDiag;
      for (int64_t j = 0; j < d; ++j) {
        const double variance = mixture.variances[static_cast<size_t>(diagonal ? c * d + j : c)];
        precisions_.push_back(1 / variance);
        log_scale += std::log(variance) / 2;
      }
    } else {
      log_scale = mixture.factors[static_cast<size_t>(c) % mixture.factors.size()].LogDiagonal();
    }
    offsets_.push_back(std::log(mixture.weights[static_cast<size_t>(c)]) - log_scale -
                       static_cast<double>(d) / 2 * std::log(2 * std::numbers::pi));
  }
  if (mixture.type != CovarianceType::kTied) return;
  solved_.resize(static_cast<size_t>(d * k));
  for (int64_t c = 0; c < k; ++c) {
    for (int64_t j = 0; j < d; ++j) {
      solved_[static_cast<size_t>(j * k + c)] =
          mixture.means[static_cast<size_t>(c * d + j)] - mixture.means[static_cast<size_t>(j)];
    }
  }
  const Cholesky& factor = mixture.factors.front();
  for (int64_t block = 0; block < factor.blocks(); ++block) {
    factor.SolveBlock(block, k, solved_.data(), k);
  }
}

void ComponentDensities::Evaluate(ConstMatrix x, std::span<const int32_t> likely,
                                  double* densities) const {
  GF_CHECK(x.rows <= kMixtureTile && x.cols == mixture_.features);
  switch (mixture_.type) {
    case CovarianceType::kFull:
      return EvaluateFull(x, likely, densities);
    case CovarianceType::kTied:
      return EvaluateTied(x, densities);
    case CovarianceType::kDiag:
    case CovarianceType::kSpherical:
      return EvaluateDiagonal(x, densities);
  }
}

void ComponentDensities::EvaluateFull(ConstMatrix x, std::span<const int32_t> likely,
                                      double* densities) const {
  std::fill_n(densities, mixture_.components * x.rows, -kInfinity);
  const Matrix columns = Transposed(x);
  const auto y =
      std::make_unique_for_overwrite<double[]>(static_cast<size_t>(mixture_.features * x.rows));
  std::vector<double> best(static_cast<size_t>(x.rows), -kInfinity);
  for (const bool first : {true, false}) {
    for (int64_t c = 0; c < mixture_.components; ++c) {
      std::vector<int32_t> rows;
      std::vector<double> floors;
      for (int64_t r = 0; r < x.rows; ++r) {
        if ((likely[static_cast<size_t>(r)] == c) != first) continue;
        rows.push_back(static_cast<int32_t>(r));
        floors.push_back(best[static_cast<size_t>(r)] - kNoShare);
      }
      if (rows.empty()) continue;
      double* const own = densities + c * x.rows;
      Solve(mixture_.factors[static_cast<size_t>(c)], mixture_.means.data() + c * mixture_.features,
            offsets_[static_cast<size_t>(c)], columns, y.get())
          .Run(std::move(rows), std::move(floors), own);
      for (int64_t r = 0; r < x.rows; ++r) {
        best[static_cast<size_t>(r)] = std::max(best[static_cast<size_t>(r)], own[r]);
      }
    }
  }
}

void ComponentDensities::EvaluateTied(ConstMatrix x, double* densities) const {
  const int64_t d = mixture_.features, k = mixture_.components;
  std::vector<double> y(static_cast<size_t>(d * x.rows));
  for (int64_t r = 0; r < x.rows; ++r) {
    for (int64_t j = 0; j < d; ++j) {
      y[static_cast<size_t>(j * x.rows + r)] =
          static_cast<double>(x.row(r)[j]) - mixture_.means[static_cast<size_t>(j)];
    }
  }
  const Cholesky& factor = mixture_.factors.front();
  for (int64_t block = 0; block < factor.blocks(); ++block) {
    factor.SolveBlock(block, x.rows, y.data(), x.rows);
  }
  std::fill_n(densities, k * x.rows, 0.0);
  for (int64_t j = 0; j < d; ++j) {
    for (int64_t c = 0; c < k; ++c) {
      AddSquaredDifferences(y.data() + j * x.rows, solved_[static_cast<size_t>(j * k + c)], x.rows,
                            densities + c * x.rows);
    }
  }
  for (int64_t c = 0; c < k; ++c) {
    for (int64_t r = 0; r < x.rows; ++r) {
      double& density = densities[c * x.rows + r];
      density = offsets_[static_cast<size_t>(c)] - density / 2;
    }
  }
}

void ComponentDensities::EvaluateDiagonal(ConstMatrix x, double* densities) const {
  const int64_t d = mixture_.features;
  for (int64_t r = 0; r < x.rows; ++r) {
    for (int64_t c = 0; c < mixture_.components; ++c) {
      const double distance =
          WeightedDistance(x.row(r), mixture_.means.data() + c * d, precisions_.data() + c * d, d);
      densities[c * x.rows + r] = offsets_[static_cast<size_t>(c)] - distance / 2;
    }
  }
}

}  // namespace gridfold
