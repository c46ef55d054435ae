// Precision, recall, F1 and support of each class as a table of text. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/metric/confusion_matrix.h"

namespace gridfold {

// The text that scikit-learn's classification_report(digits=...) makes of rows with this confusion
// matrix: a line for each class that occurs, then accuracy, macro and weighted averages. `names`
// has one for each class, in UTF-8, and is taken as it is. Empty without rows.
std::string ClassificationReport(const ConfusionMatrix& confusion,
                                 const std::vector<std::string>& names, int digits = 2);

}  // namespace gridfold
