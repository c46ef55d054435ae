#include "worker/model/bayes/gaussian_bayes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

constexpr int64_t kRowsPerStopCheck = 1024;

GF_SIMD void AddRow(const float* row, double* sums, int64_t features) {
  for (int64_t k = 0; k < features; ++k) sums[k] += static_cast<double>(row[k]);
}

GF_SIMD void AddSquares(const float* row, const double* means, double* sums, int64_t features) {
  for (int64_t k = 0; k < features; ++k) {
    const double difference = static_cast<double>(row[k]) - means[k];
    sums[k] += difference * difference;
  }
}

// sum_f (x_f - m_f)^2 * p_f in sixteen sums, so that it can be computed by vectors in a fixed
// order.
GF_SIMD double WeightedSquares(const float* row, const double* means, const double* precisions,
                               int64_t features) {
  constexpr int64_t kLanes = 16;
  double sums[kLanes] = {};
  const int64_t whole = features / kLanes * kLanes;
  for (int64_t k = 0; k < whole; k += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      const double difference = static_cast<double>(row[k + lane]) - means[k + lane];
      sums[lane] += difference * difference * precisions[k + lane];
    }
  }
  for (int64_t k = whole; k < features; ++k) {
    const double difference = static_cast<double>(row[k]) - means[k];
    sums[k - whole] += difference * difference * precisions[k];
  }
  double sum = 0;
  for (const double lane : sums) sum += lane;
  return sum;
}

// The place of each row's class among the classes that have rows, which are written to `moments`.
std::vector<size_t> FindClasses(std::span<const int32_t> y, ClassMoments& moments) {
  moments.classes.assign(y.begin(), y.end());
  std::sort(moments.classes.begin(), moments.classes.end());
  moments.classes.erase(std::unique(moments.classes.begin(), moments.classes.end()),
                        moments.classes.end());
  moments.rows.assign(moments.classes.size(), 0);
  std::vector<size_t> places;
  for (const int32_t c : y) {
    const auto found = std::lower_bound(moments.classes.begin(), moments.classes.end(), c);
    places.push_back(static_cast<size_t>(found - moments.classes.begin()));
    ++moments.rows[places.back()];
  }
  return places;
}

// Calls add(row, place of its class) for all rows.
template <typename AddTo>
Status ForEachRow(ConstMatrix x, const std::vector<size_t>& places, const std::atomic<bool>* stop,
                  AddTo add) {
  for (int64_t r = 0; r < x.rows; ++r) {
    if (r % kRowsPerStopCheck == 0 && stop != nullptr && *stop) {
      return Cancelled("naive_bayes: stopped");
    }
    add(x.row(r), places[static_cast<size_t>(r)]);
  }
  return absl::OkStatus();
}

void DivideByRows(const std::vector<int64_t>& rows, int64_t features, std::vector<double>& sums) {
  for (size_t i = 0; i < sums.size(); ++i) {
    sums[i] /= static_cast<double>(rows[i / static_cast<size_t>(features)]);
  }
}

// The variance of all rows: within the classes and between their means.
double LargestVariance(const ClassMoments& moments, int64_t all_rows) {
  const auto features = static_cast<size_t>(moments.Features());
  double largest = 0;
  for (size_t k = 0; k < features; ++k) {
    double mean = 0, variance = 0;
    for (size_t c = 0; c < moments.classes.size(); ++c) {
      mean += static_cast<double>(moments.rows[c]) * moments.means[c * features + k];
    }
    mean /= static_cast<double>(all_rows);
    for (size_t c = 0; c < moments.classes.size(); ++c) {
      const double shift = moments.means[c * features + k] - mean;
      variance += static_cast<double>(moments.rows[c]) *
                  (moments.variances[c * features + k] + shift * shift);
    }
    largest = std::max(largest, variance / static_cast<double>(all_rows));
  }
  return largest;
}

Status CheckFinite(const ClassMoments& moments) {
  const auto features = static_cast<size_t>(moments.Features());
  for (size_t i = 0; i < moments.variances.size(); ++i) {
    if (std::isfinite(moments.variances[i])) continue;
    return InvalidArgument("feature {}: expected finite numbers in every row", i % features);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<ClassMoments> MeasureClasses(ConstMatrix x, std::span<const int32_t> y,
                                      const std::atomic<bool>* stop) {
  if (x.rows < 1 || x.cols < 1) {
    return InvalidArgument("naive_bayes: expected rows and features, found {} x {}", x.rows,
                           x.cols);
  }
  ClassMoments moments;
  const std::vector<size_t> places = FindClasses(y, moments);
  const auto features = static_cast<size_t>(x.cols);
  moments.means.assign(moments.classes.size() * features, 0);
  moments.variances = moments.means;
  double* means = moments.means.data();
  double* variances = moments.variances.data();
  GF_RETURN_IF_ERROR(ForEachRow(x, places, stop, [&](const float* row, size_t c) {
    AddRow(row, means + c * features, x.cols);
  }));
  DivideByRows(moments.rows, x.cols, moments.means);
  GF_RETURN_IF_ERROR(ForEachRow(x, places, stop, [&](const float* row, size_t c) {
    AddSquares(row, means + c * features, variances + c * features, x.cols);
  }));
  DivideByRows(moments.rows, x.cols, moments.variances);
  GF_RETURN_IF_ERROR(CheckFinite(moments));
  moments.largest_variance = LargestVariance(moments, x.rows);
  return moments;
}

StatusOr<GaussianBayes> Smooth(const ClassMoments& moments, double var_smoothing) {
  const double added = var_smoothing * moments.largest_variance;
  const auto features = static_cast<size_t>(moments.Features());
  GaussianBayes bayes{moments.classes, {}, moments.means, moments.variances};
  for (size_t i = 0; i < bayes.variances.size(); ++i) {
    bayes.variances[i] += added;
    if (bayes.variances[i] > 0) continue;
    return InvalidArgument(
        "var_smoothing: expected more than {}, as feature {} does not vary within class {}",
        var_smoothing, i % features, moments.classes[i / features]);
  }
  double rows = 0;
  for (const int64_t count : moments.rows) rows += static_cast<double>(count);
  for (const int64_t count : moments.rows) {
    bayes.log_priors.push_back(std::log(static_cast<double>(count) / rows));
  }
  return bayes;
}

BayesScorer::BayesScorer(const GaussianBayes& bayes)
    : features_(bayes.Features()), constants_(bayes.log_priors), means_(bayes.means) {
  const auto features = static_cast<size_t>(features_);
  for (size_t c = 0; c < constants_.size(); ++c) {
    double sum = 0;
    for (size_t k = 0; k < features; ++k) {
      const double variance = bayes.variances[c * features + k];
      sum += std::log(2 * std::numbers::pi * variance);
      precisions_.push_back(1 / variance);
    }
    constants_[c] -= sum / 2;
  }
}

void BayesScorer::Score(const float* row, double* out) const {
  for (size_t c = 0; c < constants_.size(); ++c) {
    const size_t first = c * static_cast<size_t>(features_);
    out[c] = constants_[c] -
             WeightedSquares(row, means_.data() + first, precisions_.data() + first, features_) / 2;
  }
}

void Normalize(double* scores, int64_t count) {
  const double largest = *std::max_element(scores, scores + count);
  double sum = 0;
  for (int64_t c = 0; c < count; ++c) sum += std::exp(scores[c] - largest);
  const double log_sum = largest + std::log(sum);
  for (int64_t c = 0; c < count; ++c) scores[c] = std::exp(scores[c] - log_sum);
}

}  // namespace gridfold
