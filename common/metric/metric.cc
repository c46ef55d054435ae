#include "common/metric/metric.h"

#include "common/metric/agreement.h"
#include "common/metric/class_counts.h"
#include "common/metric/closest_names.h"
#include "common/metric/numbered_metric.h"
#include "common/metric/precision_recall.h"
#include "common/metric/roc.h"

namespace gridfold {
namespace {

using ConfusionScore = double (*)(const ConfusionMatrix&);
using RowsScore = double (*)(const ScoredRows&);

// One of both functions is set.
struct Entry {
  Metric metric;
  ConfusionScore of_confusion = nullptr;
  RowsScore of_rows = nullptr;
};

constexpr char kOneClass[] = "all rows are of one class and predicted as such";
constexpr char kClassWithoutRows[] = "a class has no rows, or all of them";
constexpr char kTopExample[] = "top_3_accuracy";
constexpr int32_t kTopExampleCount = 3;

template <Averaging averaging, double ClassAverages::*member>
double Averaged(const ConfusionMatrix& confusion) {
  return Average(CountClasses(confusion), averaging).*member;
}

template <KappaWeights weights>
double Kappa(const ConfusionMatrix& confusion) {
  return CohenKappa(confusion, weights);
}

Entry OfConfusion(const char* name, bool maximize, const char* explanation, ConfusionScore score,
                  const char* undefined_when = "") {
  return {{name, false, maximize, explanation, undefined_when}, score, nullptr};
}

Entry OfRows(const char* name, bool maximize, const char* explanation, RowsScore score,
             const char* undefined_when = "") {
  return {{name, true, maximize, explanation, undefined_when}, nullptr, score};
}

void AddAverages(std::vector<Entry>& entries) {
  using A = ClassAverages;
  constexpr Averaging kMacro = Averaging::kMacro, kMicro = Averaging::kMicro,
                      kWeighted = Averaging::kWeighted;
  entries.push_back(OfConfusion("precision_macro", true, "mean precision of the classes",
                                Averaged<kMacro, &A::precision>));
  entries.push_back(OfConfusion("precision_micro", true, "precision over all rows: the accuracy",
                                Averaged<kMicro, &A::precision>));
  entries.push_back(OfConfusion("precision_weighted", true, "the same, weighted by rows",
                                Averaged<kWeighted, &A::precision>));
  entries.push_back(OfConfusion("recall_macro", true, "mean recall of the classes",
                                Averaged<kMacro, &A::recall>));
  entries.push_back(OfConfusion("recall_micro", true, "recall over all rows: the accuracy",
                                Averaged<kMicro, &A::recall>));
  entries.push_back(OfConfusion("recall_weighted", true, "the same, weighted by rows",
                                Averaged<kWeighted, &A::recall>));
  entries.push_back(
      OfConfusion("f1_macro", true, "mean F1 of the classes", Averaged<kMacro, &A::f1>));
  entries.push_back(
      OfConfusion("f1_micro", true, "F1 over all rows: the accuracy", Averaged<kMicro, &A::f1>));
  entries.push_back(
      OfConfusion("f1_weighted", true, "mean F1, weighted by rows", Averaged<kWeighted, &A::f1>));
}

void AddAgreement(std::vector<Entry>& entries) {
  entries.push_back(OfConfusion("cohen_kappa", true, "agreement beyond chance",
                                Kappa<KappaWeights::kNone>, kOneClass));
  entries.push_back(OfConfusion("cohen_kappa_linear", true,
                                "the same; a confusion costs the distance of the classes",
                                Kappa<KappaWeights::kLinear>, kOneClass));
  entries.push_back(OfConfusion("cohen_kappa_quadratic", true,
                                "the same; it costs the distance squared",
                                Kappa<KappaWeights::kQuadratic>, kOneClass));
  entries.push_back(OfConfusion("matthews_corrcoef", true,
                                "correlation of actual and predicted classes",
                                MatthewsCorrelation));
}

void AddProbabilityMetrics(std::vector<Entry>& entries) {
  entries.push_back(
      OfRows("log_loss", false, "mean -log of the probability of the row's class", LogLoss));
  entries.push_back(OfRows("brier", false,
                           "mean squared distance of the probabilities from the row's class",
                           BrierScore));
  entries.push_back(
      OfRows(kTopExample, true, "share of rows whose class is among the k most probable ones",
             [](const ScoredRows& rows) { return TopAccuracy(rows, kTopExampleCount); }));
  entries.push_back(OfRows("roc_auc_macro", true,
                           "mean area under the ROC curve, each class against the rest",
                           RocAucMacro, kClassWithoutRows));
  entries.push_back(OfRows("roc_auc_weighted", true, "the same, weighted by rows", RocAucWeighted,
                           kClassWithoutRows));
  entries.push_back(OfRows("average_precision_macro", true,
                           "mean average precision, each class against the rest",
                           AveragePrecisionMacro));
}

std::vector<Entry> MakeEntries() {
  std::vector<Entry> entries;
  entries.push_back(OfConfusion("accuracy", true, "share of rows predicted right", Accuracy));
  entries.push_back(OfConfusion("error_rate", false, "share of rows predicted wrong", ErrorRate));
  entries.push_back(OfConfusion("balanced_accuracy", true, "mean recall of the classes with rows",
                                BalancedAccuracy));
  AddAverages(entries);
  AddAgreement(entries);
  AddProbabilityMetrics(entries);
  return entries;
}

const std::vector<Entry>& Entries() {
  static const std::vector<Entry> entries = MakeEntries();
  return entries;
}

const Entry* FindEntry(const std::string& name) {
  for (const Entry& entry : Entries()) {
    if (entry.metric.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace

const std::vector<Metric>& KnownMetrics() {
  static const std::vector<Metric> metrics = [] {
    std::vector<Metric> list;
    for (const Entry& entry : Entries()) list.push_back(entry.metric);
    return list;
  }();
  return metrics;
}

StatusOr<Metric> FindMetric(const std::string& name) {
  if (const Entry* entry = FindEntry(name)) return entry->metric;
  if (const auto numbered = FindNumberedMetric(name)) return numbered->metric;
  constexpr size_t kSuggestions = 3;
  constexpr size_t kShown = 60;
  std::vector<std::string> names;
  for (const Metric& metric : KnownMetrics()) names.push_back(metric.name);
  const std::vector<std::string> closest =
      ClosestNames(name.substr(0, kShown), names, kSuggestions);
  return InvalidArgument("expected a metric such as {}, found '{}'", fmt::join(closest, ", "),
                         name.substr(0, kShown));
}

StatusOr<double> Score(const std::string& name, const ConfusionMatrix& confusion,
                       const ScoredRows* rows) {
  GF_ASSIGN_OR_RETURN(const Metric metric, FindMetric(name));
  const Entry* entry = FindEntry(name);
  if (entry != nullptr && entry->of_confusion != nullptr) return entry->of_confusion(confusion);
  if (rows == nullptr) {
    return FailedPrecondition("{}: expected class probabilities, found none", name);
  }
  GF_RETURN_IF_ERROR(CheckProbabilities(*rows));
  if (entry != nullptr) return entry->of_rows(*rows);
  const NumberedMetric numbered = *FindNumberedMetric(name);
  return numbered.score(*rows, numbered.number);
}

}  // namespace gridfold
