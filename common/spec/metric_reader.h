// Reads what trials are judged by: `metric:`, the goal, and `metrics:`, which are recorded beside
// it.
#pragma once

#include <string>
#include <vector>

#include "common/spec/study.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// A name that common/metric/metric.h knows; a goal that is the metric's own direction.
StatusOr<MetricSpec> ReadMetric(const YamlCursor& cursor);
// A list of such names, each once.
StatusOr<std::vector<std::string>> ReadMetrics(const YamlCursor& cursor);

// InvalidArgument, at the metric's place in `root`, when a metric of `study` needs class
// probabilities and the model has a parameter `probability` that is never true. A model without
// such a parameter says for itself whether it has any, when it is trained.
Status CheckProbabilityMetrics(const YamlCursor& root, const StudySpec& study);

}  // namespace gridfold
