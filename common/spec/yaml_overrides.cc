#include "common/spec/yaml_overrides.h"

#include <charconv>
#include <memory>
#include <vector>

#include "common/spec/scalar.h"

namespace gridfold {
namespace {

constexpr size_t kStepsMax = 64;

std::vector<std::string> SplitAtDots(const std::string& path) {
  std::vector<std::string> steps(1);
  for (const char c : path) {
    if (c == '.') {
      steps.emplace_back();
    } else {
      steps.back() += c;
    }
  }
  return steps;
}

void SetOrigin(YamlNode& node, const std::shared_ptr<const std::string>& origin) {
  node.origin = origin;
  for (YamlNode& child : node.children) SetOrigin(child, origin);
}

// The existing entry `step` of a list, or nullptr.
YamlNode* ListEntry(YamlNode& list, const std::string& step) {
  size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  const bool is_number = error == std::errc() && end == step.data() + step.size();
  return is_number && index < list.children.size() ? &list.children[index] : nullptr;
}

// The entry `step` of a map, made when it is missing.
YamlNode* MapEntry(YamlNode& map, const std::string& step,
                   const std::shared_ptr<const std::string>& origin) {
  if (YamlNode* entry = map.Find(step)) return entry;
  map.keys.push_back({step, map.line});
  map.children.emplace_back();
  map.children.back().origin = origin;
  return &map.children.back();
}

// `dataset: digits` is short for `dataset: {name: digits}`; `dataset.train=100` needs the long
// form.
void LengthenDataSet(YamlNode& root) {
  YamlNode* dataset = root.Find("dataset");
  if (!dataset || dataset->kind != YamlNode::Kind::kScalar) return;
  YamlNode map;
  map.kind = YamlNode::Kind::kMap;
  map.line = dataset->line;
  map.origin = dataset->origin;
  map.keys.push_back({"name", dataset->line});
  map.children.push_back(std::move(*dataset));
  *dataset = std::move(map);
}

}  // namespace

Status ApplyOverride(const std::string& override, YamlNode& root) {
  const std::string quoted = Quote(override);  // it comes from a command line: show it harmlessly
  const auto origin =
      std::make_shared<const std::string>("--set " + quoted.substr(1, quoted.size() - 2));
  const size_t equals = override.find('=');
  if (equals == std::string::npos || equals == 0) {
    return InvalidArgument("{}: expected key=value", *origin);
  }
  GF_ASSIGN_OR_RETURN(YamlNode value, ParseYaml(override.substr(equals + 1), *origin));
  const std::vector<std::string> steps = SplitAtDots(override.substr(0, equals));
  if (steps.size() > kStepsMax) {
    return InvalidArgument("{}: expected at most {} keys, found {}", *origin, kStepsMax,
                           steps.size());
  }
  if (steps.size() > 1 && steps[0] == "dataset") LengthenDataSet(root);
  YamlNode* node = &root;
  for (const std::string& step : steps) {
    if (step.empty()) return InvalidArgument("{}: expected a key before each dot", *origin);
    if (node->kind == YamlNode::Kind::kNull) node->kind = YamlNode::Kind::kMap;
    const bool is_list = node->kind == YamlNode::Kind::kList;
    if (!is_list && node->kind != YamlNode::Kind::kMap) {
      return InvalidArgument("{}: expected a map to set {} in, found {}", *origin, Quote(step),
                             Quote(node->text));
    }
    YamlNode* entry = is_list ? ListEntry(*node, step) : MapEntry(*node, step, origin);
    if (!entry) {
      return InvalidArgument("{}: expected a place of a list with {} entries, found {}", *origin,
                             node->children.size(), Quote(step));
    }
    node = entry;
  }
  SetOrigin(value, origin);
  *node = std::move(value);
  return absl::OkStatus();
}

}  // namespace gridfold
