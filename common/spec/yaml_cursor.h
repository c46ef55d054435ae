// A place in a spec: a node of the YAML tree, the path of keys that leads there and the file. Every
// message about a spec is made here: "spec.yaml:12: parameters.C.scale: expected linear, log or
// reverse_log, found 'logarithmic'".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/spec/scalar.h"
#include "common/spec/yaml_tree.h"

namespace gridfold {

// Cheap to copy; valid as long as the tree. All reading functions return InvalidArgument with the
// place when the node is not what they read.
class YamlCursor {
 public:
  YamlCursor(const YamlNode* node, std::string file) : node_(node), file_(std::move(file)) {}

  bool IsNull() const { return node_->kind == YamlNode::Kind::kNull; }
  bool IsScalar() const { return node_->kind == YamlNode::Kind::kScalar; }
  bool IsList() const { return node_->kind == YamlNode::Kind::kList; }
  bool IsMap() const { return node_->kind == YamlNode::Kind::kMap; }
  int line() const { return node_->line; }
  const std::string& path() const { return path_; }

  // "<place>: <path>: expected <expected>, found <what is here>".
  Status Expected(const std::string& expected) const;
  // "<place>: <path>: <message>".
  Status Wrong(const std::string& message) const;
  // "<place>: <path>: <message>", for a note.
  std::string Note(const std::string& message) const;

  // A map whose keys are all among `known`; `later` names keys that are reserved but not read yet.
  Status CheckMap(const std::vector<std::string>& known,
                  const std::vector<std::string>& later = {}) const;
  // The value of `key`, or nullopt when the map has none or an empty one.
  std::optional<YamlCursor> Find(const std::string& key) const;
  // The value of `key`, or an error that says `expected`.
  StatusOr<YamlCursor> Require(const std::string& key, const std::string& expected) const;
  // The value of `key` or of its other spelling; an error when both are there.
  StatusOr<std::optional<YamlCursor>> FindEither(const std::string& key,
                                                 const std::string& other) const;
  bool Has(const std::string& key) const { return Find(key).has_value(); }
  // A map's keys and values in the order of the text; the values' places are those of the keys.
  std::vector<std::pair<std::string, YamlCursor>> Entries() const;
  // A list's entries.
  std::vector<YamlCursor> Items() const;

  // Any scalar as it is written, e.g. a file name 2024: not empty, without control characters.
  StatusOr<std::string> Text(const std::string& expected) const;
  // A scalar that is one of `choices`.
  StatusOr<std::string> Choice(const std::vector<std::string>& choices,
                               const std::vector<std::string>& later = {}) const;
  // What the scalar means: a number, a bool or a text. Numbers are finite.
  StatusOr<Value> ScalarValue(const std::string& expected) const;
  StatusOr<double> Number(const std::string& expected) const;
  // Whole numbers may be written 1e6.
  StatusOr<int64_t> Whole(int64_t min, int64_t max) const;
  StatusOr<bool> Bool() const;

  // Reads the value of `key` into `target`, which stays as it is when there is none.
  Status Read(const std::string& key, int64_t min, int64_t max, int64_t& target) const;
  Status Read(const std::string& key, int64_t min, int64_t max,
              std::optional<int64_t>& target) const;
  Status Read(const std::string& key, bool& target) const;
  Status ReadSeed(const std::string& key, uint64_t& seed) const;

 private:
  YamlCursor Child(const YamlNode* node, const std::string& step) const;
  std::string Place() const;
  std::string Found() const;

  const YamlNode* node_;
  std::string file_;
  std::string path_;
};

}  // namespace gridfold
