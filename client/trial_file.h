// A file of trials that were evaluated elsewhere, for `gridfold import`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/spec/spec_reader.h"
#include "coordinator/core/coordinator.h"

namespace gridfold {

// The rows of a CSV file with the columns of `gridfold export --to csv`: `param_<name>`, of which
// an empty one stands for an inactive parameter, and `split<k>_test_score` for each of `splits`
// splits (for one split `mean_test_score` or `score` will do). Other columns are passed over, and
// rows without scores. `name` is the file's. InvalidArgument names line and column.
StatusOr<std::vector<ImportedTrial>> ParseTrialFile(std::string_view text, const std::string& name,
                                                    int splits);

inline constexpr int64_t kTrialFileBytesMax = int64_t{1} << 30;

// The trials of the file for a study of this spec; none without a file. InvalidArgument also for a
// file that cannot be read and for a spec that cannot be.
StatusOr<std::vector<ImportedTrial>> ReadTrialFile(const std::string& file, const SpecText& spec);

}  // namespace gridfold
