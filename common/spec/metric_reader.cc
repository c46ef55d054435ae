#include "common/spec/metric_reader.h"

#include <algorithm>

#include "common/metric/metric.h"
#include "common/spec/catalogue.h"

namespace gridfold {
namespace {

constexpr size_t kGoalsMax = 10;
constexpr char kExpectedName[] = "the name of a metric, such as accuracy";

struct NamedMetric {
  std::string name;
  std::optional<bool> maximize;  // absent: only the user knows
};

bool IsFact(const ModelSchema* model, const std::string& name) {
  return model != nullptr &&
         std::find(model->facts.begin(), model->facts.end(), name) != model->facts.end();
}

bool IsOpen(const ModelSchema* model) { return model != nullptr && model->is_open; }

StatusOr<NamedMetric> ReadName(const YamlCursor& cursor, const ModelSchema* model) {
  GF_ASSIGN_OR_RETURN(const std::string name, cursor.Text(kExpectedName));
  GF_RETURN_IF_ERROR(CheckMetricName(cursor, name, model));
  const StatusOr<Metric> metric = FindMetric(name);
  return NamedMetric{name, metric.ok() ? std::optional(metric->maximize) : std::nullopt};
}

StatusOr<bool> ReadGoal(const YamlCursor& map, const NamedMetric& metric) {
  GF_ASSIGN_OR_RETURN(const YamlCursor goal,
                      map.Require("goal", "maximize or minimize (there is no default)"));
  const StatusOr<std::string> direction = goal.Choice({"maximize", "minimize"});
  GF_RETURN_IF_ERROR(direction.status());
  const bool maximize = *direction == "maximize";
  if (maximize == metric.maximize.value_or(maximize)) return maximize;
  return goal.Expected(*metric.maximize
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

StatusOr<MetricSpec> ReadMetric(const YamlCursor& cursor, const ModelSchema* model) {
  MetricSpec metric;
  if (!cursor.IsMap()) return cursor.Expected("a map such as {name: accuracy, goal: maximize}");
  GF_RETURN_IF_ERROR(cursor.CheckMap({"name", "goal", "target"}));
  GF_ASSIGN_OR_RETURN(const YamlCursor name, cursor.Require("name", kExpectedName));
  GF_ASSIGN_OR_RETURN(const NamedMetric known, ReadName(name, model));
  metric.name = known.name;
  GF_ASSIGN_OR_RETURN(metric.maximize, ReadGoal(cursor, known));
  if (const auto target = cursor.Find("target")) {
    GF_ASSIGN_OR_RETURN(metric.target, target->Number("a number"));
  }
  return metric;
}

// Items of a list, or the thing itself.
std::vector<YamlCursor> PlacesOf(const YamlCursor& cursor) {
  return cursor.IsList() ? cursor.Items() : std::vector<YamlCursor>{cursor};
}

}  // namespace

Status CheckMetricName(const YamlCursor& cursor, const std::string& name,
                       const ModelSchema* model) {
  const Status known = FindMetric(name).status();
  if (known.ok() || IsFact(model, name) || (IsOpen(model) && IsPlainName(name))) {
    return absl::OkStatus();
  }
  const bool has_facts = model != nullptr && !model->facts.empty();
  return cursor.Wrong(Message(known) + (has_facts
                                            ? fmt::format("; model {} also gives {}", model->name,
                                                          fmt::join(model->facts, ", "))
                                            : ""));
}

StatusOr<std::vector<MetricSpec>> ReadGoals(const YamlCursor& cursor, const ModelSchema* model) {
  const std::vector<YamlCursor> items = PlacesOf(cursor);
  if (items.empty() || items.size() > kGoalsMax) {
    return cursor.Expected(fmt::format("1 to {} goals", kGoalsMax));
  }
  std::vector<MetricSpec> goals;
  for (const YamlCursor& item : items) {
    GF_ASSIGN_OR_RETURN(MetricSpec goal, ReadMetric(item, model));
    if (goal.target && !goals.empty()) {
      return item.Find("target")->Wrong("expected only of the first goal, which ranks");
    }
    for (const MetricSpec& other : goals) {
      if (other.name != goal.name) continue;
      return item.Wrong(fmt::format("expected each goal once, found '{}' again", goal.name));
    }
    goals.push_back(std::move(goal));
  }
  return goals;
}

StatusOr<std::vector<std::string>> ReadMetrics(const YamlCursor& cursor, const ModelSchema* model) {
  if (!cursor.IsList()) return cursor.Expected("a list of metrics such as [f1_macro, error_rate]");
  const ModelSchema* const own_names = IsOpen(model) ? model : nullptr;
  std::vector<std::string> names;
  for (const YamlCursor& item : cursor.Items()) {
    GF_ASSIGN_OR_RETURN(const NamedMetric metric, ReadName(item, own_names));
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
  const std::vector<YamlCursor> goals = PlacesOf(*root.Find("metric"));
  GF_RETURN_IF_ERROR(CheckPlace(*goals[0].Find("name"), study.metric.name));
  for (size_t i = 0; i < study.more_goals.size(); ++i) {
    GF_RETURN_IF_ERROR(CheckPlace(*goals[i + 1].Find("name"), study.more_goals[i].name));
  }
  for (size_t i = 0; i < study.constraints.size(); ++i) {
    GF_RETURN_IF_ERROR(
        CheckPlace(root.Find("constraints")->Items()[i], study.constraints[i].metric));
  }
  for (size_t i = 0; i < study.metrics.size(); ++i) {
    GF_RETURN_IF_ERROR(CheckPlace(root.Find("metrics")->Items()[i], study.metrics[i]));
  }
  return absl::OkStatus();
}

}  // namespace gridfold
