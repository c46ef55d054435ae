// The labels of a file's rows, and how they become class indices.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

// Labels row by row, each distinct text kept once. Not thread-safe.
class LabelColumn {
 public:
  void Add(std::string_view text);
  void Add(double number);  // as its shortest text: 3, 0.5
  void Append(const LabelColumn& rows);

  int64_t rows() const { return static_cast<int64_t>(ids_.size()); }
  const std::vector<std::string>& texts() const { return texts_; }  // in order of appearance
  const std::vector<int32_t>& ids() const { return ids_; }          // row -> index into texts()

 private:
  std::vector<std::string> texts_;
  std::vector<int32_t> ids_;
  std::unordered_map<std::string, int32_t> index_;
  std::string sought_;
};

struct EncodedLabels {
  std::vector<int32_t> labels;       // class of each row: training rows, then test rows
  std::vector<std::string> classes;  // as spelled where first seen
};

// Classes are those of the training rows: sorted as numbers when all of them are numbers ("3" and
// "3.0" are one), by their bytes otherwise. InvalidArgument, naming `test_name` and the row (from
// 1), for a test row whose class no training row has.
StatusOr<EncodedLabels> EncodeLabels(const LabelColumn& train, const LabelColumn& test,
                                     const std::string& test_name);

}  // namespace gridfold
