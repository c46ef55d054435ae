// A folder that a program keeps its state in, as one file that travels.
#pragma once

#include <filesystem>
#include <string>

#include "common/base/status.h"

namespace gridfold {

// The files of the folder, not of folders in it, names and contents: the same bytes for the same
// files; without those that are removed meanwhile. ResourceExhausted for more than a GiB in all.
StatusOr<std::string> PackFolder(const std::filesystem::path& folder);

// Writes those files into `folder`. DataLoss for bytes that PackFolder did not make; a name that is
// not plain (common/spec/scalar.h) is one of these.
Status UnpackFolder(const std::string& bytes, const std::filesystem::path& folder);

}  // namespace gridfold
