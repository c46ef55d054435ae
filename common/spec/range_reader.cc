#include "common/spec/range_reader.h"

#include <cmath>

namespace gridfold {
namespace {

constexpr int64_t kGridSizeMax = 1'000'000'000;
constexpr double kExactMax = 9007199254740992.0;  // 2^53: whole doubles up to here are exact

// Reads one range: its type, its ends, its scale, its spacing.
class RangeReader {
 public:
  RangeReader(const YamlCursor& entry, const std::string& type, const Demands& demands,
              bool for_grid)
      : entry_(entry), type_(type), demands_(demands), for_grid_(for_grid) {}

  StatusOr<Parameter> Read() {
    GF_ASSIGN_OR_RETURN(const auto min, entry_.FindEither("min", "low"));
    GF_ASSIGN_OR_RETURN(const auto max, entry_.FindEither("max", "high"));
    if (!min || !max) {
      return entry_.Wrong("expected values, or min and max, found neither in full");
    }
    GF_RETURN_IF_ERROR(CheckKind());
    GF_RETURN_IF_ERROR(DecideTypeOfRange(*min, *max));
    GF_RETURN_IF_ERROR(ReadEnd(*min, parameter_.min));
    GF_RETURN_IF_ERROR(ReadEnd(*max, parameter_.max));
    if (parameter_.max < parameter_.min) {
      return max->Expected("a number >= " + ToText(Typed(parameter_.min)));
    }
    if (!std::isfinite(parameter_.max - parameter_.min)) return max->Expected("a smaller range");
    GF_RETURN_IF_ERROR(ReadScale());
    GF_RETURN_IF_ERROR(ReadSpacing());
    return parameter_;
  }

 private:
  Status CheckKind() const {
    if (type_ == "discrete" || type_ == "categorical") {
      return entry_.Find("type")->Wrong(
          fmt::format("expected values for {}, found a range", type_));
    }
    if (demands_.AllowsRange()) return absl::OkStatus();
    return entry_.Wrong(fmt::format("expected {}, found a range of numbers", demands_.Expected()));
  }

  // What takes only whole numbers gets an int range, what takes any number a double one; where
  // both will do, the way the ends are written decides.
  Status DecideTypeOfRange(const YamlCursor& min, const YamlCursor& max) {
    bool is_int = demands_.WantsInt();
    if (type_ == "double" && is_int) {
      return entry_.Find("type")->Expected("int or discrete, as it takes whole numbers");
    }
    if (!is_int && !demands_.WantsDouble() && type_.empty()) {
      GF_ASSIGN_OR_RETURN(const Value low, min.ScalarValue("a number"));
      GF_ASSIGN_OR_RETURN(const Value high, max.ScalarValue("a number"));
      is_int = std::holds_alternative<int64_t>(low) && std::holds_alternative<int64_t>(high);
    }
    is_int = is_int || type_ == "int";
    parameter_.type = is_int ? ParameterType::kInt : ParameterType::kDouble;
    return absl::OkStatus();
  }

  Value Typed(double number) const {
    if (parameter_.type == ParameterType::kInt) return static_cast<int64_t>(number);
    return number;
  }

  // A number, whole where the type is int.
  StatusOr<double> ReadNumber(const YamlCursor& cursor) const {
    const bool is_int = parameter_.type == ParameterType::kInt;
    GF_ASSIGN_OR_RETURN(const double number, cursor.Number(is_int ? "a whole number" : "a number"));
    if (is_int && (std::floor(number) != number || std::fabs(number) > kExactMax)) {
      return cursor.Expected("a whole number");
    }
    return number;
  }

  Status ReadEnd(const YamlCursor& cursor, double& end) const {
    GF_ASSIGN_OR_RETURN(end, ReadNumber(cursor));
    return demands_.CheckAt(cursor, Typed(end));
  }

  Status ReadScale() {
    const auto scale = entry_.Find("scale");
    const auto log = entry_.Find("log");
    if (scale && log) return log->Wrong("means the same as scale: log; expected one of them");
    if (scale) {
      const StatusOr<std::string> name = scale->Choice({"linear", "log", "reverse_log"});
      GF_RETURN_IF_ERROR(name.status());
      parameter_.scale = *name == "log"           ? Scale::kLog
                         : *name == "reverse_log" ? Scale::kReverseLog
                                                  : Scale::kLinear;
    }
    if (log) {
      GF_ASSIGN_OR_RETURN(const bool is_log, log->Bool());
      parameter_.scale = is_log ? Scale::kLog : Scale::kLinear;
    }
    if (parameter_.scale == Scale::kLinear || parameter_.min > 0) return absl::OkStatus();
    return (scale ? scale : log)
        ->Wrong(fmt::format("expected min > 0 on a logarithmic scale, found {}",
                            ToText(Typed(parameter_.min))));
  }

  Status ReadSpacing() {
    GF_RETURN_IF_ERROR(entry_.Read("count", 1, kGridSizeMax, parameter_.count));
    if (const auto step = entry_.Find("step")) {
      if (parameter_.count) return step->Wrong("excluded by count");
      GF_ASSIGN_OR_RETURN(parameter_.step, ReadNumber(*step));
      if (!(*parameter_.step > 0)) return step->Expected("a step > 0");
      if ((parameter_.max - parameter_.min) / *parameter_.step > kGridSizeMax - 1) {
        return step->Expected(fmt::format("a step that gives at most {} values", kGridSizeMax));
      }
    }
    if (for_grid_ && !parameter_.step && !parameter_.count) {
      return entry_.Wrong("expected step or count, as a grid needs one of them for a range");
    }
    return absl::OkStatus();
  }

  const YamlCursor& entry_;
  const std::string& type_;
  const Demands& demands_;
  const bool for_grid_;
  Parameter parameter_;
};

}  // namespace

StatusOr<Parameter> ReadRange(const YamlCursor& entry, const std::string& type,
                              const Demands& demands, bool for_grid) {
  return RangeReader(entry, type, demands, for_grid).Read();
}

}  // namespace gridfold
