// `data describe`, `data fetch` and `data export`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/console.h"
#include "client/data_argument.h"
#include "client/spec_file.h"

namespace gridfold {

struct DataFacts {
  std::vector<int64_t> train_counts, test_counts;  // rows of each class
  double min = 0, max = 0;                         // over all values
  double zero_share = 0;                           // of the values
  int64_t bytes = 0;                               // in memory
};

// Pure.
DataFacts FactsOf(const DataSet& data);

// Rows, features, shape, classes, value range; `format` is table or json. Pictures
// (data_pictures.h) are written to the folder `pictures` and named, unless that is "".
Status DescribeData(const DataArguments& arguments, const std::string& format,
                    const std::string& pictures, Console& console);

// Downloads the data set `name` (mnist is the only one that lies elsewhere) into the folder of that
// name below `data_dir`, or below the cache; files that are there and right are left alone.
Status FetchData(const std::string& name, const std::string& data_dir, Console& console);

// The data set and folds of a spec as an NPZ file: x, y, x_test, y_test, and folds
// [splits x training rows], 1 where the row validates in the split.
Status ExportData(const SpecArguments& arguments, const std::string& path, Console& console);

}  // namespace gridfold
