// Products of centred rows: with each other, column by column, with weights.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "worker/linalg/matrix.h"

namespace gridfold {

// In double, on purpose: float sums would turn the eigenvectors of nearly equal values by more than
// 1e-4.
// Use only the calling thread; the same x, the same bits.

// [x.cols x x.cols], both triangles: the products of the columns of x - mean.
std::vector<double> ProductsOfColumns(ConstMatrix x, std::span<const double> mean);

// [x.rows x x.rows], both triangles: the products of the rows of x - mean.
std::vector<double> ProductsOfRows(ConstMatrix x, std::span<const double> mean);

// weights [count x x.rows] times x - mean: [count x x.cols].
std::vector<double> CombineRows(std::span<const double> weights, ConstMatrix x,
                                std::span<const double> mean);

}  // namespace gridfold
