#include "common/spec/space_reader.h"

#include <algorithm>
#include <map>
#include <set>

#include "common/spec/condition_reader.h"
#include "common/spec/layer_depth.h"
#include "common/spec/parameter_reader.h"

namespace gridfold {
namespace {

constexpr size_t kMembersMax = 1'000;
constexpr size_t kParametersMax = 200;

// What is read from: the model's entry and what layers and pipeline demand.
struct Reading {
  const SpaceContext& context;
  const std::map<std::string, Demands> referenced;
  std::vector<std::string>& notes;

  Demands DemandsOn(const std::string& parameter) const {
    Demands demands;
    const auto found = referenced.find(parameter);
    if (found != referenced.end()) demands = found->second;
    if (const ParameterSchema* schema = context.model.Find(parameter)) demands.Add(*schema);
    if (context.model.is_open)
      demands.Add({.name = parameter, .kind = ParameterSchema::Kind::kAny});
    return demands;
  }
};

std::string NamesOf(const ModelSchema& model) {
  std::string names;
  for (const ParameterSchema& schema : model.parameters) {
    names += (names.empty() ? "" : ", ") + schema.name;
  }
  return names;
}

// The names that `when:` of any of the entries mentions: they decide, so they are used.
std::set<std::string> ParentsIn(const std::vector<std::pair<std::string, YamlCursor>>& entries) {
  std::set<std::string> parents;
  for (const auto& [name, entry] : entries) {
    const auto when = entry.IsMap() ? entry.Find("when") : std::nullopt;
    if (!when || !when->IsMap()) continue;
    for (const auto& [parent, values] : when->Entries()) parents.insert(parent);
  }
  return parents;
}

StatusOr<DraftParameter> ReadDraft(const std::string& name, const YamlCursor& entry,
                                   const std::set<std::string>& parents, const Reading& reading) {
  if (!IsParameterName(name)) {
    return entry.Wrong("expected a name of letters, digits and underscores");
  }
  const SpaceContext& context = reading.context;
  Demands demands = reading.DemandsOn(name);
  if (demands.empty() && !parents.contains(name)) {
    return entry.Wrong(
        fmt::format("nothing uses it; model {} takes {}, and no layer or pipeline step has ${}",
                    context.model.name, NamesOf(context.model), name));
  }
  GF_ASSIGN_OR_RETURN(
      Parameter parameter,
      ReadParameter(entry, demands, context.algorithm == Algorithm::kGrid, reading.notes));
  parameter.name = name;
  return DraftParameter{std::move(parameter), std::move(demands), entry};
}

std::optional<YamlCursor> FindPer(const DraftParameter& draft) {
  return draft.entry.IsMap() ? draft.entry.Find("per") : std::nullopt;
}

std::vector<Parameter> ParametersOf(const std::vector<DraftParameter>& drafts) {
  std::vector<Parameter> parameters;
  for (const DraftParameter& draft : drafts) parameters.push_back(draft.parameter);
  return parameters;
}

StatusOr<std::vector<Parameter>> ExpandDraft(const DraftParameter& draft, const YamlCursor& per,
                                             const ModelSchema& model,
                                             const std::vector<Parameter>& all) {
  const std::string& name = draft.parameter.name;
  const ParameterSchema* schema = model.Find(name);
  if (!schema || schema->name != name || schema->depth.empty()) {
    return per.Wrong(fmt::format("expected one value of {} for all layers", name));
  }
  GF_RETURN_IF_ERROR(per.Choice({schema->depth}).status());
  std::vector<Parameter> others;
  std::copy_if(all.begin(), all.end(), std::back_inserter(others),
               [&](const Parameter& other) { return other.name != name; });
  return ExpandPerLayer(per, draft.parameter, schema->depth, model, others);
}

// Replaces what is `per` layer by one parameter for each layer.
Status ExpandDrafts(const ModelSchema& model, std::vector<DraftParameter>& drafts) {
  const std::vector<Parameter> all = ParametersOf(drafts);
  std::vector<DraftParameter> expanded;
  for (const DraftParameter& draft : drafts) {
    const auto per = FindPer(draft);
    if (!per) {
      expanded.push_back(draft);
      continue;
    }
    GF_ASSIGN_OR_RETURN(const auto layers, ExpandDraft(draft, *per, model, all));
    for (const Parameter& layer : layers) {
      expanded.push_back({layer, draft.demands, draft.entry});
    }
  }
  drafts = std::move(expanded);
  return absl::OkStatus();
}

// No name twice, no value for a layer that never is, no depth that a list of widths overrules.
Status CheckLayers(const ModelSchema& model, const std::vector<DraftParameter>& drafts) {
  const std::vector<Parameter> parameters = ParametersOf(drafts);
  std::set<std::string> names;
  for (const DraftParameter& draft : drafts) {
    const std::string& name = draft.parameter.name;
    if (!names.insert(name).second) {
      return draft.entry.Wrong(fmt::format("gives {}, which another entry gives as well", name));
    }
    if (const auto width = WidthThatOverrules(name, model, parameters)) {
      return draft.entry.Wrong(fmt::format(
          "nothing uses it, as the length of the list {} is the number of layers", *width));
    }
    const ParameterSchema* schema = model.Find(name);
    if (!schema || schema->name == name || FindPer(draft)) continue;
    GF_ASSIGN_OR_RETURN(const int64_t depth,
                        LargestDepth(draft.entry, schema->depth, model, parameters));
    if (LayerNumber(name) > depth) {
      return draft.entry.Wrong(
          fmt::format("nothing uses it, as {} is at most {}", schema->depth, depth));
    }
  }
  return absl::OkStatus();
}

StatusOr<SubSpace> ReadMember(const YamlCursor& map, const Reading& reading) {
  if (!map.IsMap()) return map.Expected("a map of parameters");
  const auto entries = map.Entries();
  if (entries.size() > kParametersMax) {
    return map.Wrong(
        fmt::format("expected at most {} parameters, found {}", kParametersMax, entries.size()));
  }
  const std::set<std::string> parents = ParentsIn(entries);
  std::vector<DraftParameter> drafts;
  for (const auto& [name, entry] : entries) {
    GF_ASSIGN_OR_RETURN(DraftParameter draft, ReadDraft(name, entry, parents, reading));
    drafts.push_back(std::move(draft));
  }
  GF_RETURN_IF_ERROR(ExpandDrafts(reading.context.model, drafts));
  GF_RETURN_IF_ERROR(CheckLayers(reading.context.model, drafts));
  GF_RETURN_IF_ERROR(ReadConditions(drafts));
  SubSpace member;
  GF_ASSIGN_OR_RETURN(member.parameters, InOrderOfParents(drafts));
  return member;
}

// A layer that names a parameter of only some members is left out in the others; a pipeline step
// cannot be left out, so its parameter must always have a value.
Status CheckReferences(const References& references, const SearchSpace& space) {
  std::map<std::string, size_t> members_with, members_always_with;
  for (const SubSpace& member : space.members) {
    for (const Parameter& parameter : member.parameters) {
      ++members_with[parameter.name];
      if (parameter.when.empty()) ++members_always_with[parameter.name];
    }
  }
  for (const Reference& reference : references) {
    if (members_with[reference.parameter] == 0) {
      return reference.place.Expected("the name of a parameter after $");
    }
    if (reference.from_pipeline &&
        members_always_with[reference.parameter] < space.members.size()) {
      return reference.place.Wrong(fmt::format(
          "expected {} in every member of parameters, without conditions, as the pipeline needs it",
          reference.parameter));
    }
  }
  return absl::OkStatus();
}

StatusOr<std::vector<YamlCursor>> MembersOf(const YamlCursor& parameters) {
  if (parameters.IsMap()) return std::vector<YamlCursor>{parameters};
  const std::vector<YamlCursor> members = parameters.Items();
  if (members.empty()) return parameters.Expected("a map of parameters or a list of such maps");
  if (members.size() > kMembersMax) {
    return parameters.Wrong(
        fmt::format("expected at most {} members, found {}", kMembersMax, members.size()));
  }
  return members;
}

}  // namespace

StatusOr<SearchSpace> ReadSpace(const std::optional<YamlCursor>& parameters,
                                const SpaceContext& context, std::vector<std::string>& notes) {
  SearchSpace space;
  if (parameters) {
    const Reading reading = {context, DemandsOf(context.references), notes};
    GF_ASSIGN_OR_RETURN(const auto members, MembersOf(*parameters));
    for (const YamlCursor& member : members) {
      GF_ASSIGN_OR_RETURN(SubSpace read, ReadMember(member, reading));
      space.members.push_back(std::move(read));
    }
  } else {
    space.members.emplace_back();
  }
  GF_RETURN_IF_ERROR(CheckReferences(context.references, space));
  return space;
}

}  // namespace gridfold
