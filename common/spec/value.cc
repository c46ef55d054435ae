#include "common/spec/value.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "common/base/fingerprint.h"

namespace gridfold {
namespace {

using Json = nlohmann::json;

// Longer texts than this are no point that gridfold wrote.
constexpr size_t kPointJsonBytesMax = 1 << 20;

std::string NumberText(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  // -0.0 equals 0.0, so both must have one text, or equal points would have two fingerprints.
  std::string text = number == 0 ? "0" : fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// Bytes that are no UTF-8 become the replacement character instead of an exception.
std::string Quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string ListText(const IntList& list, const char* separator) {
  return fmt::format("[{}]", fmt::join(list, separator));
}

bool IsInt64(const Json& json) {
  return json.is_number_integer() &&
         (!json.is_number_unsigned() || json.get<uint64_t>() <= static_cast<uint64_t>(INT64_MAX));
}

bool ListFromJson(const Json& json, IntList& list) {
  for (const Json& entry : json) {
    if (!IsInt64(entry)) return false;
    list.push_back(entry.get<int64_t>());
  }
  return true;
}

bool ValueFromJson(const Json& json, Value& value) {
  if (json.is_boolean()) {
    value = json.get<bool>();
  } else if (IsInt64(json)) {
    value = json.get<int64_t>();
  } else if (json.is_number_float()) {
    value = json.get<double>();
  } else if (json.is_string()) {
    value = json.get<std::string>();
  } else if (json.is_array()) {
    value = IntList();
    return ListFromJson(json, std::get<IntList>(value));
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::string ToText(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* whole = std::get_if<int64_t>(&value)) return fmt::format("{}", *whole);
  if (const auto* number = std::get_if<double>(&value)) return NumberText(*number);
  if (const auto* list = std::get_if<IntList>(&value)) return ListText(*list, ", ");
  return std::get<std::string>(value);
}

std::string ToJson(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return Quoted(*text);
  if (const auto* list = std::get_if<IntList>(&value)) return ListText(*list, ",");
  if (const auto* number = std::get_if<double>(&value); number && !std::isfinite(*number)) {
    return Quoted(NumberText(*number));
  }
  return ToText(value);
}

std::string ToJson(const Point& point) {
  std::string json = "{";
  for (const auto& [name, value] : point) {
    if (json.size() > 1) json += ',';
    json += Quoted(name) + ':' + ToJson(value);
  }
  return json + '}';
}

StatusOr<Point> PointFromJson(const std::string& json) {
  if (json.size() > kPointJsonBytesMax) {
    return InvalidArgument("expected a point of at most {} bytes, found {}", kPointJsonBytesMax,
                           json.size());
  }
  const Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) {
    return InvalidArgument("expected a JSON object of parameters, found '{}'", json.substr(0, 60));
  }
  Point point;
  for (const auto& [name, entry] : parsed.items()) {
    if (!ValueFromJson(entry, point[name])) {
      return InvalidArgument(
          "{}: expected a number, a text, true, false or a list of whole numbers, found {}", name,
          entry.type_name());
    }
  }
  return point;
}

uint64_t Fingerprint(const Point& point) { return Fingerprint64(ToJson(point)); }

bool ToNumber(const Value& value, double& number) {
  if (const auto* whole = std::get_if<int64_t>(&value)) {
    number = static_cast<double>(*whole);
    return true;
  }
  if (const auto* real = std::get_if<double>(&value)) {
    number = *real;
    return true;
  }
  return false;
}

}  // namespace gridfold
