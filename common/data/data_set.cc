#include "common/data/data_set.h"

#include <algorithm>
#include <cmath>

#include "common/data/array.h"
#include "common/data/number.h"

namespace gridfold {
namespace {

Status CheckCounts(const DataSet& data) {
  if (data.train_rows < 0 || data.test_rows < 0 || data.features < 1) {
    return InvalidArgument("{}: expected at least one feature, found {} ({} + {} rows)", data.name,
                           data.features, data.train_rows, data.test_rows);
  }
  const std::optional<int64_t> cells = CheckedProduct({data.rows(), data.features});
  const size_t found = std::visit([](const auto& values) { return values.size(); }, data.values);
  if (!cells || static_cast<size_t>(*cells) != found) {
    return InvalidArgument("{}: expected {} x {} values, found {}", data.name, data.rows(),
                           data.features, found);
  }
  if (static_cast<int64_t>(data.labels.size()) != data.rows()) {
    return InvalidArgument("{}: expected {} labels, found {}", data.name, data.rows(),
                           data.labels.size());
  }
  if (!data.shape) return absl::OkStatus();
  const auto size = CheckedProduct({data.shape->height, data.shape->width, data.shape->channels});
  if (size && *size == data.features) return absl::OkStatus();
  return InvalidArgument("{}: expected pictures of {} values, found {} x {} x {}", data.name,
                         data.features, data.shape->height, data.shape->width,
                         data.shape->channels);
}

Status CheckLabels(const DataSet& data) {
  for (const std::string& label : data.classes) {
    if (label.empty() || !IsPlainUtf8(label)) {
      return InvalidArgument("{}: expected plain UTF-8 as a class's name, found {}", data.name,
                             Shown(label));
    }
  }
  for (size_t row = 0; row < data.labels.size(); ++row) {
    if (data.labels[row] < 0 || data.labels[row] >= data.class_count()) {
      return InvalidArgument("{}: row {}: expected a class from 0 to {}, found {}", data.name, row,
                             data.class_count() - 1, data.labels[row]);
    }
  }
  const auto train = data.train_labels();
  if (std::adjacent_find(train.begin(), train.end(), std::not_equal_to<>()) == train.end()) {
    return InvalidArgument("{}: expected at least two classes in the training rows, found {}",
                           data.name, train.empty() ? 0 : 1);
  }
  return absl::OkStatus();
}

}  // namespace

void DataSet::CopyRow(int64_t row, float* out) const {
  std::visit(
      [&](const auto& all) {
        const auto* first = all.data() + row * features;
        std::copy(first, first + features, out);
      },
      values);
}

Status ValidateDataSet(const DataSet& data) {
  GF_RETURN_IF_ERROR(CheckCounts(data));
  GF_RETURN_IF_ERROR(CheckLabels(data));
  const auto* floats = std::get_if<DataSet::Floats>(&data.values);
  if (floats == nullptr) return absl::OkStatus();
  for (size_t i = 0; i < floats->size(); ++i) {
    if (std::isfinite((*floats)[i])) continue;
    const auto features = static_cast<size_t>(data.features);
    return InvalidArgument("{}: row {}, column {}: expected a finite number, found {}", data.name,
                           i / features, i % features, (*floats)[i]);
  }
  return absl::OkStatus();
}

}  // namespace gridfold
