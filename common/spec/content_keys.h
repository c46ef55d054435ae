// Names of what jobs share, by content: the coordinator says which a job needs, workers which they
// hold, and a job goes where its data is. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/spec/study.h"

namespace gridfold {

// A refit is on all training rows, which is no fold.
inline constexpr int kRefitFold = -1;

// Whether the step learns from the training rows, so that a fold's rows are its own: all but
// rescale, features and normalize l2. A step not known here counts as one that does: that costs
// sharing, never correctness.
bool LearnsFromRows(const TransformSpec& step);

// What the cells of a fold need, widest first:
// - the data set's hash;
// - when the pipeline has a step `pca`, the name of the rows that come to the first one, from which
//   all sizes of it are cut;
// - when there is a pipeline, the name of the transformed rows.
// Names are SHA-256 (hexadecimal) of the data set's hash, the steps with the trial's parameters put
// in and, when a step learns from its rows, the cross-validation and the fold.
std::vector<std::string> ContentKeys(const std::string& dataset_hash,
                                     const std::vector<TransformSpec>& pipeline,
                                     const CrossValidation& cv, const Point& parameters, int fold);

}  // namespace gridfold
