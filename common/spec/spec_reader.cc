#include "common/spec/spec_reader.h"

#include "common/base/fingerprint.h"
#include "common/spec/canonical.h"
#include "common/spec/catalogue.h"
#include "common/spec/command_reader.h"
#include "common/spec/constraint_reader.h"
#include "common/spec/dataset_reader.h"
#include "common/spec/layers_reader.h"
#include "common/spec/metric_reader.h"
#include "common/spec/pipeline_reader.h"
#include "common/spec/prune_reader.h"
#include "common/spec/settings_reader.h"
#include "common/spec/space_reader.h"
#include "common/spec/training_reader.h"
#include "common/spec/yaml_overrides.h"

namespace gridfold {
namespace {

// How often --set may be given.
constexpr size_t kOverridesMax = 1'000;

StatusOr<std::string> ReadName(const YamlCursor& root) {
  const std::string expected =
      "1 to 100 of A-Z a-z 0-9 . _ -, beginning with a letter, a digit or _";
  GF_ASSIGN_OR_RETURN(const YamlCursor cursor, root.Require("name", expected));
  GF_ASSIGN_OR_RETURN(std::string name, cursor.Text(expected));
  if (!IsPlainName(name)) return cursor.Expected(expected);
  return name;
}

StatusOr<std::string> ReadModel(const YamlCursor& root) {
  GF_ASSIGN_OR_RETURN(const YamlCursor cursor, root.Require("model", "one of " + ModelNames()));
  GF_ASSIGN_OR_RETURN(std::string model, cursor.Text("one of " + ModelNames()));
  if (FindModel(model)) return model;
  return cursor.Expected("one of " + ModelNames());
}

// `layers:` belongs to model network, and to it alone.
StatusOr<std::vector<LayerNode>> ReadNetwork(const YamlCursor& root, const std::string& model,
                                             References& references) {
  if (model == "network") {
    GF_ASSIGN_OR_RETURN(const YamlCursor layers, root.Require("layers", "a list of layers"));
    return ReadLayers(layers, references);
  }
  if (const auto layers = root.Find("layers")) {
    return layers->Wrong(fmt::format("expected only with model network, found model {}", model));
  }
  return std::vector<LayerNode>{};
}

// Only processes of their own can be held to a limit of memory.
Status CheckMemoryLimit(const YamlCursor& root, const StudySpec& study) {
  if (!study.limits.max_trial_memory_bytes || study.model == "command") return absl::OkStatus();
  return root.Find("limits")
      ->Find("max_trial_memory")
      ->Wrong(fmt::format("expected only with model command, found model {}", study.model));
}

// One place names the schedule: `schedule: {type: ...}` or the parameter `schedule`.
Status CheckSchedule(const YamlCursor& root, const StudySpec& study) {
  const auto section = study.training.find("schedule");
  if (section == study.training.end()) return absl::OkStatus();
  const auto type = section->second.find("type");
  bool is_parameter = false;
  for (const SubSpace& member : study.space.members) {
    is_parameter = is_parameter || member.Find("schedule") != nullptr;
  }
  const YamlCursor cursor = *root.Find("schedule");
  if (type == section->second.end()) {
    if (is_parameter) return absl::OkStatus();
    return cursor.Expected("type: " + Alternatives(ScheduleNames()));
  }
  if (!is_parameter || type->second == Value(std::string("$schedule"))) return absl::OkStatus();
  return cursor.Find("type")->Wrong("parameters.schedule gives it as well");
}

// The parts that parameters depend on, and then the parameters.
Status ReadModelAndSpace(const YamlCursor& root, ReadResult& result) {
  StudySpec& study = result.study;
  References references;
  if (const auto pipeline = root.Find("pipeline")) {
    GF_ASSIGN_OR_RETURN(study.pipeline, ReadPipeline(*pipeline, references));
  }
  GF_ASSIGN_OR_RETURN(study.model, ReadModel(root));
  GF_ASSIGN_OR_RETURN(study.layers, ReadNetwork(root, study.model, references));
  GF_ASSIGN_OR_RETURN(study.command, ReadCommand(root, study.model));
  GF_RETURN_IF_ERROR(CheckMemoryLimit(root, study));
  GF_ASSIGN_OR_RETURN(study.training, ReadTrainingSections(root, study.model, references));
  const SpaceContext context = {*FindModel(study.model), references, study.search.algorithm};
  GF_ASSIGN_OR_RETURN(study.space, ReadSpace(root.Find("parameters"), context, result.notes));
  return CheckSchedule(root, study);
}

Status ReadSettings(const YamlCursor& root, StudySpec& study) {
  const auto model = root.Find("model");
  const ModelSchema* schema =
      model && model->IsScalar() ? FindModel(model->Text("a model").value_or("")) : nullptr;
  if (const auto cv = root.Find("cv")) {
    GF_ASSIGN_OR_RETURN(study.cv, ReadCrossValidation(*cv));
  }
  if (const auto search = root.Find("search")) {
    GF_ASSIGN_OR_RETURN(study.search, ReadSearch(*search));
  }
  GF_ASSIGN_OR_RETURN(const YamlCursor metric,
                      root.Require("metric", "a map such as {name: accuracy, goal: maximize}"));
  GF_ASSIGN_OR_RETURN(study.more_goals, ReadGoals(metric, schema));
  study.metric = std::move(study.more_goals.front());
  study.more_goals.erase(study.more_goals.begin());
  if (const auto constraints = root.Find("constraints")) {
    GF_ASSIGN_OR_RETURN(study.constraints, ReadConstraints(*constraints, schema));
  }
  if (const auto metrics = root.Find("metrics")) {
    GF_ASSIGN_OR_RETURN(study.metrics, ReadMetrics(*metrics, schema));
  }
  if (const auto limits = root.Find("limits")) {
    GF_ASSIGN_OR_RETURN(study.limits, ReadLimits(*limits));
  }
  if (const auto refit = root.Find("refit")) {
    GF_ASSIGN_OR_RETURN(study.refit_top, ReadRefit(*refit));
  }
  return absl::OkStatus();
}

StatusOr<ReadResult> ReadRoot(const YamlCursor& root) {
  ReadResult result;
  std::vector<std::string> keys = {"name",       "dataset", "pipeline", "model",       "layers",
                                   "parameters", "cv",      "search",   "metric",      "metrics",
                                   "limits",     "refit",   "prune",    "constraints", "command"};
  keys.insert(keys.end(), TrainingSectionNames().begin(), TrainingSectionNames().end());
  GF_RETURN_IF_ERROR(root.CheckMap(keys));
  GF_ASSIGN_OR_RETURN(result.study.name, ReadName(root));
  GF_ASSIGN_OR_RETURN(const YamlCursor dataset,
                      root.Require("dataset", "a name (mnist, digits) or a map"));
  GF_ASSIGN_OR_RETURN(result.study.dataset, ReadDataSet(dataset));
  GF_RETURN_IF_ERROR(ReadSettings(root, result.study));
  GF_RETURN_IF_ERROR(ReadModelAndSpace(root, result));
  GF_RETURN_IF_ERROR(ReadPrune(root, result.study));
  GF_RETURN_IF_ERROR(CheckProbabilityMetrics(root, result.study));
  return result;
}

}  // namespace

StatusOr<ReadResult> ReadStudy(const SpecText& spec) {
  const std::string file = spec.file.empty() ? "spec" : spec.file;
  if (spec.overrides.size() > kOverridesMax) {
    return InvalidArgument("--set: expected at most {}, found {}", kOverridesMax,
                           spec.overrides.size());
  }
  GF_ASSIGN_OR_RETURN(YamlNode root, ParseYaml(spec.text, file));
  for (const std::string& override : spec.overrides) {
    GF_RETURN_IF_ERROR(ApplyOverride(override, root));
  }
  GF_ASSIGN_OR_RETURN(ReadResult result, ReadRoot(YamlCursor(&root, file)));
  result.study.source_text = spec.text;
  result.study.overrides = spec.overrides;
  result.study.fingerprint = Sha256Hex(CanonicalJson(result.study));
  return result;
}

}  // namespace gridfold
