#include "common/spec/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <exception>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "common/spec/scalar.h"

namespace gridfold {
namespace {

// Unwinds the library's parser when the text breaks one of our own rules.
struct Refusal : std::runtime_error {
  Refusal(int at_line, const std::string& message) : std::runtime_error(message), line(at_line) {}
  int line;
};

// Long texts count as several, since copies of them cost as much.
int64_t CountNodes(const YamlNode& node) {
  int64_t count = 1 + static_cast<int64_t>(node.text.size() / 64);
  for (const YamlNode& child : node.children) count += CountNodes(child);
  return count;
}

int DepthOf(const YamlNode& node) {
  int deepest = 0;
  for (const YamlNode& child : node.children) deepest = std::max(deepest, DepthOf(child));
  return deepest + 1;
}

// Builds the tree from the parser's events. The parser recurses with the nesting of the text, so
// refusing a start event beyond the limit bounds its stack, too.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const YamlLimits& limits) : limits_(limits) {}

  YamlNode TakeRoot() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node;
    node.line = Line(mark);
    Add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Refusal(Line(mark), "an alias of what contains it");
    alias_nodes_ += CountNodes(found->second);
    if (alias_nodes_ > limits_.alias_nodes_max) {
      throw Refusal(Line(mark),
                    fmt::format("aliases stand for more than {} values", limits_.alias_nodes_max));
    }
    CheckDepth(Line(mark), DepthOf(found->second) - 1);
    Add(found->second, 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    CheckTag(mark, tag);
    YamlNode node;
    node.kind = YamlNode::Kind::kScalar;
    node.text = value;
    node.quoted = tag == "!";
    node.line = Line(mark);
    Add(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(YamlNode::Kind::kList, mark, tag, anchor);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(YamlNode::Kind::kMap, mark, tag, anchor);
  }
  void OnMapEnd() override { Close(); }

 private:
  // A list or map whose end has not been seen.
  struct OpenNode {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    bool key_pending = false;  // a map whose last key waits for its value
    std::set<std::string> names;
  };

  static int Line(const YAML::Mark& mark) { return mark.line + 1; }

  static void CheckTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw Refusal(Line(mark), fmt::format("tags such as {} are not read", Quote(tag)));
  }

  void CheckDepth(int line, int further) const {
    if (static_cast<int>(open_.size()) + further <= limits_.depth_max) return;
    throw Refusal(line, fmt::format("nested more than {} levels deep", limits_.depth_max));
  }

  void Open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    CheckTag(mark, tag);
    CheckDepth(Line(mark), 1);
    OpenNode opened;
    opened.node.kind = kind;
    opened.node.line = Line(mark);
    opened.anchor = anchor;
    open_.push_back(std::move(opened));
  }

  void Close() {
    OpenNode closed = std::move(open_.back());
    open_.pop_back();
    Add(std::move(closed.node), closed.anchor);
  }

  void Add(YamlNode node, YAML::anchor_t anchor) {
    // Copies of anchored values count as aliases do, or nested anchors would square the text.
    if (anchor != 0) {
      alias_nodes_ += CountNodes(node);
      if (alias_nodes_ > limits_.alias_nodes_max) {
        throw Refusal(node.line, fmt::format("anchors and aliases stand for more than {} values",
                                             limits_.alias_nodes_max));
      }
      anchors_[anchor] = node;
    }
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (OpenNode& parent = open_.back(); parent.node.kind == YamlNode::Kind::kList) {
      parent.node.children.push_back(std::move(node));
    } else if (parent.key_pending) {
      // An empty value is found only where the next key begins; its own line is its key's.
      if (node.kind == YamlNode::Kind::kNull) node.line = parent.node.keys.back().line;
      parent.node.children.push_back(std::move(node));
      parent.key_pending = false;
    } else {
      AddKey(parent, node);
    }
  }

  static void AddKey(OpenNode& map, const YamlNode& key) {
    if (key.kind != YamlNode::Kind::kScalar) throw Refusal(key.line, "a key that is no plain text");
    if (!map.names.insert(key.text).second) {
      throw Refusal(key.line, fmt::format("the key {} stands twice in one map", Quote(key.text)));
    }
    map.node.keys.push_back({key.text, key.line});
    map.key_pending = true;
  }

  const YamlLimits& limits_;
  YamlNode root_;
  std::vector<OpenNode> open_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  int64_t alias_nodes_ = 0;
};

// The library takes byte 4 for the text's end, so what follows it would be dropped unseen.
Status CheckCharacters(const std::string& text, const std::string& file) {
  int line = 1;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') ++line;
    if ((byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7F) {
      return InvalidArgument("{}:{}: expected text, found the control character 0x{:02x}", file,
                             line, byte);
    }
  }
  return absl::OkStatus();
}

StatusOr<YamlNode> Parse(const std::string& text, const std::string& file,
                         const YamlLimits& limits) {
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    TreeBuilder first(limits), second(limits);
    parser.HandleNextDocument(first);
    if (parser.HandleNextDocument(second)) {
      const int line = second.TakeRoot().line;
      return InvalidArgument("{}:{}: expected one YAML document, found a second one", file, line);
    }
    return first.TakeRoot();
  } catch (const Refusal& refusal) {
    return InvalidArgument("{}:{}: expected YAML that gridfold reads, found {}", file, refusal.line,
                           refusal.what());
  } catch (const YAML::Exception& error) {
    return InvalidArgument("{}:{}: expected YAML, found an error: {}", file, error.mark.line + 1,
                           error.msg);
  } catch (const std::exception& error) {
    return InvalidArgument("{}: expected YAML, found an error: {}", file, error.what());
  }
}

}  // namespace

const YamlNode* YamlNode::Find(const std::string& key) const {
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].name == key) return &children[i];
  }
  return nullptr;
}

YamlNode* YamlNode::Find(const std::string& key) {
  return const_cast<YamlNode*>(static_cast<const YamlNode*>(this)->Find(key));
}

StatusOr<YamlNode> ParseYaml(const std::string& text, const std::string& file,
                             const YamlLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return InvalidArgument("{}: expected at most {} bytes, found {}", file, limits.bytes_max,
                           text.size());
  }
  GF_RETURN_IF_ERROR(CheckCharacters(text, file));
  return Parse(text, file, limits);
}

}  // namespace gridfold
