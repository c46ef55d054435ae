#include "common/spec/training_reader.h"

#include <algorithm>
#include <limits>

#include "common/spec/catalogue.h"
#include "common/spec/model_source.h"

namespace gridfold {
namespace {

using Kind = ParameterSchema::Kind;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEpochsMax = 1e9;
constexpr size_t kPointsMax = 1'000;

struct SettingSchema {
  ParameterSchema value;  // a default_value makes the setting complete where it is left out
  // The schedules that it belongs to; empty: to all.
  std::vector<std::string> types = {};
};

struct SectionSchema {
  const char* name;
  std::vector<SettingSchema> settings;
  bool wants_any = false;  // an empty map says nothing and is an error
};

ParameterSchema Number(const char* name, double min, double max,
                       std::optional<double> default_value) {
  ParameterSchema schema = {.name = name, .kind = Kind::kNumber, .min = min, .max = max};
  if (default_value) schema.default_value = Value(*default_value);
  return schema;
}

ParameterSchema Positive(const char* name, double max, std::optional<double> default_value) {
  ParameterSchema schema = Number(name, 0, max, default_value);
  schema.min_open = true;
  return schema;
}

ParameterSchema Below(ParameterSchema schema) {
  schema.max_open = true;
  return schema;
}

ParameterSchema Whole(const char* name, double min, std::optional<int64_t> default_value) {
  ParameterSchema schema = {.name = name, .kind = Kind::kInt, .min = min, .max = kEpochsMax};
  if (default_value) schema.default_value = Value(*default_value);
  return schema;
}

ParameterSchema WatchedValue() {
  return {.name = "monitor",
          .kind = Kind::kChoice,
          .choices = {"loss", "accuracy", "val_loss", "val_accuracy"},
          .default_value = Value(std::string("val_loss"))};
}

SectionSchema Schedule() {
  const std::vector<std::string> decays = {"step", "cosine"}, plateau = {"plateau"},
                                 range = {"range"};
  return {"schedule",
          {{{.name = "type", .kind = Kind::kChoice, .choices = ScheduleNames()}},
           {Number("warmup_epochs", 0, kEpochsMax, 0.0), {"constant", "step", "cosine", "plateau"}},
           {Positive("decay_epochs", kEpochsMax, std::nullopt), decays},
           {Positive("decay_rate", 1, 0.1), {"step"}},
           {Number("alpha", 0, 1, 0.0), {"cosine"}},
           {WatchedValue(), plateau},
           {Below(Positive("factor", 1, 0.1)), plateau},
           {Whole("patience", 0, 10), plateau},
           {Number("min_delta", 0, kInfinity, 1e-4), plateau},
           {Whole("cooldown", 0, 0), plateau},
           {Number("min_lr", 0, kInfinity, 0.0), plateau},
           {Below(Positive("min_rate", kInfinity, 1e-6)), range},
           {Below(Positive("max_rate", kInfinity, 10.0)), range}},
          true};
}

SectionSchema EarlyStopping() {
  return {"early_stopping",
          {{WatchedValue()},
           {Whole("patience", 0, 0)},
           {Number("min_delta", 0, kInfinity, 0.0)},
           {{.name = "restore_best_weights", .kind = Kind::kBool, .default_value = Value(true)}},
           {Whole("start_from_epoch", 0, 0)}}};
}

SectionSchema Augment() {
  return {"augment",
          {{Number("rotation", 0, 180, 0.0)},
           {Below(Number("width_shift", 0, 1, 0.0))},
           {Below(Number("height_shift", 0, 1, 0.0))},
           {Below(Number("shear", 0, 90, 0.0))},
           {Below(Number("zoom", 0, 1, 0.0))}},
          true};
}

SectionSchema Checkpoints() { return {"checkpoints", {{Whole("every", 1, std::nullopt)}}, true}; }

// Its `file`, or `study` and `trial`, are read by ReadModelSource.
SectionSchema InitFrom() {
  return {"init_from", {{Whole("layers", 1, std::nullopt)}, {Whole("freeze", 0, 0)}}};
}

const std::vector<SectionSchema>& Sections() {
  static const std::vector<SectionSchema> sections = {Augment(), Schedule(), EarlyStopping(),
                                                      Checkpoints(), InitFrom()};
  return sections;
}

// The settings of a section that are no schema's.
std::vector<std::string> OwnNames(const std::string& section) {
  if (section == "schedule") return {"points"};
  if (section == "init_from") return ModelSourceNames();
  return {};
}

// The knots of a piecewise schedule become settings epoch_1, rate_1, epoch_2, ...
Status ReadPoints(const YamlCursor& cursor, References& references, Point& settings) {
  const std::string expected = "a list of [epoch, rate], such as [[0, 0], [200, 0.01]]";
  const std::vector<YamlCursor> items = cursor.Items();
  if (items.empty() || items.size() > kPointsMax) return cursor.Expected(expected);
  double last = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::vector<YamlCursor> pair = items[i].Items();
    if (pair.size() != 2) return items[i].Expected("[epoch, rate]");
    GF_ASSIGN_OR_RETURN(const double epoch, pair[0].Number("an epoch >= 0"));
    if (epoch < last || epoch > kEpochsMax) {
      return pair[0].Expected(fmt::format("an epoch >= {}", last));
    }
    last = epoch;
    settings[fmt::format("epoch_{}", i + 1)] = epoch;
    GF_ASSIGN_OR_RETURN(
        settings[fmt::format("rate_{}", i + 1)],
        ReadSetting(pair[1], Number("rate", 0, kInfinity, std::nullopt), false, references));
  }
  return absl::OkStatus();
}

bool BelongsTo(const SettingSchema& setting, const std::string& type) {
  return type.empty() || setting.types.empty() ||
         std::find(setting.types.begin(), setting.types.end(), type) != setting.types.end();
}

// The schedule that the section names; empty when the trial's parameters do.
std::string TypeIn(const YamlCursor& cursor) {
  const auto type = cursor.Find("type");
  if (!type || !type->IsScalar()) return "";
  const auto text = type->Text("a schedule");
  return text.ok() && !text->starts_with('$') ? *text : "";
}

StatusOr<Point> ReadSection(const SectionSchema& section, const YamlCursor& cursor,
                            References& references) {
  if (!cursor.IsMap()) return cursor.Expected("a map of settings");
  std::vector<std::string> names;
  for (const SettingSchema& setting : section.settings) names.push_back(setting.value.name);
  const bool is_schedule = std::string(section.name) == "schedule";
  for (const std::string& name : OwnNames(section.name)) names.push_back(name);
  GF_RETURN_IF_ERROR(cursor.CheckMap(names));
  if (section.wants_any && cursor.Entries().empty()) {
    return cursor.Expected("one of " + fmt::format("{}", fmt::join(names, ", ")));
  }
  const std::string type = is_schedule ? TypeIn(cursor) : "";
  Point settings;
  for (const SettingSchema& setting : section.settings) {
    const auto given = cursor.Find(setting.value.name);
    if (given && !BelongsTo(setting, type)) {
      return given->Wrong(fmt::format("nothing uses it, as the schedule is {}", type));
    }
    if (given) {
      GF_ASSIGN_OR_RETURN(settings[setting.value.name],
                          ReadSetting(*given, setting.value, false, references));
    } else if (setting.value.default_value && BelongsTo(setting, type)) {
      settings[setting.value.name] = *setting.value.default_value;
    }
  }
  if (std::string(section.name) == "init_from") {
    GF_RETURN_IF_ERROR(ReadModelSource(cursor, settings));
  }
  if (!is_schedule) return settings;
  const auto points = cursor.Find("points");
  if (points && !type.empty() && type != "piecewise") {
    return points->Wrong(fmt::format("nothing uses it, as the schedule is {}", type));
  }
  if (!points && type == "piecewise") {
    return cursor.Require("points", "a list of [epoch, rate]").status();
  }
  if (points) GF_RETURN_IF_ERROR(ReadPoints(*points, references, settings));
  return settings;
}

}  // namespace

const std::vector<std::string>& TrainingSectionNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const SectionSchema& section : Sections()) list.push_back(section.name);
    return list;
  }();
  return names;
}

StatusOr<TrainingSections> ReadTrainingSections(const YamlCursor& root, const std::string& model,
                                                References& references) {
  TrainingSections sections;
  for (const SectionSchema& section : Sections()) {
    const auto cursor = root.Find(section.name);
    if (!cursor) continue;
    if (!FindModel(model)->is_network) {
      return cursor->Wrong(fmt::format("expected only with a network, found model {}", model));
    }
    GF_ASSIGN_OR_RETURN(sections[section.name], ReadSection(section, *cursor, references));
  }
  return sections;
}

}  // namespace gridfold
