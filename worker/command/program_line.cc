#include "worker/command/program_line.h"

#include <nlohmann/json.hpp>

#include "common/base/safe_text.h"
#include "common/data/npz.h"
#include "common/spec/scalar.h"

namespace gridfold {
namespace {

using Json = nlohmann::json;

constexpr int64_t kEpochMax = 1'000'000'000;
constexpr size_t kValuesMax = 1'000;
constexpr size_t kShownBytes = 200;

// The value as text, for messages.
std::string Displayed(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > kShownBytes) text = text.substr(0, kShownBytes) + "...";
  return SafeText(text);
}

Status AddNumber(const std::string& name, const Json& value,
                 std::map<std::string, double>& values) {
  if (!IsPlainName(name)) {
    return FailedPrecondition(
        "expected a metric's name of A-Z a-z 0-9 . _ -, beginning with a letter, a digit or _, "
        "found {}",
        Quote(name));
  }
  if (!value.is_number()) {
    return FailedPrecondition("{}: expected a number, found {}", name, Displayed(value));
  }
  if (values.size() >= kValuesMax) {
    return FailedPrecondition("expected at most {} numbers in a line", kValuesMax);
  }
  values[name] = value.get<double>();
  return absl::OkStatus();
}

StatusOr<std::map<std::string, double>> ReadNumbers(const Json& object, const std::string& key) {
  std::map<std::string, double> values;
  const auto found = object.find(key);
  if (found == object.end()) return values;
  if (!found->is_object()) {
    return FailedPrecondition("{}: expected names and numbers, found {}", key, Displayed(*found));
  }
  for (const auto& [name, value] : found->items()) {
    GF_RETURN_IF_ERROR(AddNumber(name, value, values));
  }
  return values;
}

// Classes by how a program may name them.
class ClassNames {
 public:
  explicit ClassNames(const std::vector<std::string>& classes) {
    const std::vector<int64_t> numbers = ClassNumbers(classes);
    for (size_t i = 0; i < classes.size(); ++i) {
      by_name_[classes[i]] = static_cast<int32_t>(i);
      by_number_[numbers[i]] = static_cast<int32_t>(i);
    }
  }

  // -1: none of them.
  int32_t Find(const Json& value) const {
    if (value.is_string()) return Look(by_name_, value.get<std::string>());
    if (value.is_number_integer()) return Look(by_number_, value.get<int64_t>());
    return -1;
  }

 private:
  template <typename Key>
  static int32_t Look(const std::map<Key, int32_t>& classes, const Key& key) {
    const auto found = classes.find(key);
    return found == classes.end() ? -1 : found->second;
  }

  std::map<std::string, int32_t> by_name_;
  std::map<int64_t, int32_t> by_number_;
};

StatusOr<std::optional<std::vector<int32_t>>> ReadPredictions(const Json& object,
                                                              const std::string& key,
                                                              const ClassNames& names) {
  const auto found = object.find(key);
  if (found == object.end()) return std::optional<std::vector<int32_t>>();
  if (!found->is_array()) {
    return FailedPrecondition("{}: expected a list of classes, found {}", key, Displayed(*found));
  }
  std::vector<int32_t> predictions;
  predictions.reserve(found->size());
  for (const Json& value : *found) {
    predictions.push_back(names.Find(value));
    if (predictions.back() < 0) {
      return FailedPrecondition("{}[{}]: expected one of the classes, found {}", key,
                                predictions.size() - 1, Displayed(value));
    }
  }
  return std::optional(std::move(predictions));
}

StatusOr<EpochLine> ReadEpoch(const Json& object) {
  EpochLine line;
  const Json& epoch = object.at("epoch");
  const bool whole = epoch.is_number_unsigned() && epoch.get<uint64_t>() >= 1 &&
                     epoch.get<uint64_t>() <= uint64_t{kEpochMax};
  if (!whole) {
    return FailedPrecondition("epoch: expected a whole number from 1 to {}, found {}", kEpochMax,
                              Displayed(epoch));
  }
  line.epoch = epoch.get<int64_t>();
  for (const auto& [name, value] : object.items()) {
    if (name == "epoch") continue;
    if (name == "checkpoint" && value.is_boolean()) {
      line.checkpoint = value.get<bool>();
      continue;
    }
    GF_RETURN_IF_ERROR(AddNumber(name, value, line.values));
  }
  return line;
}

StatusOr<ResultLine> ReadResult(const Json& object, const std::vector<std::string>& classes) {
  ResultLine line;
  const ClassNames names(classes);
  GF_ASSIGN_OR_RETURN(line.metrics, ReadNumbers(object, "metrics"));
  GF_ASSIGN_OR_RETURN(line.train_metrics, ReadNumbers(object, "train_metrics"));
  GF_ASSIGN_OR_RETURN(line.predictions, ReadPredictions(object, "predictions", names));
  GF_ASSIGN_OR_RETURN(line.train_predictions, ReadPredictions(object, "train_predictions", names));
  return line;
}

}  // namespace

StatusOr<ProgramLine> ParseProgramLine(std::string_view text,
                                       const std::vector<std::string>& classes) {
  using Kind = ProgramLine::Kind;
  ProgramLine line;
  if (!text.starts_with('{')) return line;
  const Json object = Json::parse(text, nullptr, false);
  if (object.is_discarded()) {
    // Python's own way to print a map begins with {' and is none of ours.
    if (!text.starts_with("{\"")) return line;
    return FailedPrecondition("expected JSON, found {}", Quote(text));
  }
  if (object.contains("infeasible")) {
    const Json& reason = object.at("infeasible");
    line.kind = Kind::kInfeasible;
    line.reason = reason.is_string() ? SafeText(reason.get<std::string>()) : Displayed(reason);
  } else if (object.contains("metrics") || object.contains("predictions")) {
    line.kind = Kind::kResult;
    GF_ASSIGN_OR_RETURN(line.result, ReadResult(object, classes));
  } else if (object.contains("epoch")) {
    line.kind = Kind::kEpoch;
    GF_ASSIGN_OR_RETURN(line.epoch, ReadEpoch(object));
  }
  return line;
}

}  // namespace gridfold
