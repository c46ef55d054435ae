// The rows of a fold as files that any program reads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/file.h"
#include "common/base/status.h"
#include "common/spec/study.h"
#include "worker/linalg/matrix.h"

namespace gridfold {

// One part of a fold. Does not own.
struct FoldPart {
  ConstMatrix x;                  // [rows x features], as the pipeline left them
  std::span<const int32_t> y;     // class index of each row
  std::span<const int32_t> rows;  // number of each row in the data set, from 0
};

// A folder of files, removed with it.
class RowFiles {
 public:
  // npz: `rows.npz` with x_train [rows, features], or [rows, height, width(, channels)] for
  // pictures of `shape`, y_train (common/data/npz.h), train_rows, and the same of validation. csv:
  // `train.csv` and `validation.csv`, a header, then features and last the class's name. index: no
  // values. csv and index: `train.index`, `validation.index`, a row's number on each line.
  // InvalidArgument for another format; errors of the disk.
  static StatusOr<std::shared_ptr<const RowFiles>> Write(const std::string& format,
                                                         const FoldPart& train,
                                                         const FoldPart& validation,
                                                         const std::optional<ImageShape>& shape,
                                                         const std::vector<std::string>& classes);

  // What a program is told of them: {"rows": path} or {"train": path, ...}.
  const std::vector<std::pair<std::string, std::string>>& paths() const { return paths_; }
  int64_t bytes() const { return bytes_; }

 private:
  RowFiles() = default;
  Status Add(const std::string& key, const std::string& file, const std::string& bytes);
  Status AddNpz(const FoldPart& train, const FoldPart& validation,
                const std::optional<ImageShape>& shape, const std::vector<std::string>& classes);
  Status AddText(const std::string& part, const FoldPart& rows, bool values,
                 const std::vector<std::string>& classes);

  TemporaryFolder folder_;
  std::vector<std::pair<std::string, std::string>> paths_;
  int64_t bytes_ = 0;
};

}  // namespace gridfold
