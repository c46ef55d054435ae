// How far predicted classes agree with the actual ones: one number for a whole confusion matrix.
// Definitions are scikit-learn's. Pure.
#pragma once

#include "common/metric/confusion_matrix.h"

namespace gridfold {

// The share of rows predicted right; 0 without rows.
double Accuracy(const ConfusionMatrix& confusion);
// The share predicted wrong; 0 without rows.
double ErrorRate(const ConfusionMatrix& confusion);
// The mean recall of the classes that have rows; 0 without rows.
double BalancedAccuracy(const ConfusionMatrix& confusion);

// What a confusion of classes i and j costs: 1, |i - j| or (i - j)^2, i and j counted among all
// classes.
enum class KappaWeights { kNone, kLinear, kQuadratic };

// 1 - cost / expected cost, the latter for predictions that keep their shares but know nothing of
// the rows (Cohen 1960, 1968): 1 for full agreement, 0 for chance. NaN when no cost is expected:
// all rows of one class, and predicted as such.
double CohenKappa(const ConfusionMatrix& confusion, KappaWeights weights);

// The correlation of actual and predicted classes (Gorodkin 2004), from -1 to 1; 0 when all rows
// are of one class or predicted as one.
double MatthewsCorrelation(const ConfusionMatrix& confusion);

}  // namespace gridfold
