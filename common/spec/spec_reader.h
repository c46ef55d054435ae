// Reads a spec file (YAML) into a validated StudySpec.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/study.h"

namespace gridfold {

struct SpecText {
  std::string text;                    // the YAML
  std::string file;                    // its name, for messages
  std::string folder;                  // relative paths in it start here
  std::vector<std::string> overrides;  // "cv.folds=3": dotted key = YAML value
};

struct ReadResult {
  StudySpec study;
  std::vector<std::string> notes;  // "spec.yaml:9: parameters.C: 2 duplicate values merged"
};

// InvalidArgument on the first thing wrong: "spec.yaml:12: parameters.C.scale: expected linear, log
// or reverse_log, found 'logarithmic'". Hostile input is bounded: 1 MiB of text, 64 levels, no
// alias expansion beyond 10,000 nodes. Touches no file but through paths it only records.
StatusOr<ReadResult> ReadStudy(const SpecText& spec);

}  // namespace gridfold
