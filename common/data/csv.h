// CSV: one row a line, one column the label, all others numbers.
#pragma once

#include <string>
#include <string_view>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "common/data/table.h"

namespace gridfold {

// The rows of a CSV text. `label` is last, first, a column's name, or its index (from 0; negative
// ones count from the end). The first record is a header when most of its feature fields are no
// numbers, or when it numbers eight columns or more 0, 1, 2, ... InvalidArgument names file, line
// (from 1) and column (from 1, and its name): a record of another length than the first, a feature
// that is no finite number, a label that is missing or no plain UTF-8 of at most 256 bytes, a label
// column that does not exist, no rows. Of several errors the first one. `helpers` (may be null)
// reads parts of a long text at the same time.
StatusOr<Table> ParseCsv(std::string_view text, const std::string& name, const std::string& label,
                         PartRunner* helpers = nullptr);

// The same without a label column: all columns are features, and the table's labels are empty. The
// first record is a header when most of its fields are no numbers.
StatusOr<Table> ParseUnlabelledCsv(std::string_view text, const std::string& name);
// Columns of the first record; 0 for an empty text. InvalidArgument when it cannot be cut.
StatusOr<size_t> CountCsvColumns(std::string_view text, const std::string& name);

}  // namespace gridfold
