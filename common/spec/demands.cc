#include "common/spec/demands.h"

#include <algorithm>
#include <cmath>

namespace gridfold {
namespace {

using Kind = ParameterSchema::Kind;

constexpr double kExactMax = 9007199254740992.0;  // 2^53

bool IsNumber(const ParameterSchema& schema) {
  return schema.kind == Kind::kNumber || schema.kind == Kind::kNumberOrChoice;
}

bool IsInt(const ParameterSchema& schema) {
  return schema.kind == Kind::kInt || schema.kind == Kind::kIntOrList ||
         schema.kind == Kind::kIntOrChoice;
}

bool IsAny(const ParameterSchema& schema) { return schema.kind == Kind::kAny; }

}  // namespace

void Demands::Add(const ParameterSchema& schema) {
  // A parameter may stand in thousands of layers; what they demand is mostly the same.
  if (std::find(schemas_.begin(), schemas_.end(), schema) == schemas_.end()) {
    schemas_.push_back(schema);
  }
}

bool Demands::WantsDouble() const {
  return !empty() && std::all_of(schemas_.begin(), schemas_.end(), IsNumber);
}

bool Demands::WantsInt() const { return std::any_of(schemas_.begin(), schemas_.end(), IsInt); }

bool Demands::AllowsRange() const {
  return std::all_of(schemas_.begin(), schemas_.end(), [](const auto& schema) {
    return IsNumber(schema) || IsInt(schema) || IsAny(schema);
  });
}

bool Demands::AllowsList() const {
  return std::all_of(schemas_.begin(), schemas_.end(), [](const auto& schema) {
    return schema.kind == Kind::kIntOrList || IsAny(schema);
  });
}

Value Demands::Conform(const Value& value) const {
  if (const auto* whole = std::get_if<int64_t>(&value); whole && WantsDouble()) {
    return static_cast<double>(*whole);
  }
  if (const auto* number = std::get_if<double>(&value); number && WantsInt()) {
    if (std::floor(*number) == *number && std::fabs(*number) <= kExactMax) {
      return static_cast<int64_t>(*number);
    }
  }
  return value;
}

Status Demands::Check(const Value& value) const {
  for (const ParameterSchema& schema : schemas_) GF_RETURN_IF_ERROR(CheckValue(schema, value));
  return absl::OkStatus();
}

Status Demands::CheckAt(const YamlCursor& place, const Value& value) const {
  const Status status = Check(value);
  return status.ok() ? status : place.Wrong(Message(status));
}

std::string Demands::Expected() const {
  return schemas_.empty() ? "a value" : Expectation(schemas_.front());
}

std::map<std::string, Demands> DemandsOf(const References& references) {
  std::map<std::string, Demands> demands;
  for (const Reference& reference : references) {
    demands[reference.parameter].Add(reference.schema);
  }
  return demands;
}

std::string IdentityOf(const Value& value) {
  double number = 0;
  return ToNumber(value, number) ? ToJson(Value(number)) : ToJson(value);
}

StatusOr<Value> ReadSetting(const YamlCursor& cursor, const ParameterSchema& schema,
                            bool from_pipeline, References& references) {
  GF_ASSIGN_OR_RETURN(const Value value, cursor.ScalarValue(Expectation(schema)));
  if (const auto* text = std::get_if<std::string>(&value); text && text->front() == '$') {
    const std::string parameter = text->substr(1);
    if (!IsParameterName(parameter)) return cursor.Expected("the name of a parameter after $");
    references.push_back({parameter, schema, cursor, from_pipeline});
    return value;
  }
  Demands demands;
  demands.Add(schema);
  const Value conforming = demands.Conform(value);
  GF_RETURN_IF_ERROR(demands.CheckAt(cursor, conforming));
  return conforming;
}

bool IsParameterName(const std::string& text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return IsPlainName(text) && !is_digit(text[0]) && text.find_first_of(".-") == std::string::npos;
}

}  // namespace gridfold
