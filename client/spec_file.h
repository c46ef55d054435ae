// A spec as the command line names it: a file, overrides, and where data sets lie.
#pragma once

#include <string>
#include <vector>

#include "common/data/load.h"
#include "common/spec/spec_reader.h"

namespace gridfold {

struct SpecArguments {
  std::string file;
  std::vector<std::string> overrides;  // --set key=value
  std::string data_dir;                // --data-dir; may be empty
};

// The file's text, with its folder as an absolute path. InvalidArgument when it cannot be read:
// a file that is not there is a wrong command line.
StatusOr<SpecText> ReadSpecFile(const SpecArguments& arguments);

// Where this process looks for the spec's data.
DataFolders FoldersFor(const SpecArguments& arguments, const SpecText& spec);

// `path` made absolute against the current folder; empty stays empty.
std::string AbsolutePath(const std::string& path);

}  // namespace gridfold
