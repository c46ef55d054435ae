// What a model says of labelled rows, beside what they are: class by class, as text and pictures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/picture_folder.h"
#include "common/base/status.h"
#include "common/metric/confusion_matrix.h"

namespace gridfold {

struct Outcome {
  std::vector<std::string> classes;
  std::vector<int32_t> actual, predicted;  // [rows]: indexes of classes
  std::vector<float> probabilities;        // [rows x classes]; empty when the model gives none
};

// A line for each class that occurs: its rows; true and false positives, false and true negatives;
// precision, recall (sensitivity), specificity, F1; with probabilities the area under its ROC curve
// and its average precision ("-" where there is none). Below, accuracy and the means that
// scikit-learn's classification_report has. Errors: CheckProbabilities'.
StatusOr<std::string> OutcomeText(const Outcome& outcome, bool colours);

// The chart `confusion`, and with probabilities `roc` and `precision-recall`: a curve for each
// class against the rest, of many classes the first ten. `name` says whose rows they are.
Status AddOutcomeCharts(const Outcome& outcome, const std::string& name, PictureFolder& folder);

}  // namespace gridfold
