#include "common/spec/parameter_reader.h"

#include <algorithm>
#include <unordered_set>

#include "common/spec/range_reader.h"

namespace gridfold {
namespace {

constexpr size_t kValuesMax = 10'000;

bool IsNumber(const Value& value) {
  double number = 0;
  return ToNumber(value, number);
}

bool IsBool(const Value& value) { return std::holds_alternative<bool>(value); }

StatusOr<Value> ReadList(const YamlCursor& cursor, const Demands& demands) {
  if (!demands.AllowsList()) {
    return cursor.Wrong(
        fmt::format("expected {}, found a list (several values to try are written "
                    "{{values: [...]}})",
                    demands.Expected()));
  }
  IntList list;
  for (const YamlCursor& item : cursor.Items()) {
    GF_ASSIGN_OR_RETURN(const int64_t entry, item.Whole(0, int64_t{1} << 53));
    list.push_back(entry);
  }
  return Value(std::move(list));
}

ParameterType TypeOfValues(const std::vector<Value>& values) {
  if (std::all_of(values.begin(), values.end(), IsNumber)) return ParameterType::kDiscrete;
  if (std::all_of(values.begin(), values.end(), IsBool)) return ParameterType::kBool;
  return ParameterType::kCategorical;
}

// Reads one entry that is a map. Its methods follow the text: type, then values or a range.
class EntryReader {
 public:
  EntryReader(const YamlCursor& entry, const Demands& demands, bool for_grid,
              std::vector<std::string>& notes)
      : entry_(entry), demands_(demands), for_grid_(for_grid), notes_(notes) {}

  StatusOr<Parameter> Read() {
    GF_RETURN_IF_ERROR(entry_.CheckMap({"type", "min", "max", "scale", "step", "count", "values",
                                        "when", "per", "low", "high", "log", "choices"}));
    if (const auto type = entry_.Find("type")) {
      GF_ASSIGN_OR_RETURN(type_,
                          type->Choice({"double", "int", "discrete", "categorical", "bool"}));
    }
    GF_ASSIGN_OR_RETURN(const auto values, entry_.FindEither("values", "choices"));
    if (values || type_ == "bool") {
      GF_RETURN_IF_ERROR(ReadValues(values));
    } else {
      GF_ASSIGN_OR_RETURN(parameter_, ReadRange(entry_, type_, demands_, for_grid_));
    }
    return parameter_;
  }

 private:
  Status ReadValues(const std::optional<YamlCursor>& values) {
    for (const char* key : {"min", "max", "low", "high", "scale", "log", "step", "count"}) {
      if (const auto range = entry_.Find(key)) return range->Wrong("excluded by a list of values");
    }
    if (values) {
      GF_RETURN_IF_ERROR(ReadItems(*values));
    } else {
      parameter_.values = {false, true};
      GF_RETURN_IF_ERROR(demands_.CheckAt(entry_, parameter_.values[0]));
    }
    parameter_.type = TypeOfValues(parameter_.values);
    return CheckTypeOfValues();
  }

  Status ReadItems(const YamlCursor& values) {
    if (!values.IsList() || values.Items().empty()) return values.Expected("a list of values");
    if (values.Items().size() > kValuesMax) {
      return values.Wrong(fmt::format("expected at most {} values (or a range), found {}",
                                      kValuesMax, values.Items().size()));
    }
    std::unordered_set<std::string> seen;
    int64_t merged = 0;
    for (const YamlCursor& item : values.Items()) {
      GF_ASSIGN_OR_RETURN(Value value, ReadParameterValue(item, demands_));
      if (seen.insert(IdentityOf(value)).second) {
        parameter_.values.push_back(std::move(value));
      } else {
        ++merged;
      }
    }
    if (merged > 0) {
      notes_.push_back(
          values.Note(fmt::format("{} duplicate value{} merged", merged, merged == 1 ? "" : "s")));
    }
    return absl::OkStatus();
  }

  Status CheckTypeOfValues() {
    const auto all = [this](auto&& holds) {
      return std::all_of(parameter_.values.begin(), parameter_.values.end(), holds);
    };
    const auto is_int = [](const Value& value) { return std::holds_alternative<int64_t>(value); };
    if (type_ == "categorical") parameter_.type = ParameterType::kCategorical;
    const bool fits = type_ == "bool"                                              ? all(IsBool)
                      : type_ == "int" && !demands_.WantsDouble()                  ? all(is_int)
                      : type_ == "int" || type_ == "double" || type_ == "discrete" ? all(IsNumber)
                                                                                   : true;
    if (fits) return absl::OkStatus();
    return entry_.Find("type")->Wrong(
        fmt::format("expected values of this type, found others, the first being {}",
                    ToText(parameter_.values[0])));
  }

  const YamlCursor& entry_;
  const Demands& demands_;
  const bool for_grid_;
  std::vector<std::string>& notes_;
  std::string type_;  // as written; empty when it is to be inferred
  Parameter parameter_;
};

}  // namespace

StatusOr<Value> ReadParameterValue(const YamlCursor& cursor, const Demands& demands) {
  Value value;
  if (cursor.IsList()) {
    GF_ASSIGN_OR_RETURN(value, ReadList(cursor, demands));
  } else {
    GF_ASSIGN_OR_RETURN(value, cursor.ScalarValue(demands.Expected()));
  }
  value = demands.Conform(value);
  GF_RETURN_IF_ERROR(demands.CheckAt(cursor, value));
  return value;
}

StatusOr<Parameter> ReadParameter(const YamlCursor& entry, const Demands& demands, bool for_grid,
                                  std::vector<std::string>& notes) {
  if (entry.IsMap()) return EntryReader(entry, demands, for_grid, notes).Read();
  Parameter constant;
  GF_ASSIGN_OR_RETURN(const Value value, ReadParameterValue(entry, demands));
  constant.constant = true;
  constant.values = {value};
  constant.type = TypeOfValues(constant.values);
  return constant;
}

}  // namespace gridfold
