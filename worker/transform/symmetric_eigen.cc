#include "worker/transform/symmetric_eigen.h"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

constexpr int64_t kStripRows = 32;
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
// On average a value needs fewer than two steps.
constexpr int64_t kStepsPerValueMax = 30;
// Rotations are collected, as each strip is then turned by all of them while it is in the cache.
constexpr size_t kRotationsMax = size_t{1} << 16;

// Columns `column` and the one after it become c * x - s * y and s * x + c * y.
struct Rotation {
  int64_t column = 0;
  double c = 1, s = 0;
};

GF_SIMD void TurnStrip(const Rotation* rotations, size_t count, double* strip) {
  for (size_t i = 0; i < count; ++i) {
    const double c = rotations[i].c, s = rotations[i].s;
    double* x = strip + rotations[i].column * kStripRows;
    double* y = x + kStripRows;
    for (int64_t r = 0; r < kStripRows; ++r) {
      const double a = x[r], b = y[r];
      x[r] = c * a - s * b;
      y[r] = s * a + c * b;
    }
  }
}

// A tridiagonal matrix on its way to a diagonal one, and the vectors that turn with it.
class Diagonalization {
 public:
  Diagonalization(std::vector<double> diagonal, std::vector<double> beside,
                  std::vector<double>& strips)
      : d_(std::move(diagonal)), e_(std::move(beside)), strips_(strips) {}

  // False: no convergence.
  bool Run() {
    int64_t end = static_cast<int64_t>(d_.size()) - 1;
    int64_t steps_left = kStepsPerValueMax * static_cast<int64_t>(d_.size());
    while (true) {
      while (end > 0 && IsSplit(end - 1)) --end;
      if (end <= 0) break;
      if (steps_left-- == 0) return false;
      int64_t start = end - 1;
      while (start > 0 && !IsSplit(start - 1)) --start;
      Step(start, end);
    }
    Turn();
    return true;
  }

  const std::vector<double>& values() const { return d_; }

 private:
  double& d(int64_t i) { return d_[static_cast<size_t>(i)]; }
  double& e(int64_t i) { return e_[static_cast<size_t>(i)]; }

  bool IsSplit(int64_t i) {
    return std::fabs(e(i)) <= kEpsilon * (std::fabs(d(i)) + std::fabs(d(i + 1))) ||
           std::fabs(e(i)) < std::numeric_limits<double>::min();
  }

  // The eigenvalue of the last 2 x 2 block that is closer to its last entry.
  double Shift(int64_t end) {
    const double half = (d(end - 1) - d(end)) / 2, beside = e(end - 1);
    const double root = std::hypot(half, beside);
    return d(end) - beside * (beside / (half + std::copysign(root, half)));
  }

  void Step(int64_t start, int64_t end) {
    double x = d(start) - Shift(end), z = e(start);
    for (int64_t k = start; k < end; ++k) {
      const double length = std::hypot(x, z);
      const double c = length == 0 ? 1 : x / length, s = length == 0 ? 0 : -z / length;
      const double left = s * d(k) + c * e(k), right = s * e(k) + c * d(k + 1);
      if (k > start) e(k - 1) = length;
      d(k) = c * (c * d(k) - s * e(k)) - s * (c * e(k) - s * d(k + 1));
      d(k + 1) = s * left + c * right;
      e(k) = c * left - s * right;
      x = e(k);
      if (k + 1 < end) {
        z = -s * e(k + 1);
        e(k + 1) *= c;
      }
      rotations_.push_back({k, c, s});
    }
    if (rotations_.size() >= kRotationsMax) Turn();
  }

  void Turn() {
    const size_t strip = d_.size() * static_cast<size_t>(kStripRows);
    for (size_t first = 0; first < strips_.size(); first += strip) {
      TurnStrip(rotations_.data(), rotations_.size(), strips_.data() + first);
    }
    rotations_.clear();
  }

  std::vector<double> d_, e_;  // the diagonal, and what stands beside it
  std::vector<double>& strips_;
  std::vector<Rotation> rotations_;
};

// The matrix in strips of rows; the last one is filled up with zeros.
std::vector<double> ToStrips(const Eigen::MatrixXd& matrix) {
  const int64_t size = matrix.rows();
  std::vector<double> strips(
      static_cast<size_t>((size + kStripRows - 1) / kStripRows * kStripRows * size), 0);
  for (int64_t j = 0; j < size; ++j) {
    for (int64_t r = 0; r < size; ++r) {
      const int64_t strip = r / kStripRows;
      strips[static_cast<size_t>((strip * size + j) * kStripRows + r % kStripRows)] = matrix(r, j);
    }
  }
  return strips;
}

}  // namespace

StatusOr<SymmetricEigen> SymmetricEigen::Of(std::span<const double> matrix, int64_t size) {
  SymmetricEigen result;
  const Eigen::Map<const Eigen::MatrixXd> map(matrix.data(), size, size);
  const Eigen::Tridiagonalization<Eigen::MatrixXd> tridiagonal(map);
  const Eigen::VectorXd diagonal = tridiagonal.diagonal(), beside = tridiagonal.subDiagonal();
  result.strips_ = ToStrips(tridiagonal.matrixQ());
  Diagonalization rest({diagonal.begin(), diagonal.end()}, {beside.begin(), beside.end()},
                       result.strips_);
  if (!rest.Run())
    return Internal("the eigenvalues of a {} x {} matrix do not converge", size, size);
  result.values_ = rest.values();
  return result;
}

std::vector<double> SymmetricEigen::Vector(int64_t i) const {
  std::vector<double> vector(values_.size());
  for (int64_t r = 0; r < size(); ++r) {
    const int64_t strip = r / kStripRows;
    vector[static_cast<size_t>(r)] =
        strips_[static_cast<size_t>((strip * size() + i) * kStripRows + r % kStripRows)];
  }
  return vector;
}

}  // namespace gridfold
