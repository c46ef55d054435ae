// From a spec's `dataset:` to a data set.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/data/data_set.h"
#include "common/spec/study.h"

namespace gridfold {

// Where data sets lie on this machine.
struct DataFolders {
  std::string data_dir;      // --data-dir; "" when not given
  std::string environment;   // $GRIDFOLD_DATA_DIR; "" when not set
  std::string cache;         // downloads land here
  std::string spec_folder;   // of the spec's file
};
// From the environment: GRIDFOLD_DATA_DIR, and XDG_CACHE_HOME/gridfold or ~/.cache/gridfold.
DataFolders FoldersFromEnvironment(const std::string& data_dir, const std::string& spec_folder);

// Where a path that a spec names is: itself when absolute; else below the spec's folder, or, when
// nothing lies there, below data_dir or environment; below the spec's folder when nowhere is
// anything.
std::string ResolvePath(const std::string& path, const DataFolders& folders);

// Loads, draws the rows that `spec` asks for, validates. mnist: `<data-dir>/mnist`, then
// `$GRIDFOLD_DATA_DIR/mnist`, then the cache, else downloaded into the cache from public mirrors
// and verified, else NotFound that names all four. NotFound, InvalidArgument, DataLoss name file
// and place otherwise.
StatusOr<DataSet> LoadDataSet(const DataSetSpec& spec, const DataFolders& folders);

}  // namespace gridfold
