// What is typical of a class, and what is not. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/data/data_set.h"

namespace gridfold {

struct ClassMean {
  std::vector<float> mean;  // [features], summed in double
  int64_t nearest = 0,
          farthest = 0;  // rows, by their Euclidean distance to it; of equals the first
};

// Of `rows` of the data set, at least one.
ClassMean MeanOfRows(const DataSet& data, std::span<const int64_t> rows);

// The training rows of each class in their order: [classes].
std::vector<std::vector<int64_t>> TrainRowsByClass(const DataSet& data);

}  // namespace gridfold
