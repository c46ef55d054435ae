// What a spec demands of its parameters: the catalogue's entry for the model, and each `$name` in
// layers and pipeline. A parameter that meets no demand is used by nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/catalogue.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// All that is demanded of the values of one parameter.
class Demands {
 public:
  void Add(const ParameterSchema& schema);
  bool empty() const { return schemas_.empty(); }

  // Every number is meant as a double, so that 1 and 1.0 are the same value.
  bool WantsDouble() const;
  // Only whole numbers (or lists of them) will do.
  bool WantsInt() const;
  bool AllowsRange() const;
  bool AllowsList() const;
  // `value` in the type that is wanted: 1 becomes 1.0, or 1e3 becomes 1000.
  Value Conform(const Value& value) const;
  // OK, or InvalidArgument "expected ..., found ...".
  Status Check(const Value& value) const;
  // The same, said of the place where the value stands.
  Status CheckAt(const YamlCursor& place, const Value& value) const;
  // "a number > 0".
  std::string Expected() const;

 private:
  std::vector<ParameterSchema> schemas_;
};

// A setting of a layer or a pipeline step that is the value of a parameter.
struct Reference {
  std::string parameter;
  ParameterSchema schema;  // of the setting
  YamlCursor place;
  bool from_pipeline = false;
};
using References = std::vector<Reference>;

// The demands of all settings, by the parameter that they name.
std::map<std::string, Demands> DemandsOf(const References& references);

// Reads a setting that is a value which `schema` allows, or `$name`: then it notes the reference
// and returns the text as it stands.
StatusOr<Value> ReadSetting(const YamlCursor& cursor, const ParameterSchema& schema,
                            bool from_pipeline, References& references);

// Equal for values that are the same to a search: numbers of one size, whatever their type.
std::string IdentityOf(const Value& value);

// Whether `text` can name a parameter: a letter or underscore, then letters, digits, underscores.
bool IsParameterName(const std::string& text);

}  // namespace gridfold
