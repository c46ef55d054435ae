#include "worker/metric/metric.h"

#include "common/base/check.h"

namespace gridfold {
namespace {

// One class's cells of the confusion matrix.
struct ClassCounts {
  double hits = 0, actual = 0, predicted = 0;
  double Precision() const { return predicted == 0 ? 0 : hits / predicted; }
  double Recall() const { return actual == 0 ? 0 : hits / actual; }
  double F1() const { return actual + predicted == 0 ? 0 : 2 * hits / (actual + predicted); }
};

std::vector<ClassCounts> CountClasses(std::span<const int32_t> confusion, int32_t classes) {
  std::vector<ClassCounts> counts(static_cast<size_t>(classes));
  for (size_t a = 0; a < counts.size(); ++a) {
    for (size_t p = 0; p < counts.size(); ++p) {
      const int32_t count = confusion[a * counts.size() + p];
      counts[a].actual += count;
      counts[p].predicted += count;
      if (a == p) counts[a].hits = count;
    }
  }
  return counts;
}

// The mean of `score` over the classes that `counts_in` accepts; 0 when it accepts none.
template <typename CountsIn, typename ScoreOf>
double MacroMean(const std::vector<ClassCounts>& counts, CountsIn counts_in, ScoreOf score) {
  double sum = 0;
  int64_t number = 0;
  for (const ClassCounts& one : counts) {
    if (!counts_in(one)) continue;
    sum += score(one);
    ++number;
  }
  return number == 0 ? 0 : sum / static_cast<double>(number);
}

double Accuracy(const std::vector<ClassCounts>& counts) {
  double hits = 0, rows = 0;
  for (const ClassCounts& one : counts) {
    hits += one.hits;
    rows += one.actual;
  }
  return rows == 0 ? 0 : hits / rows;
}

}  // namespace

std::vector<int32_t> ConfusionMatrix(std::span<const int32_t> actual,
                                     std::span<const int32_t> predicted, int32_t classes) {
  GF_CHECK(actual.size() == predicted.size());
  std::vector<int32_t> confusion(static_cast<size_t>(classes) * static_cast<size_t>(classes), 0);
  for (size_t i = 0; i < actual.size(); ++i) {
    GF_CHECK(actual[i] >= 0 && actual[i] < classes && predicted[i] >= 0 && predicted[i] < classes);
    ++confusion[static_cast<size_t>(actual[i]) * static_cast<size_t>(classes) +
                static_cast<size_t>(predicted[i])];
  }
  return confusion;
}

StatusOr<double> Score(const std::string& metric, std::span<const int32_t> confusion,
                       int32_t classes) {
  GF_CHECK(confusion.size() == static_cast<size_t>(classes) * static_cast<size_t>(classes));
  const std::vector<ClassCounts> counts = CountClasses(confusion, classes);
  // scikit-learn's macro means are over the labels that occur, as actual or as predicted ones; its
  // balanced accuracy is over those that occur as actual ones.
  const auto occurs = [](const ClassCounts& one) { return one.actual + one.predicted > 0; };
  const auto is_actual = [](const ClassCounts& one) { return one.actual > 0; };
  const auto recall = [](const ClassCounts& one) { return one.Recall(); };
  const auto precision = [](const ClassCounts& one) { return one.Precision(); };
  const auto f1 = [](const ClassCounts& one) { return one.F1(); };
  if (metric == "accuracy") return Accuracy(counts);
  if (metric == "balanced_accuracy") return MacroMean(counts, is_actual, recall);
  if (metric == "recall_macro") return MacroMean(counts, occurs, recall);
  if (metric == "precision_macro") return MacroMean(counts, occurs, precision);
  if (metric == "f1_macro") return MacroMean(counts, occurs, f1);
  return InvalidArgument(
      "metric: expected accuracy, balanced_accuracy, f1_macro, precision_macro or recall_macro, "
      "found '{}'",
      metric);
}

}  // namespace gridfold
