// Says everything that common/metric computes of rows that it is given: for comparisons with other
// programs (metrics.py).
//
// Standard input, in text: the number of classes and of rows; for each row its class, the class
// predicted for it and its probabilities. Standard output: JSON.
#include <CLI/CLI.hpp>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/metric/class_counts.h"
#include "common/metric/classification_report.h"
#include "common/metric/metric.h"
#include "common/metric/precision_recall.h"
#include "common/metric/roc.h"

namespace gridfold {
namespace {

using Json = nlohmann::json;

struct Rows {
  int32_t classes = 0;
  std::vector<int32_t> actual, predicted;
  std::vector<float> probabilities;
};

StatusOr<Rows> ReadRows(std::istream& in) {
  Rows rows;
  size_t count = 0;
  in >> rows.classes >> count;
  for (size_t r = 0; r < count && in; ++r) {
    in >> rows.actual.emplace_back() >> rows.predicted.emplace_back();
    for (int32_t c = 0; c < rows.classes; ++c) in >> rows.probabilities.emplace_back();
  }
  if (!in || rows.classes < 1) return InvalidArgument("standard input: expected more numbers");
  return rows;
}

Json ClassJson(const ClassCounts& counts, const ScoredRows& rows, int32_t column) {
  const RocCurve roc = MakeRocCurve(rows, column), whole = MakeRocCurve(rows, column, false);
  const PrecisionRecallCurve curve = MakePrecisionRecallCurve(rows, column);
  return {{"counts",
           {counts.true_positives, counts.false_positives, counts.false_negatives,
            counts.true_negatives, counts.Support()}},
          {"precision", counts.Precision()},
          {"recall", counts.Recall()},
          {"f1", counts.F1()},
          {"specificity", counts.Specificity()},
          {"roc", {roc.false_positive_rate, roc.true_positive_rate, roc.thresholds}},
          {"whole_roc", {whole.false_positive_rate, whole.true_positive_rate, whole.thresholds}},
          {"precision_recall", {curve.precision, curve.recall, curve.thresholds}},
          {"roc_auc", RocAuc(rows, column)},
          {"average_precision", AveragePrecision(rows, column)}};
}

StatusOr<Json> Describe(const Rows& rows, const std::vector<std::string>& names) {
  const ScoredRows scored{rows.probabilities, rows.actual, rows.classes};
  const ConfusionMatrix confusion = ConfusionMatrix::Of(rows.actual, rows.predicted, rows.classes);
  Json json;
  for (const std::string& name : names) {
    GF_ASSIGN_OR_RETURN(const double score, Score(name, confusion, &scored));
    json["metrics"][name] = score;
  }
  std::vector<std::string> labels;
  const std::vector<ClassCounts> classes = CountClasses(confusion);
  for (int32_t c = 0; c < rows.classes; ++c) {
    labels.push_back(std::to_string(c));
    json["classes"].push_back(ClassJson(classes[static_cast<size_t>(c)], scored, c));
  }
  json["report"] = ClassificationReport(confusion, labels);
  return json;
}

int Main(int argc, char** argv) {
  CLI::App app("What common/metric computes of rows");
  std::vector<std::string> names;
  app.add_option("--metric", names, "a further metric's name, such as top_2_accuracy");
  CLI11_PARSE(app, argc, argv);
  for (const Metric& metric : KnownMetrics()) names.push_back(metric.name);
  const StatusOr<Rows> rows = ReadRows(std::cin);
  const StatusOr<Json> json = rows.ok() ? Describe(*rows, names) : rows.status();
  if (!json.ok()) {
    std::cerr << Message(json.status()) << "\n";
    return 1;
  }
  std::cout << *json << "\n";
  return 0;
}

}  // namespace
}  // namespace gridfold

int main(int argc, char** argv) { return gridfold::Main(argc, argv); }
