// LIBSVM's sparse text format: `label index:value ...`, indices from 1 and ascending, `#` starts a
// comment (LIBSVM's README, section "`svm-train' Usage").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/data/table.h"

namespace gridfold {

// Rows as the file has them; columns from 0.
struct SparseTable {
  std::string name;
  int64_t features = 0;              // the largest index in the file
  int64_t text_bytes = 0;            // how long the file was
  std::vector<size_t> starts = {0};  // row r has entries starts[r] .. starts[r + 1] - 1
  std::vector<int32_t> columns;
  std::vector<float> values;
  LabelColumn labels;
};

// InvalidArgument names file, line and what was expected and found: a label that is no number, an
// entry that is no index:value, an index below 1 or not above the one before, no rows.
StatusOr<SparseTable> ParseLibsvm(std::string_view text, const std::string& name);

// The rows with `features` columns, at least as many as the file has. ResourceExhausted when that
// is more than 8 GiB, or out of all proportion to the file (10,000 times its bytes and 64 MiB).
StatusOr<Table> Densify(const SparseTable& sparse, int64_t features);

}  // namespace gridfold
