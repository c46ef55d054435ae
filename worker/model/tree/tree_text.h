// A decision tree as lines of text, in the manner of scikit-learn's export_text.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "worker/model/tree/decision_tree.h"

namespace gridfold {

// A line for each side of each split and for each leaf, indented by depth:
//   |--- feature_12 <= 0.5
//   |   |--- class: 7, 100 of 120 rows
//   |--- feature_12 >  0.5
//   |   |--- class: 1, 80 of 80 rows
// Splits at `depth_max` >= 0 are shown as leaves, with how many levels follow. Features are
// numbered from 0, as the pipeline leaves them. Rows are training rows: those of the majority
// class, of all in the node. `classes` [tree.Classes()] are written as they are.
std::string TreeText(const DecisionTree& tree, std::span<const std::string> classes,
                     int64_t depth_max);

// Of each node the greatest depth below it, from its own: 0 for a leaf.
std::vector<int32_t> LevelsBelow(const DecisionTree& tree);

}  // namespace gridfold
