// References in plain double, without any of the tricks of what they check.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "worker/linalg/matrix.h"
#include "worker/model/svm/kernel.h"

namespace gridfold {

inline double NaiveKernel(const SvmKernel& kernel, const float* a, const float* b,
                          int64_t features) {
  double product = 0, distance = 0;
  for (int64_t k = 0; k < features; ++k) {
    product += static_cast<double>(a[k]) * b[k];
    distance += (static_cast<double>(a[k]) - b[k]) * (static_cast<double>(a[k]) - b[k]);
  }
  if (kernel.type == SvmKernel::Type::kLinear) return product;
  if (kernel.type == SvmKernel::Type::kRbf) return std::exp(-kernel.gamma * distance);
  return std::pow(kernel.gamma * product + kernel.coef0, static_cast<double>(kernel.degree));
}

using DoubleMatrix = std::vector<std::vector<double>>;

// The kernel matrix of the rows listed.
inline DoubleMatrix NaiveKernelMatrix(const SvmKernel& kernel, ConstMatrix x,
                                      const std::vector<int64_t>& rows) {
  DoubleMatrix matrix(rows.size(), std::vector<double>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t j = 0; j < rows.size(); ++j) {
      matrix[i][j] = NaiveKernel(kernel, x.row(rows[i]), x.row(rows[j]), x.cols);
    }
  }
  return matrix;
}

// f_t = y_t - sum_s beta_s K_ts.
inline std::vector<double> NaiveF(const DoubleMatrix& kernel, const std::vector<double>& beta,
                                  size_t positive) {
  std::vector<double> f(beta.size());
  for (size_t t = 0; t < beta.size(); ++t) {
    f[t] = t < positive ? 1.0 : -1.0;
    for (size_t s = 0; s < beta.size(); ++s) f[t] -= beta[s] * kernel[t][s];
  }
  return f;
}

struct NaivePair {
  size_t top = 0, bottom = 0;
  double violation = 0;
};

// The most violating pair of the optimality conditions.
inline NaivePair NaiveViolation(const std::vector<double>& f, const std::vector<double>& beta,
                                size_t positive, double cost_positive, double cost_negative) {
  NaivePair pair;
  double top = -std::numeric_limits<double>::infinity(), bottom = -top;
  for (size_t t = 0; t < f.size(); ++t) {
    const double low = t < positive ? 0 : -cost_negative, high = t < positive ? cost_positive : 0;
    if (beta[t] < high && f[t] > top) {
      top = f[t];
      pair.top = t;
    }
    if (beta[t] > low && f[t] < bottom) {
      bottom = f[t];
      pair.bottom = t;
    }
  }
  pair.violation = top - bottom;
  return pair;
}

// The minimised dual objective, by steps along the most violating pair down to 1e-9.
inline double NaiveObjective(const DoubleMatrix& kernel, size_t positive, double cost_positive,
                             double cost_negative) {
  std::vector<double> beta(kernel.size(), 0.0);
  std::vector<double> f = NaiveF(kernel, beta, positive);
  for (int iteration = 0; iteration < 2'000'000; ++iteration) {
    const NaivePair pair = NaiveViolation(f, beta, positive, cost_positive, cost_negative);
    if (pair.violation < 1e-9) break;
    const size_t i = pair.top, j = pair.bottom;
    const double curvature = kernel[i][i] + kernel[j][j] - 2 * kernel[i][j];
    double step = pair.violation / std::max(curvature, 1e-12);
    step = std::min(step, (i < positive ? cost_positive : 0) - beta[i]);
    step = std::min(step, beta[j] - (j < positive ? 0 : -cost_negative));
    beta[i] += step;
    beta[j] -= step;
    for (size_t t = 0; t < f.size(); ++t) f[t] -= step * (kernel[t][i] - kernel[t][j]);
  }
  double objective = 0;
  f = NaiveF(kernel, beta, positive);
  for (size_t t = 0; t < beta.size(); ++t) {
    objective -= beta[t] * (f[t] + (t < positive ? 1.0 : -1.0)) / 2;
  }
  return objective;
}

}  // namespace gridfold
