// Reads `prune:`.
#pragma once

#include "common/spec/study.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// `study` holds the model, space, cv and search, and gets its `prune`; `root` is the spec. What
// `search: {algorithm: asha}` and `hyperband` stand for is put in. InvalidArgument also where the
// rule does not fit the study: epochs of what is neither network nor command, or of several
// numbers; a race of one fold.
Status ReadPrune(const YamlCursor& root, StudySpec& study);

// The epochs that every trial of the study has; nullopt when they differ, the model has none, or
// the parameters of a command do not say.
std::optional<int64_t> EpochsOfStudy(const StudySpec& study);

}  // namespace gridfold
