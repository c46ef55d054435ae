// One class against the rest, and means over the classes. Definitions are scikit-learn's
// precision_recall_fscore_support; a division by zero gives 0. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/metric/confusion_matrix.h"

namespace gridfold {

struct ClassCounts {
  int64_t true_positives = 0;   // rows of the class, predicted as such
  int64_t false_positives = 0;  // rows of others, predicted as this class
  int64_t false_negatives = 0;  // rows of the class, predicted as others
  int64_t true_negatives = 0;   // all other rows

  int64_t Support() const { return true_positives + false_negatives; }
  // Some row is of the class, or predicted as such.
  bool Occurs() const { return Support() + false_positives > 0; }
  double Precision() const;
  double Recall() const;  // also called sensitivity
  double F1() const;
  double Specificity() const;  // the recall of the rest
};

// One for each class.
std::vector<ClassCounts> CountClasses(const ConfusionMatrix& confusion);

enum class Averaging {
  kMicro,     // of the classes' counts added up: all three are the accuracy
  kMacro,     // the mean over the classes that occur
  kWeighted,  // the same, weighted by support
};

struct ClassAverages {
  double precision = 0, recall = 0, f1 = 0;
};

// All 0 without rows.
ClassAverages Average(std::span<const ClassCounts> classes, Averaging averaging);

}  // namespace gridfold
