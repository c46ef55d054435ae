#include "common/spec/pipeline_reader.h"

#include <cmath>
#include <limits>

#include "common/spec/layer_names.h"
#include "common/spec/model_source.h"

namespace gridfold {
namespace {

using Kind = ParameterSchema::Kind;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLayerNumberMax = 1e6;

// A step and its settings; the first one is meant when the step is given a plain value.
struct StepSchema {
  const char* name;
  std::vector<ParameterSchema> settings;
  bool names_model = false;  // and the settings of ReadModelSource
};

ParameterSchema NumberSetting(const char* name, double min, bool min_open, double default_value) {
  return {.name = name,
          .kind = Kind::kNumber,
          .min = min,
          .max = kInfinity,
          .min_open = min_open,
          .default_value = Value(default_value)};
}

const std::vector<StepSchema>& Steps() {
  static const std::vector<StepSchema> steps = {
      {"normalize",
       {{.name = "method",
         .kind = Kind::kChoice,
         .choices = {"l2", "minmax", "standard", "center"}}}},
      {"rescale",
       {NumberSetting("divide", 0, true, 1.0), NumberSetting("subtract", -kInfinity, false, 0.0)}},
      {"pca",
       {{.name = "components", .kind = Kind::kNumber, .min = 0, .max = kInfinity, .min_open = true},
        {.name = "whiten", .kind = Kind::kBool, .default_value = Value(false)}}},
      {"features",
       {{.name = "layer",
         .kind = Kind::kIntOrChoice,
         .min = 1,
         .max = kLayerNumberMax,
         .choices = AllNames(LayerTypeNames())}},
       /*names_model=*/true},
  };
  return steps;
}

// What the bounds of a setting cannot say.
Status CheckSetting(const std::string& step, const std::string& setting, const Value& value,
                    const YamlCursor& place) {
  const auto* number = std::get_if<double>(&value);
  if (step != "pca" || setting != "components" || number == nullptr) return absl::OkStatus();
  if (*number < 1 || std::floor(*number) == *number) return absl::OkStatus();
  return place.Expected("a whole number of components, or a share of the variance < 1");
}

StatusOr<TransformSpec> ReadStep(const StepSchema& step, const YamlCursor& cursor,
                                 References& references) {
  TransformSpec transform{step.name, {}};
  std::vector<std::string> names;
  for (const ParameterSchema& setting : step.settings) names.push_back(setting.name);
  const bool plain = cursor.IsScalar() && !step.names_model;
  if (step.names_model) {
    if (!cursor.IsMap()) return cursor.Expected("a map such as {study: NAME, layer: flatten}");
    names.insert(names.end(), ModelSourceNames().begin(), ModelSourceNames().end());
  }
  if (!plain) GF_RETURN_IF_ERROR(cursor.CheckMap(names));
  for (const ParameterSchema& setting : step.settings) {
    const bool is_first = &setting == &step.settings.front();
    std::optional<YamlCursor> given;
    if (plain && is_first) given = cursor;
    if (!plain) given = cursor.Find(setting.name);
    if (!given && setting.default_value) {
      transform.settings[setting.name] = *setting.default_value;
      continue;
    }
    if (!given) return cursor.Require(setting.name, Expectation(setting)).status();
    GF_ASSIGN_OR_RETURN(const Value value,
                        ReadSetting(*given, setting, /*from_pipeline=*/true, references));
    GF_RETURN_IF_ERROR(CheckSetting(step.name, setting.name, value, *given));
    transform.settings[setting.name] = value;
  }
  if (step.names_model) GF_RETURN_IF_ERROR(ReadModelSource(cursor, transform.settings));
  return transform;
}

}  // namespace

StatusOr<std::vector<TransformSpec>> ReadPipeline(const YamlCursor& cursor,
                                                  References& references) {
  if (!cursor.IsList()) return cursor.Expected("a list of steps such as '- normalize: l2'");
  std::vector<std::string> names;
  for (const StepSchema& step : Steps()) names.push_back(step.name);
  std::vector<TransformSpec> transforms;
  for (const YamlCursor& item : cursor.Items()) {
    if (!item.IsMap() || item.Entries().size() != 1) {
      return item.Expected("one step such as 'normalize: l2'");
    }
    GF_RETURN_IF_ERROR(item.CheckMap(names, {"pad"}));
    const auto [name, settings] = item.Entries().front();
    for (const StepSchema& step : Steps()) {
      if (step.name != name) continue;
      if (step.names_model && !transforms.empty()) {
        return settings.Wrong(
            "expected as the first step, as the network takes rows of data as they are");
      }
      GF_ASSIGN_OR_RETURN(TransformSpec transform, ReadStep(step, settings, references));
      transforms.push_back(std::move(transform));
    }
  }
  return transforms;
}

}  // namespace gridfold
