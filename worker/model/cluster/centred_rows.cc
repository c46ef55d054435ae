#include "worker/model/cluster/centred_rows.h"

#include <algorithm>

#include "worker/linalg/gemm.h"
#include "worker/model/cluster/row_sums.h"

namespace gridfold {
namespace {

// out = row - mean; its squared norm.
double CentreRow(const float* row, const std::vector<float>& mean, const std::vector<double>& zeros,
                 float* out) {
  for (size_t j = 0; j < mean.size(); ++j) out[j] = row[j] - mean[j];
  return SquaredDistance(out, zeros.data(), static_cast<int64_t>(mean.size()));
}

// Subtracts the mean from a tile of rows; returns the sum of what their squared norms are then.
double CentreTile(ConstMatrix x, int64_t tile, CentredRows& result) {
  const int64_t first = tile * kClusterTile, last = std::min(x.rows, first + kClusterTile);
  const std::vector<double> zeros(static_cast<size_t>(x.cols), 0);
  double sum = 0;
  for (int64_t r = first; r < last; ++r) {
    const double square = CentreRow(x.row(r), result.mean, zeros, result.x.row(r));
    result.squares[static_cast<size_t>(r)] = static_cast<float>(square);
    sum += square;
  }
  return sum;
}

}  // namespace

MeanRows MeanRows::Of(ConstMatrix x) {
  std::vector<double> sums(static_cast<size_t>(x.cols), 0);
  for (int64_t r = 0; r < x.rows; ++r) AddRow(1, x.row(r), x.cols, sums.data());
  MeanRows rows{x, {}};
  for (const double sum : sums) {
    rows.mean.push_back(static_cast<float>(sum / static_cast<double>(x.rows)));
  }
  return rows;
}

CentredRows CentreSome(const MeanRows& rows, std::span<const int64_t> places) {
  CentredRows result{
      Matrix(static_cast<int64_t>(places.size()), rows.features()), rows.mean, {}, 0};
  const std::vector<double> zeros(rows.mean.size(), 0);
  for (size_t i = 0; i < places.size(); ++i) {
    const double square =
        CentreRow(rows.x.row(places[i]), rows.mean, zeros, result.x.row(static_cast<int64_t>(i)));
    result.squares.push_back(static_cast<float>(square));
  }
  return result;
}

CentredRows CentreRows(ConstMatrix x, PartRunner* crew) {
  CentredRows result{Matrix(x.rows, x.cols), MeanRows::Of(x).mean, {}, 0};
  result.squares.resize(static_cast<size_t>(x.rows));
  std::vector<double> totals(static_cast<size_t>(result.tiles()));
  const Status status = ForEachPart(crew, result.tiles(), [&](int64_t tile) {
    totals[static_cast<size_t>(tile)] = CentreTile(x, tile, result);
    return absl::OkStatus();
  });
  GF_CHECK(status.ok());
  double total = 0;
  for (const double tile : totals) total += tile;
  result.mean_variance = total / static_cast<double>(x.rows) / static_cast<double>(x.cols);
  return result;
}

CentredRows TakeRows(const CentredRows& rows, std::span<const int64_t> places) {
  CentredRows result{Matrix(static_cast<int64_t>(places.size()), rows.features()),
                     rows.mean,
                     {},
                     rows.mean_variance};
  for (size_t i = 0; i < places.size(); ++i) {
    std::copy_n(rows.x.row(places[i]), rows.features(), result.x.row(static_cast<int64_t>(i)));
    result.squares.push_back(rows.squares[static_cast<size_t>(places[i])]);
  }
  return result;
}

void CentreProducts(ConstMatrix centres, ConstMatrix x, float* products) {
  Gemm(Transpose::kNo, Transpose::kYes, centres.rows, x.rows, x.cols, -2, centres.data,
       centres.stride, x.data, x.stride, 0, products, x.rows);
}

std::vector<float> SquaredNorms(ConstMatrix x) {
  const std::vector<double> zeros(static_cast<size_t>(x.cols), 0);
  std::vector<float> squares;
  for (int64_t r = 0; r < x.rows; ++r) {
    squares.push_back(static_cast<float>(SquaredDistance(x.row(r), zeros.data(), x.cols)));
  }
  return squares;
}

}  // namespace gridfold
