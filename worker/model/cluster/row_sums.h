// Loops over the features of one row, with terms and sums in double.
#pragma once

#include <cstdint>

namespace gridfold {

// The squared Euclidean distance of two rows of `count` features.
double SquaredDistance(const float* a, const float* b, int64_t count);
double SquaredDistance(const float* a, const double* b, int64_t count);

// The sum of weights[i] * (a[i] - b[i])^2.
double WeightedDistance(const float* a, const double* b, const double* weights, int64_t count);

// sums[i] += factor * a[i].
void AddRow(double factor, const float* a, int64_t count, double* sums);

}  // namespace gridfold
