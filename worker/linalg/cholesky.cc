#include "worker/linalg/cholesky.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/base/check.h"
#include "worker/linalg/gemm_double.h"

namespace gridfold {

int64_t Cholesky::RowsOf(int64_t block) const { return std::min(kBlock, size_ - block * kBlock); }

StatusOr<Cholesky> Cholesky::Of(std::vector<double> matrix, int64_t size) {
  GF_CHECK(size > 0 && matrix.size() == static_cast<size_t>(size * size));
  Cholesky result(std::move(matrix), size);
  result.inverses_.resize(static_cast<size_t>(result.blocks() * kBlock * kBlock));
  for (int64_t block = 0; block < result.blocks(); ++block) {
    GF_RETURN_IF_ERROR(result.FactorBlock(block));
  }
  result.ClearLower();
  return result;
}

StatusOr<Cholesky> Cholesky::FromFactor(std::vector<double> u, int64_t size) {
  GF_CHECK(size > 0 && u.size() == static_cast<size_t>(size * size));
  for (int64_t i = 0; i < size; ++i) {
    for (int64_t j = i; j < size; ++j) {
      const double value = u[static_cast<size_t>(i * size + j)];
      if (std::isfinite(value) && (j > i || value > 0)) continue;
      return Internal("triangular factor: expected finite numbers and a diagonal above 0, found {}",
                      value);
    }
  }
  Cholesky result(std::move(u), size);
  result.inverses_.resize(static_cast<size_t>(result.blocks() * kBlock * kBlock));
  for (int64_t block = 0; block < result.blocks(); ++block) result.InvertBlock(block);
  result.ClearLower();
  return result;
}

double Cholesky::LogDiagonal() const {
  double sum = 0;
  for (int64_t i = 0; i < size_; ++i) sum += std::log(u_[static_cast<size_t>(i * size_ + i)]);
  return sum;
}

void Cholesky::SolveBlock(int64_t block, int64_t count, double* y, int64_t stride) const {
  const int64_t first = block * kBlock, rows = RowsOf(block);
  double* const x = y + first * stride;
  AddOuterProducts(rows, count, first, -1, u_.data() + first, size_, y, stride, x, stride);
  std::vector<double> solution(static_cast<size_t>(rows * count), 0);
  AddOuterProducts(rows, count, rows, 1, inverses_.data() + block * kBlock * kBlock, kBlock, x,
                   stride, solution.data(), count);
  for (int64_t i = 0; i < rows; ++i) {
    std::copy_n(solution.data() + i * count, count, x + i * stride);
  }
}

Status Cholesky::FactorBlock(int64_t block) {
  const int64_t first = block * kBlock, rows = RowsOf(block);
  double* const diagonal = u_.data() + first * size_ + first;
  AddOuterProducts(rows, size_ - first, first, -1, u_.data() + first, size_, u_.data() + first,
                   size_, diagonal, size_);
  for (int64_t i = 0; i < rows; ++i) {
    double* const row = diagonal + i * size_;
    if (!(row[i] > 0) || !std::isfinite(row[i])) {
      return Internal("expected a positive definite matrix, found a pivot of {} in row {}", row[i],
                      first + i);
    }
    const double scale = 1 / std::sqrt(row[i]);
    for (int64_t j = i; j < rows; ++j) row[j] *= scale;
    for (int64_t next = i + 1; next < rows; ++next) {
      double* const other = diagonal + next * size_;
      for (int64_t j = next; j < rows; ++j) other[j] -= row[next] * row[j];
    }
  }
  InvertBlock(block);
  const int64_t rest = size_ - first - rows;
  double* const right = diagonal + rows;
  std::vector<double> solved(static_cast<size_t>(rows * rest), 0);
  AddOuterProducts(rows, rest, rows, 1, inverses_.data() + block * kBlock * kBlock, kBlock, right,
                   size_, solved.data(), rest);
  for (int64_t i = 0; i < rows; ++i) {
    std::copy_n(solved.data() + i * rest, rest, right + i * size_);
  }
  return absl::OkStatus();
}

void Cholesky::InvertBlock(int64_t block) {
  const int64_t first = block * kBlock, rows = RowsOf(block);
  const double* const u = u_.data() + first * size_ + first;
  double* const inverse = inverses_.data() + block * kBlock * kBlock;
  for (int64_t j = 0; j < rows; ++j) {
    for (int64_t i = j; i >= 0; --i) {
      double sum = i == j ? 1 : 0;
      for (int64_t t = i + 1; t <= j; ++t) sum -= u[i * size_ + t] * inverse[t * kBlock + j];
      inverse[i * kBlock + j] = sum / u[i * size_ + i];
    }
  }
}

void Cholesky::ClearLower() {
  for (int64_t i = 0; i < size_; ++i) std::fill_n(u_.data() + i * size_, i, 0.0);
}

}  // namespace gridfold
