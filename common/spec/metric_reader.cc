#include "common/spec/metric_reader.h"

#include <algorithm>

#include "common/metric/metric.h"
#include "common/spec/catalogue.h"

namespace gridfold {
namespace {

constexpr char kExpectedName[] = "the name of a metric, such as accuracy";

StatusOr<Metric> ReadName(const YamlCursor& cursor) {
  GF_ASSIGN_OR_RETURN(const std::string name, cursor.Text(kExpectedName));
  StatusOr<Metric> metric = FindMetric(name);
  if (!metric.ok()) return cursor.Wrong(Message(metric.status()));
  return metric;
}

StatusOr<bool> ReadGoal(const YamlCursor& map, const Metric& metric) {
  GF_ASSIGN_OR_RETURN(const YamlCursor goal,
                      map.Require("goal", "maximize or minimize (there is no default)"));
  const StatusOr<std::string> direction = goal.Choice({"maximize", "minimize"});
  GF_RETURN_IF_ERROR(direction.status());
  const bool maximize = *direction == "maximize";
  if (maximize == metric.maximize) return maximize;
  return goal.Expected(metric.maximize
                           ? fmt::format("maximize, as more {} is better", metric.name)
                           : fmt::format("minimize, as less {} is better", metric.name));
}

// Whether a trial of `member` may have probability: true.
bool MayHaveProbabilities(const SubSpace& member, const ParameterSchema& schema) {
  const Parameter* parameter = member.Find(schema.name);
  if (parameter == nullptr) return schema.default_value == Value(true);
  return std::find(parameter->values.begin(), parameter->values.end(), Value(true)) !=
         parameter->values.end();
}

Status CheckPlace(const YamlCursor& place, const std::string& name) {
  const StatusOr<Metric> metric = FindMetric(name);
  if (!metric.ok() || !metric->needs_probabilities) return absl::OkStatus();
  return place.Wrong(fmt::format(
      "{} needs class probabilities: expected parameters.probability: true, found none", name));
}

}  // namespace

StatusOr<MetricSpec> ReadMetric(const YamlCursor& cursor) {
  MetricSpec metric;
  if (!cursor.IsMap()) return cursor.Expected("a map such as {name: accuracy, goal: maximize}");
  GF_RETURN_IF_ERROR(cursor.CheckMap({"name", "goal", "target"}));
  GF_ASSIGN_OR_RETURN(const YamlCursor name, cursor.Require("name", kExpectedName));
  GF_ASSIGN_OR_RETURN(const Metric known, ReadName(name));
  metric.name = known.name;
  GF_ASSIGN_OR_RETURN(metric.maximize, ReadGoal(cursor, known));
  if (const auto target = cursor.Find("target")) {
    GF_ASSIGN_OR_RETURN(metric.target, target->Number("a number"));
  }
  return metric;
}

StatusOr<std::vector<std::string>> ReadMetrics(const YamlCursor& cursor) {
  if (!cursor.IsList()) return cursor.Expected("a list of metrics such as [f1_macro, error_rate]");
  std::vector<std::string> names;
  for (const YamlCursor& item : cursor.Items()) {
    GF_ASSIGN_OR_RETURN(const Metric metric, ReadName(item));
    if (std::find(names.begin(), names.end(), metric.name) != names.end()) {
      return item.Wrong(fmt::format("expected each metric once, found '{}' again", metric.name));
    }
    names.push_back(metric.name);
  }
  return names;
}

Status CheckProbabilityMetrics(const YamlCursor& root, const StudySpec& study) {
  const ParameterSchema* schema = FindModel(study.model)->Find("probability");
  if (schema == nullptr) return absl::OkStatus();
  const bool all_may =
      std::all_of(study.space.members.begin(), study.space.members.end(),
                  [&](const SubSpace& member) { return MayHaveProbabilities(member, *schema); });
  if (all_may) return absl::OkStatus();
  GF_RETURN_IF_ERROR(CheckPlace(*root.Find("metric")->Find("name"), study.metric.name));
  if (study.metrics.empty()) return absl::OkStatus();
  const std::vector<YamlCursor> items = root.Find("metrics")->Items();
  for (size_t i = 0; i < items.size(); ++i) {
    GF_RETURN_IF_ERROR(CheckPlace(items[i], study.metrics[i]));
  }
  return absl::OkStatus();
}

}  // namespace gridfold
