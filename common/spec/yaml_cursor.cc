#include "common/spec/yaml_cursor.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gridfold {
namespace {

constexpr size_t kTextBytesMax = 4096;
constexpr double kExactMax = 9007199254740992.0;  // 2^53: whole doubles up to here are exact

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool HasControlCharacters(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string WholeExpectation(int64_t min, int64_t max) {
  if (max == std::numeric_limits<int64_t>::max()) return fmt::format("a whole number >= {}", min);
  return fmt::format("a whole number from {} to {}", min, max);
}

}  // namespace

YamlCursor YamlCursor::Child(const YamlNode* node, const std::string& step) const {
  YamlCursor child(node, file_);
  // A key is shown as it is when it is a plain name, quoted and shortened otherwise.
  const std::string shown = IsPlainName(step) ? step : Quote(step);
  child.path_ = path_.empty() ? shown : path_ + "." + shown;
  return child;
}

std::string YamlCursor::Place() const {
  const std::string place =
      node_->origin ? *node_->origin : fmt::format("{}:{}", file_, std::max(node_->line, 1));
  return path_.empty() ? place : place + ": " + path_;
}

std::string YamlCursor::Found() const {
  switch (node_->kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
    case YamlNode::Kind::kScalar:
      break;
  }
  const bool is_text = node_->quoted || ReadScalar(node_->text).kind == ScalarKind::kText;
  const std::string quoted = Quote(node_->text);
  return is_text ? quoted : quoted.substr(1, quoted.size() - 2);
}

Status YamlCursor::Expected(const std::string& expected) const {
  return InvalidArgument("{}: expected {}, found {}", Place(), expected, Found());
}

Status YamlCursor::Wrong(const std::string& message) const {
  return InvalidArgument("{}: {}", Place(), message);
}

std::string YamlCursor::Note(const std::string& message) const {
  return fmt::format("{}: {}", Place(), message);
}

Status YamlCursor::CheckMap(const std::vector<std::string>& known,
                            const std::vector<std::string>& later) const {
  if (!IsMap()) return Expected("a map of " + fmt::format("{}", fmt::join(known, ", ")));
  for (size_t i = 0; i < node_->keys.size(); ++i) {
    const YamlNode::Key& key = node_->keys[i];
    if (Contains(known, key.name)) continue;
    YamlNode at_key;
    at_key.line = key.line;
    at_key.origin = node_->children[i].origin;
    const YamlCursor entry = Child(&at_key, key.name);
    if (Contains(later, key.name)) return entry.Wrong("not available yet");
    return entry.Wrong(fmt::format("unknown key; expected {}", Alternatives(known)));
  }
  return absl::OkStatus();
}

std::optional<YamlCursor> YamlCursor::Find(const std::string& key) const {
  const YamlNode* child = node_->Find(key);
  if (!child || child->kind == YamlNode::Kind::kNull) return std::nullopt;
  return Child(child, key);
}

StatusOr<YamlCursor> YamlCursor::Require(const std::string& key,
                                         const std::string& expected) const {
  if (auto child = Find(key)) return *child;
  YamlNode nothing;
  nothing.line = node_->line;
  nothing.origin = node_->origin;
  return Child(&nothing, key).Expected(expected);
}

StatusOr<std::optional<YamlCursor>> YamlCursor::FindEither(const std::string& key,
                                                           const std::string& other) const {
  if (Has(key) && Has(other)) {
    return Find(other)->Wrong(fmt::format("means the same as {}; expected one of them", key));
  }
  return Has(key) ? Find(key) : Find(other);
}

std::vector<std::pair<std::string, YamlCursor>> YamlCursor::Entries() const {
  std::vector<std::pair<std::string, YamlCursor>> entries;
  for (size_t i = 0; i < node_->keys.size(); ++i) {
    entries.emplace_back(node_->keys[i].name, Child(&node_->children[i], node_->keys[i].name));
  }
  return entries;
}

std::vector<YamlCursor> YamlCursor::Items() const {
  std::vector<YamlCursor> items;
  if (!IsList()) return items;
  for (size_t i = 0; i < node_->children.size(); ++i) {
    items.push_back(Child(&node_->children[i], std::to_string(i)));
  }
  return items;
}

StatusOr<std::string> YamlCursor::Text(const std::string& expected) const {
  const bool fits = IsScalar() && !node_->text.empty() && node_->text.size() <= kTextBytesMax &&
                    !HasControlCharacters(node_->text);
  if (!fits) return Expected(expected);
  return node_->text;
}

StatusOr<std::string> YamlCursor::Choice(const std::vector<std::string>& choices,
                                         const std::vector<std::string>& later) const {
  if (IsScalar() && Contains(choices, node_->text)) return node_->text;
  const Status error = Expected(Alternatives(choices));
  if (!IsScalar() || !Contains(later, node_->text)) return error;
  return InvalidArgument("{} (not available yet)", Message(error));
}

StatusOr<Value> YamlCursor::ScalarValue(const std::string& expected) const {
  if (!IsScalar()) return Expected(expected);
  if (!node_->quoted) {
    const Scalar scalar = ReadScalar(node_->text);
    if (scalar.kind == ScalarKind::kNotFinite) return Expected(expected);
    if (scalar.kind != ScalarKind::kText) return scalar.value;
  }
  GF_ASSIGN_OR_RETURN(std::string text, Text(expected));
  return Value(std::move(text));
}

StatusOr<double> YamlCursor::Number(const std::string& expected) const {
  GF_ASSIGN_OR_RETURN(const Value value, ScalarValue(expected));
  double number = 0;
  if (!ToNumber(value, number)) return Expected(expected);
  return number;
}

StatusOr<int64_t> YamlCursor::Whole(int64_t min, int64_t max) const {
  const std::string expected = WholeExpectation(min, max);
  GF_ASSIGN_OR_RETURN(const Value value, ScalarValue(expected));
  const auto* whole = std::get_if<int64_t>(&value);
  int64_t number = whole ? *whole : 0;
  if (const auto* real = std::get_if<double>(&value)) {
    if (std::floor(*real) != *real || std::fabs(*real) > kExactMax) return Expected(expected);
    number = static_cast<int64_t>(*real);
  } else if (!whole) {
    return Expected(expected);
  }
  if (number < min || number > max) return Expected(expected);
  return number;
}

StatusOr<bool> YamlCursor::Bool() const {
  GF_ASSIGN_OR_RETURN(const Value value, ScalarValue("true or false"));
  const auto* flag = std::get_if<bool>(&value);
  if (!flag) return Expected("true or false");
  return *flag;
}

Status YamlCursor::Read(const std::string& key, int64_t min, int64_t max, int64_t& target) const {
  if (const auto child = Find(key)) {
    GF_ASSIGN_OR_RETURN(target, child->Whole(min, max));
  }
  return absl::OkStatus();
}

Status YamlCursor::Read(const std::string& key, int64_t min, int64_t max,
                        std::optional<int64_t>& target) const {
  int64_t number = 0;
  GF_RETURN_IF_ERROR(Read(key, min, max, number));
  if (Has(key)) target = number;
  return absl::OkStatus();
}

Status YamlCursor::Read(const std::string& key, bool& target) const {
  if (const auto child = Find(key)) {
    GF_ASSIGN_OR_RETURN(target, child->Bool());
  }
  return absl::OkStatus();
}

Status YamlCursor::ReadSeed(const std::string& key, uint64_t& seed) const {
  int64_t number = 0;
  GF_RETURN_IF_ERROR(Read(key, 0, std::numeric_limits<int64_t>::max(), number));
  if (Has(key)) seed = static_cast<uint64_t>(number);
  return absl::OkStatus();
}

}  // namespace gridfold
