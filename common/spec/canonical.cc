#include "common/spec/canonical.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gridfold {
namespace {

using Json = nlohmann::json;  // keeps keys sorted

// Values as their own canonical texts, which tell 1, 1.0 and "1" apart.
Json ValuesJson(const std::vector<Value>& values) {
  Json json = Json::array();
  for (const Value& value : values) json.push_back(ToJson(value));
  return json;
}

Json NumberJson(const std::optional<double>& number) {
  return number ? Json(ToJson(Value(*number))) : Json();
}

template <typename Whole>
Json WholeJson(const std::optional<Whole>& number) {
  return number ? Json(*number) : Json();
}

Json DataSetJson(const DataSetSpec& dataset) {
  Json json = {{"source", static_cast<int>(dataset.source)},
               {"path", dataset.path},
               {"labels_path", dataset.labels_path},
               {"test_path", dataset.test_path},
               {"test_labels_path", dataset.test_labels_path},
               {"label", dataset.label},
               {"train", WholeJson(dataset.train)},
               {"test", WholeJson(dataset.test)},
               {"seed", dataset.seed}};
  if (dataset.shape) {
    json["shape"] = {dataset.shape->height, dataset.shape->width, dataset.shape->channels};
  }
  return json;
}

Json PipelineJson(const std::vector<TransformSpec>& pipeline) {
  Json json = Json::array();
  for (const TransformSpec& step : pipeline) {
    json.push_back({{"step", step.name}, {"settings", ToJson(step.settings)}});
  }
  return json;
}

Json LayersJson(const std::vector<LayerNode>& layers) {
  Json json = Json::array();
  for (const LayerNode& layer : layers) {
    json.push_back({{"type", layer.type},
                    {"settings", ToJson(layer.settings)},
                    {"layers", LayersJson(layer.children)}});
  }
  return json;
}

Json ConditionsJson(const std::vector<Condition>& conditions) {
  Json json = Json::object();
  for (const Condition& condition : conditions) {
    // A parameter may name one parent twice: by `when` and by `per`.
    json[condition.parent].push_back(ValuesJson(condition.values));
  }
  return json;
}

Json ParameterJson(const Parameter& parameter) {
  return {{"type", static_cast<int>(parameter.type)},   {"constant", parameter.constant},
          {"min", NumberJson(parameter.min)},           {"max", NumberJson(parameter.max)},
          {"scale", static_cast<int>(parameter.scale)}, {"step", NumberJson(parameter.step)},
          {"count", WholeJson(parameter.count)},        {"values", ValuesJson(parameter.values)},
          {"when", ConditionsJson(parameter.when)}};
}

Json SpaceJson(const SearchSpace& space) {
  Json json = Json::array();
  for (const SubSpace& member : space.members) {
    Json parameters = Json::object();
    for (const Parameter& parameter : member.parameters) {
      parameters[parameter.name] = ParameterJson(parameter);
    }
    json.push_back(std::move(parameters));
  }
  return json;
}

Json CrossValidationJson(const CrossValidation& cv) {
  return {{"folds", cv.folds},
          {"repeats", cv.repeats},
          {"holdout", NumberJson(cv.holdout)},
          {"stratified", cv.stratified},
          {"shuffle", cv.shuffle},
          {"train_scores", cv.train_scores},
          {"seed", cv.seed}};
}

Json SearchJson(const SearchSpec& search) {
  Json json = {{"algorithm", static_cast<int>(search.algorithm)},
               {"trials", WholeJson(search.trials)},
               {"seed", search.seed}};
  if (search.algorithm == Algorithm::kTpe) json["ahead"] = search.ahead;
  if (search.asynchronous) json["asynchronous"] = true;
  if (search.extend_steps > 0) json["extend"] = search.extend_steps;
  return json;
}

Json PruneJson(const PruneSpec& prune) {
  return {{"rule", Name(prune.rule)},
          {"asynchronous", prune.asynchronous},
          {"cohort", prune.cohort},
          {"min_epochs", prune.min_epochs},
          {"every", prune.every},
          {"startup", prune.startup},
          {"eta", prune.eta},
          {"folds", prune.folds},
          {"first_folds", prune.first_folds},
          {"level", NumberJson(prune.level)},
          {"margin", NumberJson(prune.margin)}};
}

Json MetricJson(const MetricSpec& metric) {
  return {
      {"name", metric.name}, {"maximize", metric.maximize}, {"target", NumberJson(metric.target)}};
}

}  // namespace

std::string CanonicalJson(const StudySpec& study) {
  Json json = {{"dataset", DataSetJson(study.dataset)},
               {"pipeline", PipelineJson(study.pipeline)},
               {"model", study.model},
               {"layers", LayersJson(study.layers)},
               {"parameters", SpaceJson(study.space)},
               {"cv", CrossValidationJson(study.cv)},
               {"search", SearchJson(study.search)},
               {"metric", MetricJson(study.metric)},
               {"refit", study.refit_top}};
  // Only where there are some, so that the specs from before these keys keep their names.
  for (const auto& [section, settings] : study.training) {
    // How often a training is saved changes no result.
    if (section == "checkpoints") continue;
    json["training"][section] = ToJson(settings);
  }
  if (study.prune.rule != PruneRule::kNone) json["prune"] = PruneJson(study.prune);
  for (const MetricSpec& goal : study.more_goals) json["more_goals"].push_back(MetricJson(goal));
  for (const Constraint& constraint : study.constraints) {
    json["constraints"].push_back({{"metric", constraint.metric},
                                   {"at_least", constraint.at_least},
                                   {"strict", constraint.strict},
                                   {"bound", NumberJson(constraint.bound)}});
  }
  if (study.model == "command") {
    // The script counts by its content, wherever it lies.
    json["command"] = {{"run", study.command.run}, {"rows", study.command.rows}};
  }
  if (!study.metrics.empty()) {
    std::vector<std::string> metrics = study.metrics;
    std::sort(metrics.begin(), metrics.end());
    json["metrics"] = metrics;
  }
  // File names may hold bytes that are no UTF-8; they are replaced rather than thrown about.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace gridfold
