// A decision tree as a drawing.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "worker/model/tree/decision_tree.h"

namespace gridfold {

// An SVG document without references to anything outside it. Each node is a box with its split
// ("feature_12 <= 0.5"; rows for which that holds go left), a bar for each class, the highest for
// that with most training rows in the node, and the majority class; its tooltip holds the counts.
// Leaves lie side by side, a split above the middle of its children. Splits at `depth_max` >= 0 are
// drawn as leaves, with how many levels follow. Features are numbered from 0, as the pipeline
// leaves them. `classes` [tree.Classes()]: any text in UTF-8.
std::string TreeSvg(const DecisionTree& tree, std::span<const std::string> classes,
                    int64_t depth_max);

}  // namespace gridfold
