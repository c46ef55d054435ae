#include "common/data/table.h"

#include <cmath>
#include <limits>

namespace gridfold {
namespace {

constexpr int64_t kRowsMax = std::numeric_limits<int32_t>::max();  // rows are numbered by int32_t

Status CheckDimensions(const NumberArray& x, const std::string& x_name, const NumberArray& y,
                       const std::string& y_name) {
  const size_t dimensions = x.dims.size();
  if (dimensions < 2 || dimensions > 4 || x.Count() == 0) {
    return InvalidArgument(
        "{}: expected [rows, features], [rows, height, width] or [rows, height, width, channels], "
        "none of them 0, found [{}]",
        x_name, fmt::join(x.dims, ", "));
  }
  if (y.dims.empty() || y.dims.size() > 2 || (y.dims.size() == 2 && y.dims[1] != 1)) {
    return InvalidArgument("{}: expected one label for each row, found an array of [{}]", y_name,
                           fmt::join(y.dims, ", "));
  }
  if (x.dims[0] != y.dims[0] || x.dims[0] > kRowsMax) {
    return InvalidArgument("{}: expected {} labels for the rows of {}, found {}", y_name, x.dims[0],
                           x_name, y.dims[0]);
  }
  return absl::OkStatus();
}

void AppendValues(Table& train, const Table& test) {
  if (train.values.index() == test.values.index()) {
    std::visit(
        [&](auto& values) {
          const auto& more = std::get<std::decay_t<decltype(values)>>(test.values);
          values.insert(values.end(), more.begin(), more.end());
        },
        train.values);
    return;
  }
  DataSet::Floats joined;
  for (const Table* part : std::initializer_list<const Table*>{&train, &test}) {
    std::visit(
        [&](const auto& values) { joined.insert(joined.end(), values.begin(), values.end()); },
        part->values);
  }
  train.values = std::move(joined);
}

// The picture that a row of `features` is when nothing says otherwise.
std::optional<ImageShape> SquareShape(int64_t features) {
  const auto side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(features))));
  if (side < 2 || side * side != features) return std::nullopt;
  return ImageShape{side, side, 1};
}

StatusOr<std::optional<ImageShape>> ChooseShape(const Table& train, const Table* test,
                                                const std::optional<ImageShape>& wanted) {
  if (wanted) {
    const auto size = CheckedProduct({wanted->height, wanted->width, wanted->channels});
    if (!size || *size != train.features) {
      return InvalidArgument("{}: expected {} features for pictures of {} x {} x {}, found {}",
                             train.name, size ? fmt::format("{}", *size) : "fewer", wanted->height,
                             wanted->width, wanted->channels, train.features);
    }
    return wanted;
  }
  if (train.shape && test != nullptr && test->shape && *test->shape != *train.shape) {
    return InvalidArgument("{}: expected pictures of {} x {} x {} as in {}, found {} x {} x {}",
                           test->name, train.shape->height, train.shape->width,
                           train.shape->channels, train.name, test->shape->height,
                           test->shape->width, test->shape->channels);
  }
  return train.shape ? train.shape : SquareShape(train.features);
}

// Whether all values are whole numbers 0..255 and one is above 1: pictures that lost their type on
// the way through a text file. Pictures of 0 and 1 only may as well be scaled ones.
bool ArePixels(const DataSet::Floats& values) {
  bool above_one = false;
  for (const float value : values) {
    if (!(value >= 0 && value <= 255) || value != std::floor(value)) return false;
    above_one |= value > 1;
  }
  return above_one;
}

void KeepPicturesAsBytes(DataSet& data) {
  const auto* floats = std::get_if<DataSet::Floats>(&data.values);
  if (floats == nullptr || !data.shape || !ArePixels(*floats)) return;
  DataSet::Pixels pixels(floats->size());
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>((*floats)[i]);
  data.values = std::move(pixels);
}

}  // namespace

StatusOr<Table> TableFromArrays(const NumberArray& x, const std::string& x_name,
                                const NumberArray& y, const std::string& y_name) {
  GF_RETURN_IF_ERROR(CheckDimensions(x, x_name, y, y_name));
  Table table;
  table.name = x_name;
  table.rows = x.dims[0];
  table.features = x.Count() / table.rows;
  if (x.dims.size() > 2) {
    table.shape = ImageShape{x.dims[1], x.dims[2], x.dims.size() == 4 ? x.dims[3] : 1};
  }
  for (const double label : y.Doubles()) {
    if (!std::isfinite(label)) {
      return InvalidArgument("{}: row {}: expected a finite label, found {}", y_name,
                             table.labels.rows() + 1, label);
    }
    table.labels.Add(label);
  }
  table.values = x.Values();
  return table;
}

StatusOr<DataSet> JoinTables(const std::string& name, TablePair tables,
                             const std::optional<ImageShape>& shape) {
  Table& train = tables.train;
  const std::optional<Table>& test = tables.test;
  if (test && test->features != train.features) {
    return InvalidArgument("{}: expected {} features as in {}, found {}", test->name,
                           train.features, train.name, test->features);
  }
  DataSet data;
  data.name = name;
  data.train_rows = train.rows;
  data.test_rows = test ? test->rows : 0;
  data.features = train.features;
  if (data.rows() > kRowsMax) {
    return ResourceExhausted("{}: expected at most {} rows, found {}", name, kRowsMax, data.rows());
  }
  GF_ASSIGN_OR_RETURN(data.shape, ChooseShape(train, test ? &*test : nullptr, shape));
  GF_ASSIGN_OR_RETURN(
      EncodedLabels encoded,
      EncodeLabels(train.labels, test ? test->labels : LabelColumn(), test ? test->name : ""));
  data.labels = std::move(encoded.labels);
  data.classes = std::move(encoded.classes);
  if (test) AppendValues(train, *test);
  data.values = std::move(train.values);
  KeepPicturesAsBytes(data);
  return data;
}

}  // namespace gridfold
