#include "common/metric/agreement.h"

#include <cmath>
#include <vector>

#include "common/metric/class_counts.h"

namespace gridfold {
namespace {

struct Sums {
  double rows = 0, hits = 0;
  std::vector<double> actual, predicted;  // rows of each class
};

Sums SumUp(const ConfusionMatrix& confusion) {
  Sums sums;
  for (const ClassCounts& one : CountClasses(confusion)) {
    sums.rows += static_cast<double>(one.Support());
    sums.hits += static_cast<double>(one.true_positives);
    sums.actual.push_back(static_cast<double>(one.Support()));
    sums.predicted.push_back(static_cast<double>(one.true_positives + one.false_positives));
  }
  return sums;
}

double Cost(KappaWeights weights, int32_t actual, int32_t predicted) {
  const double distance = std::abs(actual - predicted);
  switch (weights) {
    case KappaWeights::kLinear:
      return distance;
    case KappaWeights::kQuadratic:
      return distance * distance;
    case KappaWeights::kNone:
      break;
  }
  return distance == 0 ? 0 : 1;
}

}  // namespace

double Accuracy(const ConfusionMatrix& confusion) {
  const Sums sums = SumUp(confusion);
  return sums.rows == 0 ? 0 : sums.hits / sums.rows;
}

double ErrorRate(const ConfusionMatrix& confusion) {
  const Sums sums = SumUp(confusion);
  return sums.rows == 0 ? 0 : (sums.rows - sums.hits) / sums.rows;
}

double BalancedAccuracy(const ConfusionMatrix& confusion) {
  double sum = 0, classes = 0;
  for (const ClassCounts& one : CountClasses(confusion)) {
    if (one.Support() == 0) continue;
    sum += one.Recall();
    classes += 1;
  }
  return classes == 0 ? 0 : sum / classes;
}

double CohenKappa(const ConfusionMatrix& confusion, KappaWeights weights) {
  const Sums sums = SumUp(confusion);
  double cost = 0, expected = 0;
  for (int32_t a = 0; a < confusion.classes(); ++a) {
    for (int32_t p = 0; p < confusion.classes(); ++p) {
      const double weight = Cost(weights, a, p);
      cost += weight * static_cast<double>(confusion.At(a, p));
      expected += weight * sums.actual[static_cast<size_t>(a)] *
                  sums.predicted[static_cast<size_t>(p)] / sums.rows;
    }
  }
  return 1 - cost / expected;
}

double MatthewsCorrelation(const ConfusionMatrix& confusion) {
  const Sums sums = SumUp(confusion);
  const double squared = sums.rows * sums.rows;
  double both = sums.hits * sums.rows, actual = squared, predicted = squared;
  for (size_t c = 0; c < sums.actual.size(); ++c) {
    both -= sums.actual[c] * sums.predicted[c];
    actual -= sums.actual[c] * sums.actual[c];
    predicted -= sums.predicted[c] * sums.predicted[c];
  }
  return actual * predicted == 0 ? 0 : both / std::sqrt(actual * predicted);
}

}  // namespace gridfold
