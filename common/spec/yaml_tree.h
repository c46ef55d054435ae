// YAML text as a plain tree. The only file that calls the YAML library, so its exceptions end here,
// and whoever walks the tree walks our own bounded data.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

// One value of a YAML text. `keys[i]` belongs to `children[i]` of a map.
struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Key {
    std::string name;
    int line = 0;
  };
  Kind kind = Kind::kNull;
  std::string text;     // kScalar
  bool quoted = false;  // kScalar: in quotes or a block, hence a text whatever it looks like
  int line = 0;         // from 1
  std::vector<Key> keys;
  std::vector<YamlNode> children;
  // The name of the text it comes from, when that is not the spec's file.
  std::shared_ptr<const std::string> origin = nullptr;

  // The map's value of `key`, or nullptr.
  const YamlNode* Find(const std::string& key) const;
  YamlNode* Find(const std::string& key);
};

struct YamlLimits {
  size_t bytes_max = 1 << 20;
  int depth_max = 64;
  int64_t alias_nodes_max = 10'000;  // nodes that all aliases together stand for
};

// Parses one YAML document. `file` names the text in messages: "spec.yaml:3: ...". InvalidArgument
// when it is no YAML, beyond the limits, holds control characters, a key twice in a map, a key that
// is no plain text, tags, or more than one document.
StatusOr<YamlNode> ParseYaml(const std::string& text, const std::string& file,
                             const YamlLimits& limits = {});

}  // namespace gridfold
