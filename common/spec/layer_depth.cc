#include "common/spec/layer_depth.h"

#include <algorithm>

namespace gridfold {
namespace {

const Parameter* FindIn(const std::vector<Parameter>& parameters, const std::string& name) {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

// The width (filters, units) whose entries are the layers that `depth` counts.
const Parameter* FindWidth(const std::string& depth, const ModelSchema& model,
                           const std::vector<Parameter>& parameters) {
  for (const ParameterSchema& schema : model.parameters) {
    if (schema.kind == ParameterSchema::Kind::kIntOrList && schema.depth == depth) {
      return FindIn(parameters, schema.name);
    }
  }
  return nullptr;
}

bool IsList(const Value& value) { return std::holds_alternative<IntList>(value); }

// The values of the depth and the parameter they are values of; no parent when it is fixed.
struct Depths {
  std::vector<int64_t> values;
  const Parameter* parent = nullptr;
};

StatusOr<Depths> DepthsFromWidth(const YamlCursor& per, const Parameter& width) {
  Depths depths;
  for (const Value& value : width.values) {
    const auto* list = std::get_if<IntList>(&value);
    const int64_t length = list ? static_cast<int64_t>(list->size()) : -1;
    if (depths.values.empty()) depths.values = {length};
    if (length < 0 || length != depths.values[0]) {
      return per.Wrong(
          fmt::format("expected lists of one length in {}, as their length is the number of layers",
                      width.name));
    }
  }
  return depths;
}

StatusOr<Depths> FindDepths(const YamlCursor& per, const std::string& depth,
                            const ModelSchema& model, const std::vector<Parameter>& others) {
  const Parameter* width = FindWidth(depth, model, others);
  if (width && std::any_of(width->values.begin(), width->values.end(), IsList)) {
    return DepthsFromWidth(per, *width);
  }
  const Parameter* parent = FindIn(others, depth);
  if (!parent) return Depths{{std::get<int64_t>(*model.Find(depth)->default_value)}, nullptr};
  if (!parent->IsFinite()) {
    return per.Wrong(fmt::format("expected {} to have step, count or values", depth));
  }
  Depths depths = {{}, parent};
  for (int64_t i = 0; i < parent->GridSize(); ++i) {
    depths.values.push_back(std::get<int64_t>(parent->GridValue(i)));
  }
  return depths;
}

}  // namespace

StatusOr<std::vector<Parameter>> ExpandPerLayer(const YamlCursor& per, const Parameter& parameter,
                                                const std::string& depth, const ModelSchema& model,
                                                const std::vector<Parameter>& others) {
  GF_ASSIGN_OR_RETURN(const Depths depths, FindDepths(per, depth, model, others));
  const int64_t layers = *std::max_element(depths.values.begin(), depths.values.end());
  if (layers < 1) return per.Wrong(fmt::format("expected {} above 0, found 0", depth));
  std::vector<Parameter> expanded;
  for (int64_t layer = 1; layer <= layers; ++layer) {
    Parameter copy = parameter;
    copy.name = fmt::format("{}_{}", parameter.name, layer);
    Condition deep_enough = {depth, {}};
    for (const int64_t value : depths.values) {
      if (value >= layer) deep_enough.values.emplace_back(value);
    }
    // A parent that is itself conditional must be active, even if all its values are deep enough.
    const bool always = deep_enough.values.size() == depths.values.size() &&
                        (!depths.parent || depths.parent->when.empty());
    if (!always) copy.when.push_back(std::move(deep_enough));
    expanded.push_back(std::move(copy));
  }
  return expanded;
}

StatusOr<int64_t> LargestDepth(const YamlCursor& place, const std::string& depth,
                               const ModelSchema& model, const std::vector<Parameter>& parameters) {
  GF_ASSIGN_OR_RETURN(const Depths depths, FindDepths(place, depth, model, parameters));
  return *std::max_element(depths.values.begin(), depths.values.end());
}

std::optional<std::string> WidthThatOverrules(const std::string& depth, const ModelSchema& model,
                                              const std::vector<Parameter>& parameters) {
  const Parameter* width = FindWidth(depth, model, parameters);
  if (!width || width->values.empty() || !width->when.empty()) return std::nullopt;
  const bool all = std::all_of(width->values.begin(), width->values.end(), IsList);
  return all ? std::optional<std::string>(width->name) : std::nullopt;
}

}  // namespace gridfold
