// NPZ, numpy's archive of arrays, holding a data set: `x`, `y` and optionally `x_test`, `y_test`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/data/table.h"

namespace gridfold {

// The rows in an archive. `name` is the file's, for messages. InvalidArgument for missing members
// or shapes that do not fit (table.h); DataLoss, ResourceExhausted as in zip.h and npy.h.
StatusOr<TablePair> ParseNpz(std::string_view bytes, const std::string& name);

// What stands in y for each class: the label itself when all of them are whole numbers, else its
// index.
std::vector<int64_t> ClassNumbers(const std::vector<std::string>& classes);

// The data set as an archive that numpy.load reads: x [rows, features] or [rows, height, width,
// channels] (channels left out when 1), y int64; x_test, y_test when there are test rows; classes
// that are all whole numbers stand as themselves in y, other classes as indices. The same bytes
// for the same data. ResourceExhausted when it would reach 4 GiB.
StatusOr<std::string> NpzBytes(const DataSet& data);

}  // namespace gridfold
