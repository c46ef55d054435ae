#include "worker/model/svm/coupling.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "worker/model/svm/class_rows.h"

namespace gridfold {
namespace {

constexpr double kClip = 1e-7;

// The matrix Q of the quadratic form p'Qp: Q_tt = sum over j != t of r_jt^2, Q_tj = -r_jt r_tj.
class QuadraticForm {
 public:
  QuadraticForm(std::span<const double> pairwise, int64_t classes)
      : classes_(classes), values_(static_cast<size_t>(classes * classes), 0.0) {
    for (int64_t a = 0; a < classes; ++a) {
      for (int64_t b = a + 1; b < classes; ++b) {
        const double r =
            std::clamp(pairwise[static_cast<size_t>(PairIndex(a, b, classes))], kClip, 1 - kClip);
        At(a, a) += (1 - r) * (1 - r);
        At(b, b) += r * r;
        At(a, b) = At(b, a) = -r * (1 - r);
      }
    }
  }

  double& At(int64_t i, int64_t j) { return values_[static_cast<size_t>(i * classes_ + j)]; }
  double At(int64_t i, int64_t j) const { return values_[static_cast<size_t>(i * classes_ + j)]; }

  // product = Q p; returns p'Qp.
  double Multiply(std::span<const double> p, std::vector<double>& product) const {
    double form = 0;
    for (int64_t t = 0; t < classes_; ++t) {
      double sum = 0;
      for (int64_t j = 0; j < classes_; ++j) sum += At(t, j) * p[static_cast<size_t>(j)];
      product[static_cast<size_t>(t)] = sum;
      form += p[static_cast<size_t>(t)] * sum;
    }
    return form;
  }

 private:
  int64_t classes_;
  std::vector<double> values_;
};

// One round: each p_t in turn gets the value that meets its condition, then all are scaled so that
// they sum to 1; Qp and p'Qp are kept up to date.
void ImproveEach(const QuadraticForm& q, std::vector<double>& product, double form,
                 std::span<double> p) {
  for (size_t t = 0; t < p.size(); ++t) {
    const auto row = static_cast<int64_t>(t);
    const double difference = (form - product[t]) / q.At(row, row);
    const double scale = 1 + difference;
    p[t] += difference;
    form = (form + difference * (difference * q.At(row, row) + 2 * product[t])) / (scale * scale);
    for (size_t j = 0; j < p.size(); ++j) {
      product[j] = (product[j] + difference * q.At(row, static_cast<int64_t>(j))) / scale;
      p[j] /= scale;
    }
  }
}

}  // namespace

void CouplePairs(std::span<const double> pairwise, std::span<double> p) {
  const auto classes = static_cast<int64_t>(p.size());
  if (classes == 2) {
    p[0] = std::clamp(pairwise[0], kClip, 1 - kClip);
    p[1] = 1 - p[0];
    return;
  }
  const QuadraticForm q(pairwise, classes);
  std::fill(p.begin(), p.end(), 1 / static_cast<double>(classes));
  std::vector<double> product(p.size());
  const int64_t rounds_max = std::max<int64_t>(100, classes);
  const double tolerance = 0.005 / static_cast<double>(classes);
  for (int64_t round = 0; round < rounds_max; ++round) {
    const double form = q.Multiply(p, product);
    const bool holds = std::all_of(product.begin(), product.end(), [&](double value) {
      return std::abs(value - form) < tolerance;
    });
    if (holds) return;
    ImproveEach(q, product, form, p);
  }
}

}  // namespace gridfold
