// `--set key=value`: entries of a spec replaced from outside.
#pragma once

#include <string>

#include "common/base/status.h"
#include "common/spec/yaml_tree.h"

namespace gridfold {

// Puts `override` ("cv.folds=3", "parameters.0.C=10": keys and list places joined by dots, then a
// YAML value) into `root`. Missing maps on the way are made; a list's entry must exist. What is put
// in has `--set cv.folds=3` as its origin. InvalidArgument, beginning with that, when it is no such
// text or the way leads through a value.
Status ApplyOverride(const std::string& override, YamlNode& root);

}  // namespace gridfold
