// Reads what trials are judged by: `metric:`, the goal, and `metrics:`, which are recorded beside
// it.
#pragma once

#include <string>
#include <vector>

#include "common/spec/catalogue.h"
#include "common/spec/study.h"
#include "common/spec/yaml_cursor.h"

namespace gridfold {

// `model` is the catalogue's entry, null when there is no such model: that is told elsewhere.

// One goal or a list of them, of which the first ranks: names that CheckMetricName allows, each
// once; directions that are the metrics' own.
StatusOr<std::vector<MetricSpec>> ReadGoals(const YamlCursor& cursor, const ModelSchema* model);
// A list of names that common/metric/metric.h knows, or for an open model any; each once.
StatusOr<std::vector<std::string>> ReadMetrics(const YamlCursor& cursor, const ModelSchema* model);

// OK for a metric that common/metric/metric.h knows, for a fact of the model, and for an open model
// for any plain name.
Status CheckMetricName(const YamlCursor& cursor, const std::string& name, const ModelSchema* model);

// InvalidArgument, at the metric's place in `root`, when a metric of `study` needs class
// probabilities and the model has a parameter `probability` that is never true. A model without
// such a parameter says for itself whether it has any, when it is trained.
Status CheckProbabilityMetrics(const YamlCursor& root, const StudySpec& study);

}  // namespace gridfold
