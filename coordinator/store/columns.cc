#include "coordinator/store/columns.h"

#include <nlohmann/json.hpp>

namespace gridfold {
namespace {

using Json = nlohmann::json;

StatusOr<IntList> ListFromText(const std::string& text) {
  GF_ASSIGN_OR_RETURN(const Point point, PointFromJson(fmt::format("{{\"list\":{}}}", text)));
  const auto found = point.find("list");
  if (found != point.end()) {
    if (const auto* list = std::get_if<IntList>(&found->second)) return *list;
  }
  return DataLoss("expected a list of whole numbers, found '{}'", text);
}

bool IsInt32(const Json& json) {
  if (!json.is_number_integer()) return false;
  // Beyond int64 a number would wrap around to a harmless one.
  if (json.is_number_unsigned()) return json.get<uint64_t>() <= INT32_MAX;
  const auto number = json.get<int64_t>();
  return number >= INT32_MIN && number <= INT32_MAX;
}

}  // namespace

ValueColumns ToColumns(const Value& value) {
  ValueColumns columns;
  if (const auto* flag = std::get_if<bool>(&value)) {
    columns.type = "bool";
    columns.int_value = *flag ? 1 : 0;
  } else if (const auto* whole = std::get_if<int64_t>(&value)) {
    columns.type = "int";
    columns.int_value = *whole;
  } else if (const auto* number = std::get_if<double>(&value)) {
    columns.type = "double";
    columns.real_value = *number;
  } else {
    columns.type = std::holds_alternative<IntList>(value) ? "list" : "text";
    columns.text_value = ToText(value);
  }
  return columns;
}

StatusOr<Value> ValueFromColumns(const Cursor& row, int column) {
  const std::string type = row.Text(column);
  if (type == "bool") return Value(row.Int(column + 1) != 0);
  if (type == "int") return Value(row.Int(column + 1));
  if (type == "double") return Value(row.Double(column + 2));
  if (type == "text") return Value(row.Text(column + 3));
  if (type != "list") return DataLoss("expected a type of parameter, found '{}'", type);
  GF_ASSIGN_OR_RETURN(IntList list, ListFromText(row.Text(column + 3)));
  return Value(std::move(list));
}

Status AddParameter(const Cursor& row, int column, Point& point) {
  if (row.IsNull(column)) return absl::OkStatus();
  auto value = ValueFromColumns(row, column + 1);
  if (!value.ok()) return Annotate(value.status(), "parameter " + row.Text(column));
  point[row.Text(column)] = *std::move(value);
  return absl::OkStatus();
}

StatusOr<std::optional<std::string>> ConfusionToJson(const std::vector<int32_t>& confusion,
                                                     int32_t classes) {
  if (confusion.empty()) return std::optional<std::string>();
  const auto width = static_cast<size_t>(classes < 0 ? 0 : classes);
  if (confusion.size() != width * width) {
    return InvalidArgument("expected a confusion matrix of {0} x {0} numbers, found {1} numbers",
                           classes, confusion.size());
  }
  std::string json = "[";
  for (size_t row = 0; row < width; ++row) {
    const auto first = confusion.begin() + static_cast<std::ptrdiff_t>(row * width);
    json += fmt::format("{}[{}]", row > 0 ? "," : "",
                        fmt::join(first, first + static_cast<std::ptrdiff_t>(width), ","));
  }
  return std::optional<std::string>(json + "]");
}

StatusOr<std::vector<int32_t>> ConfusionFromJson(const std::string& json) {
  const Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  std::vector<int32_t> confusion;
  if (!parsed.is_array()) return DataLoss("expected a confusion matrix, found '{:.40}'", json);
  for (const Json& row : parsed) {
    if (!row.is_array() || row.size() != parsed.size()) {
      return DataLoss("expected a square confusion matrix, found '{:.40}'", json);
    }
    for (const Json& count : row) {
      if (!IsInt32(count)) return DataLoss("expected whole numbers, found '{:.40}'", json);
      confusion.push_back(count.get<int32_t>());
    }
  }
  return confusion;
}

std::string PredictionsToBytes(const std::vector<int32_t>& predictions) {
  std::string bytes;
  bytes.reserve(predictions.size() * 4);
  for (const int32_t prediction : predictions) {
    const auto bits = static_cast<uint32_t>(prediction);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(bits >> shift & 0xff);
  }
  return bytes;
}

StatusOr<std::vector<int32_t>> PredictionsFromBytes(std::string_view bytes) {
  if (bytes.size() % 4 != 0) {
    return DataLoss("expected predictions of 4 bytes each, found {} bytes", bytes.size());
  }
  std::vector<int32_t> predictions(bytes.size() / 4);
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto bits = static_cast<uint32_t>(static_cast<unsigned char>(bytes[i])) << (i % 4 * 8);
    predictions[i / 4] = static_cast<int32_t>(static_cast<uint32_t>(predictions[i / 4]) | bits);
  }
  return predictions;
}

std::string TextsToJson(const std::vector<std::string>& texts) {
  return Json(texts).dump(-1, ' ', false, Json::error_handler_t::replace);
}

StatusOr<std::vector<std::string>> TextsFromJson(const std::string& json) {
  const Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_array()) return DataLoss("expected a JSON array of texts, found '{:.40}'", json);
  std::vector<std::string> texts;
  for (const Json& text : parsed) {
    if (!text.is_string()) return DataLoss("expected texts, found '{:.40}'", json);
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

}  // namespace gridfold
