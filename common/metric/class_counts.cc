#include "common/metric/class_counts.h"

namespace gridfold {
namespace {

double Share(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

ClassAverages ScoresOf(const ClassCounts& counts) {
  return {counts.Precision(), counts.Recall(), counts.F1()};
}

}  // namespace

double ClassCounts::Precision() const {
  return Share(true_positives, true_positives + false_positives);
}

double ClassCounts::Recall() const { return Share(true_positives, Support()); }

double ClassCounts::F1() const {
  // In scikit-learn's order of operations, so that texts of a few digits are the same.
  const double precision = Precision(), recall = Recall(), sum = precision + recall;
  return sum == 0 ? 0 : 2 * precision * recall / sum;
}

double ClassCounts::Specificity() const {
  return Share(true_negatives, true_negatives + false_positives);
}

std::vector<ClassCounts> CountClasses(const ConfusionMatrix& confusion) {
  std::vector<ClassCounts> classes(static_cast<size_t>(confusion.classes()));
  int64_t rows = 0;
  for (int32_t a = 0; a < confusion.classes(); ++a) {
    for (int32_t p = 0; p < confusion.classes(); ++p) {
      const int64_t count = confusion.At(a, p);
      rows += count;
      if (a == p) {
        classes[static_cast<size_t>(a)].true_positives = count;
      } else {
        classes[static_cast<size_t>(a)].false_negatives += count;
        classes[static_cast<size_t>(p)].false_positives += count;
      }
    }
  }
  for (ClassCounts& one : classes) {
    one.true_negatives = rows - one.Support() - one.false_positives;
  }
  return classes;
}

ClassAverages Average(std::span<const ClassCounts> classes, Averaging averaging) {
  if (averaging == Averaging::kMicro) {
    ClassCounts sum;
    for (const ClassCounts& one : classes) {
      sum.true_positives += one.true_positives;
      sum.false_positives += one.false_positives;
      sum.false_negatives += one.false_negatives;
    }
    return ScoresOf(sum);
  }
  ClassAverages mean;
  double weights = 0;
  for (const ClassCounts& one : classes) {
    if (!one.Occurs()) continue;
    const double weight = averaging == Averaging::kMacro ? 1 : static_cast<double>(one.Support());
    const ClassAverages scores = ScoresOf(one);
    mean.precision += weight * scores.precision;
    mean.recall += weight * scores.recall;
    mean.f1 += weight * scores.f1;
    weights += weight;
  }
  if (weights == 0) return {};
  return {mean.precision / weights, mean.recall / weights, mean.f1 / weights};
}

}  // namespace gridfold
