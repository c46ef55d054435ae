// Drawing rows: stratified, seeded, the same on every machine. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "common/data/data_set.h"

namespace gridfold {

// Shares `total` among groups of `counts` members in proportion, whole numbers by the largest
// remainder, ties to the earlier group: at most counts[g] each. 0 <= total <= the sum of counts.
std::vector<int64_t> Apportion(std::span<const int64_t> counts, int64_t total);

struct DrawnRows {
  std::vector<int64_t> train, test;  // disjoint, each in shuffled order
};

// `data` with these rows of it (0 .. rows() - 1), in their order, as its training and test rows.
DataSet TakeRows(const DataSet& data, const DrawnRows& rows);

// Draws `train` and then `test` of the rows, each class in proportion to its share of the rows
// that are left. labels: class index of each row, 0 .. class_count - 1. InvalidArgument when
// train + test rows are not there or a number is negative.
StatusOr<DrawnRows> DrawRows(std::span<const int32_t> labels, int32_t class_count, int64_t train,
                             int64_t test, uint64_t seed);

// `data` cut down to the rows that a spec asks for:
// - neither count: as it is;
// - both: drawn from all rows, training and test rows together;
// - one, and `data` has test rows: drawn from that part, the other part stays whole;
// - one, and `data` has no test rows: drawn from all rows, the rest is the other part.
// InvalidArgument when there are fewer rows than asked for.
StatusOr<DataSet> DrawSubset(DataSet data, std::optional<int64_t> train,
                             std::optional<int64_t> test, uint64_t seed);

}  // namespace gridfold
