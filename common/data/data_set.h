// A data set in memory: rows of features and their classes, the training rows first, then the held
// out test rows, which no fold ever sees. Immutable once made, so threads share it freely.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "common/base/status.h"
#include "common/spec/study.h"

namespace gridfold {

class DataSet {
 public:
  using Pixels = std::vector<uint8_t>;   // values 0..255 as they are
  using Floats = std::vector<float>;

  std::string name;                      // "mnist", "digits", or the file's name
  int64_t train_rows = 0, test_rows = 0;
  int64_t features = 0;
  std::optional<ImageShape> shape;       // when a row is a picture
  std::variant<Pixels, Floats> values;   // [rows x features], row-major
  std::vector<int32_t> labels;           // class index of each row, 0 .. classes-1
  std::vector<std::string> classes;      // class index -> the label as it stood in the data

  int64_t rows() const { return train_rows + test_rows; }
  int32_t class_count() const { return static_cast<int32_t>(classes.size()); }
  std::span<const int32_t> train_labels() const {
    return std::span(labels).first(static_cast<size_t>(train_rows));
  }
  std::span<const int32_t> test_labels() const {
    return std::span(labels).subspan(static_cast<size_t>(train_rows));
  }
  // Copies row `row` as floats (pixels stay 0..255) to `out`, `features` long.
  void CopyRow(int64_t row, float* out) const;
};

// The data set as one blob: magic, a JSON header, labels, values; the same for the same content.
// Its SHA-256 is the data set's hash.
std::string SerializeDataSet(const DataSet& data);
// The inverse. DataLoss names what is wrong with a blob that is not one, or whose lengths lie.
StatusOr<DataSet> ParseDataSet(const std::string& bytes);

// InvalidArgument, naming row and column, unless: at least two classes among the training rows,
// at least one feature, no NaN or infinity, label and value counts that fit.
Status ValidateDataSet(const DataSet& data);

}  // namespace gridfold
