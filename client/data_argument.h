// A data set as the command line names it.
#pragma once

#include <string>

#include "common/data/data_set.h"
#include "common/data/load.h"

namespace gridfold {

struct DataArguments {
  std::string name;            // mnist, digits, a spec (.yaml), or a file: .csv, .npz, .libsvm, idx
  std::string label = "last";  // csv: last | first | <name> | <index>
  std::string labels_path;     // idx: the file of labels; "" = next to the images, by MNIST's names
  std::string data_dir;
};

// What `arguments` mean, by the name's ending (a .gz after it does not count). InvalidArgument
// lists the endings.
StatusOr<DataSetSpec> DataSetOf(const DataArguments& arguments);

StatusOr<DataSet> LoadData(const DataArguments& arguments);

}  // namespace gridfold
