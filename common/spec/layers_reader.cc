#include "common/spec/layers_reader.h"

#include "common/spec/layer_names.h"

namespace gridfold {
namespace {

using Kind = ParameterSchema::Kind;

// A type of layer and its settings. The first setting is meant when the layer is given a plain
// value (`max_pool: 2`), unless the layer needs others as well.
struct LayerSchema {
  const char* type;
  std::vector<ParameterSchema> settings;
  size_t required = 0;  // so many of the first settings must be given
};

// Bounds beyond which only a slip of the pen goes.
ParameterSchema Width(const char* name) {
  return {.name = name, .kind = Kind::kInt, .min = 1, .max = 1e6};
}
ParameterSchema Window(const char* name) {
  return {.name = name, .kind = Kind::kInt, .min = 1, .max = 1000};
}
ParameterSchema UpTo(const char* name, double max) {
  return {.name = name, .kind = Kind::kNumber, .min = 0, .max = max};
}
ParameterSchema ActivationSetting(const char* name) {
  std::vector<std::string> names = AllNames(ActivationNames());
  names.insert(names.begin() + 1, "linear");
  return {.name = name, .kind = Kind::kChoice, .choices = std::move(names)};
}
ParameterSchema InitializerSetting() {
  return {
      .name = "kernel_initializer", .kind = Kind::kChoice, .choices = AllNames(InitializerNames())};
}

const std::vector<LayerSchema>& Types() {
  static const std::vector<LayerSchema> types = {
      {"dense",
       {Width("units"), ActivationSetting("activation"), UpTo("alpha", 100), InitializerSetting()},
       1},
      {"conv",
       {Width("filters"),
        Window("kernel"),
        Window("stride"),
        {.name = "padding", .kind = Kind::kChoice, .choices = {"valid", "same"}},
        ActivationSetting("activation"),
        UpTo("alpha", 100),
        InitializerSetting()},
       2},
      {"max_pool", {Window("size"), Window("stride")}, 1},
      {"average_pool", {Window("size"), Window("stride")}, 1},
      {"global_average_pool", {}, 0},
      {"batch_norm", {UpTo("momentum", 1), UpTo("epsilon", 1)}, 0},
      {"dropout",
       {{.name = "rate", .kind = Kind::kNumber, .min = 0, .max = 1, .max_open = true}},
       1},
      {"activation", {ActivationSetting("name"), UpTo("alpha", 100)}, 1},
      {"pad", {Window("size")}, 1},
      {"flatten", {}, 0},
  };
  return types;
}

std::vector<std::string> TypeNames() {
  std::vector<std::string> names;
  for (const LayerSchema& type : Types()) names.push_back(type.type);
  names.push_back("repeat");
  return names;
}

const LayerSchema* FindType(const std::string& name) {
  for (const LayerSchema& type : Types()) {
    if (type.type == name) return &type;
  }
  return nullptr;
}

// The settings of `type`; a null cursor value means none are given.
StatusOr<Point> ReadSettings(const LayerSchema& type, const YamlCursor& cursor,
                             References& references) {
  Point settings;
  std::vector<std::string> names;
  for (const ParameterSchema& setting : type.settings) names.push_back(setting.name);
  if (cursor.IsScalar() && type.required == 1) {
    GF_ASSIGN_OR_RETURN(settings[names[0]],
                        ReadSetting(cursor, type.settings[0], false, references));
    return settings;
  }
  if (cursor.IsNull() && type.required == 0) return settings;
  if (names.empty()) {
    if (cursor.IsMap() && cursor.Entries().empty()) return settings;
    return cursor.Expected("no settings");
  }
  GF_RETURN_IF_ERROR(cursor.CheckMap(names));
  for (size_t i = 0; i < names.size(); ++i) {
    const auto given = cursor.Find(names[i]);
    if (!given && i >= type.required) continue;
    if (!given) return cursor.Require(names[i], Expectation(type.settings[i])).status();
    GF_ASSIGN_OR_RETURN(settings[names[i]],
                        ReadSetting(*given, type.settings[i], false, references));
  }
  return settings;
}

StatusOr<LayerNode> ReadRepeat(const YamlCursor& cursor, References& references) {
  GF_RETURN_IF_ERROR(cursor.CheckMap({"times", "layers"}));
  const ParameterSchema times = {.name = "times", .kind = Kind::kInt, .min = 0, .max = 1000};
  LayerNode node;
  node.type = "repeat";
  GF_ASSIGN_OR_RETURN(const YamlCursor given, cursor.Require("times", Expectation(times)));
  GF_ASSIGN_OR_RETURN(node.settings["times"], ReadSetting(given, times, false, references));
  GF_ASSIGN_OR_RETURN(const YamlCursor layers, cursor.Require("layers", "a list of layers"));
  GF_ASSIGN_OR_RETURN(node.children, ReadLayers(layers, references));
  return node;
}

// `- flatten`: a layer that is only its name.
StatusOr<LayerNode> ReadBareLayer(const YamlCursor& item) {
  LayerNode node;
  GF_ASSIGN_OR_RETURN(node.type, item.Choice(TypeNames()));
  const LayerSchema* type = FindType(node.type);
  if (!type || type->required > 0) {
    return item.Expected(fmt::format("settings, as in '- {}: ...'", node.type));
  }
  return node;
}

StatusOr<LayerNode> ReadLayer(const YamlCursor& item, References& references) {
  if (item.IsScalar()) return ReadBareLayer(item);
  if (!item.IsMap() || item.Entries().size() != 1) {
    return item.Expected("one layer such as 'dense: {units: 10}'");
  }
  GF_RETURN_IF_ERROR(item.CheckMap(TypeNames()));
  const auto [name, settings] = item.Entries().front();
  if (name == "repeat") return ReadRepeat(settings, references);
  LayerNode node;
  node.type = name;
  GF_ASSIGN_OR_RETURN(node.settings, ReadSettings(*FindType(name), settings, references));
  return node;
}

}  // namespace

StatusOr<std::vector<LayerNode>> ReadLayers(const YamlCursor& cursor, References& references) {
  const std::vector<YamlCursor> items = cursor.Items();
  if (items.empty()) return cursor.Expected("a list of layers");
  std::vector<LayerNode> nodes;
  for (const YamlCursor& item : items) {
    GF_ASSIGN_OR_RETURN(LayerNode node, ReadLayer(item, references));
    node.line = item.line();
    nodes.push_back(std::move(node));
  }
  return nodes;
}

}  // namespace gridfold
