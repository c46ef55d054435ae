// Rows as one file holds them, before training and test parts are joined into a data set.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/status.h"
#include "common/data/array.h"
#include "common/data/data_set.h"
#include "common/data/labels.h"

namespace gridfold {

struct Table {
  std::string name;  // the file's, for messages
  int64_t rows = 0, features = 0;
  std::optional<ImageShape> shape;  // when the file itself says that rows are pictures
  std::variant<DataSet::Pixels, DataSet::Floats> values;  // [rows x features], row-major
  LabelColumn labels;
};

// The rows of a data set's files: for training, and held out.
struct TablePair {
  Table train;
  std::optional<Table> test;
};

// Rows from an array of features [rows, features], [rows, height, width] or [rows, height, width,
// channels] and one of labels [rows] or [rows, 1]. InvalidArgument, naming the files, for other
// shapes, numbers of rows that differ, no rows, or a label that is not finite.
StatusOr<Table> TableFromArrays(const NumberArray& x, const std::string& x_name,
                                const NumberArray& y, const std::string& y_name);

// One data set of both parts. Rows are pictures of `shape` when given, else as the files say, else
// square when the number of features is a square above 1. Pictures whose values are all whole
// numbers 0..255, not all 0 or 1, are kept as bytes. InvalidArgument when the parts do not fit
// each other or the shape, or a test row's class is unknown.
StatusOr<DataSet> JoinTables(const std::string& name, TablePair tables,
                             const std::optional<ImageShape>& shape);

}  // namespace gridfold
