// The canonical text of a study, for its fingerprint.
#pragma once

#include <string>

#include "common/spec/study.h"

namespace gridfold {

// JSON of everything that results depend on or that makes them: data set, pipeline, model, layers,
// parameters, cv, search, metric, metrics and refit. Equal for specs that differ only in comments,
// order or spelling of keys, written-out defaults, the name or the limits. Pure.
std::string CanonicalJson(const StudySpec& study);

}  // namespace gridfold
