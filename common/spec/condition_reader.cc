#include "common/spec/condition_reader.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "common/spec/parameter_reader.h"

namespace gridfold {
namespace {

// The values that one parameter takes, found quickly.
class TakenValues {
 public:
  explicit TakenValues(const Parameter& parameter) : parameter_(parameter) {
    for (const Value& value : parameter.values) by_identity_.emplace(IdentityOf(value), value);
  }

  // `value` as the parameter would give it, or nullopt when it never does.
  std::optional<Value> Find(const Value& value) const {
    if (!by_identity_.empty()) {
      const auto found = by_identity_.find(IdentityOf(value));
      return found == by_identity_.end() ? std::nullopt : std::optional<Value>(found->second);
    }
    double number = 0;
    const bool is_int = parameter_.type == ParameterType::kInt;
    const bool in_range = ToNumber(value, number) && number >= parameter_.min &&
                          number <= parameter_.max && (!is_int || std::floor(number) == number);
    if (!in_range || (parameter_.IsFinite() && !parameter_.GridContains(value))) {
      return std::nullopt;
    }
    return is_int ? Value(static_cast<int64_t>(number)) : Value(number);
  }

 private:
  const Parameter& parameter_;
  std::unordered_map<std::string, Value> by_identity_;
};

// A parameter that others name, and its values.
struct Parent {
  const DraftParameter* draft = nullptr;
  std::optional<TakenValues> taken;  // made when first asked for
};
using Parents = std::map<std::string, Parent>;

StatusOr<Condition> ReadCondition(Parent& parent, const YamlCursor& cursor) {
  const Parameter& parameter = parent.draft->parameter;
  if (!parent.taken) parent.taken.emplace(parameter);
  std::vector<YamlCursor> wanted = {cursor};
  if (cursor.IsList()) wanted = cursor.Items();
  if (wanted.empty()) return cursor.Expected("a value or a list of values");
  Condition condition = {parameter.name, {}};
  std::unordered_set<std::string> seen;
  for (const YamlCursor& item : wanted) {
    GF_ASSIGN_OR_RETURN(const Value value, ReadParameterValue(item, parent.draft->demands));
    const std::optional<Value> taken = parent.taken->Find(value);
    if (!taken) {
      return item.Wrong(
          fmt::format("expected a value that {} takes, found {}", parameter.name, ToText(value)));
    }
    if (seen.insert(IdentityOf(*taken)).second) condition.values.push_back(*taken);
  }
  return condition;
}

Status ReadConditionsOf(DraftParameter& draft, Parents& parents) {
  const auto when = draft.entry.IsMap() ? draft.entry.Find("when") : std::nullopt;
  if (!when) return absl::OkStatus();
  if (!when->IsMap() || when->Entries().empty()) {
    return when->Expected("a map such as {kernel: [rbf, poly]}");
  }
  for (const auto& [name, values] : when->Entries()) {
    const auto parent = parents.find(name);
    if (parent == parents.end()) {
      return values.Wrong("expected the name of a parameter beside it, found no such");
    }
    GF_ASSIGN_OR_RETURN(Condition condition, ReadCondition(parent->second, values));
    draft.parameter.when.push_back(std::move(condition));
  }
  return absl::OkStatus();
}

}  // namespace

Status ReadConditions(std::vector<DraftParameter>& drafts) {
  Parents parents;
  for (const DraftParameter& draft : drafts) parents[draft.parameter.name].draft = &draft;
  for (DraftParameter& draft : drafts) GF_RETURN_IF_ERROR(ReadConditionsOf(draft, parents));
  return absl::OkStatus();
}

StatusOr<std::vector<Parameter>> InOrderOfParents(const std::vector<DraftParameter>& drafts) {
  std::vector<Parameter> ordered;
  std::set<std::string> placed;
  const auto is_ready = [&](const Parameter& parameter) {
    return !placed.contains(parameter.name) &&
           std::all_of(
               parameter.when.begin(), parameter.when.end(),
               [&](const Condition& condition) { return placed.contains(condition.parent); });
  };
  while (ordered.size() < drafts.size()) {
    const auto next = std::find_if(drafts.begin(), drafts.end(), [&](const DraftParameter& draft) {
      return is_ready(draft.parameter);
    });
    if (next == drafts.end()) {
      const auto stuck = std::find_if(
          drafts.begin(), drafts.end(),
          [&](const DraftParameter& draft) { return !placed.contains(draft.parameter.name); });
      return stuck->entry.Wrong(
          "expected conditions without a cycle, found that it depends on "
          "itself or on parameters that do");
    }
    ordered.push_back(next->parameter);
    placed.insert(next->parameter.name);
  }
  return ordered;
}

}  // namespace gridfold
