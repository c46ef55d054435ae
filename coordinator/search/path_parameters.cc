#include "coordinator/search/path_parameters.h"

#include "common/spec/catalogue.h"

namespace gridfold {

std::vector<std::string> PathParameters(const std::string& model) {
  std::vector<std::string> names;
  const ModelSchema* schema = FindModel(model);
  if (schema == nullptr) return names;
  for (const ParameterSchema& parameter : schema->parameters) {
    if (parameter.path) names.push_back(parameter.name);
  }
  return names;
}

}  // namespace gridfold
