#include "common/metric/numbered_metric.h"

#include <limits>
#include <string_view>

#include "common/metric/precision_recall.h"
#include "common/metric/roc.h"

namespace gridfold {
namespace {

struct Pattern {
  std::string_view before, after;  // of the number
  int32_t min = 0, max = 0;
  const char* explanation;
  const char* undefined_when;
  double (*score)(const ScoredRows& rows, int32_t number);
};

// The column's score, when the rows have it.
template <double (*score)(const ScoredRows&, int32_t)>
double OfClass(const ScoredRows& rows, int32_t column) {
  return column < rows.classes ? score(rows, column) : std::numeric_limits<double>::quiet_NaN();
}

constexpr Pattern kPatterns[] = {
    {"top_", "_accuracy", 1, kTopMax, "share of rows whose class is among the k most probable ones",
     "", TopAccuracy},
    {"roc_auc_class_", "", 0, kClassMax,
     "area under the ROC curve, the class of that index against the rest",
     "there is no class of that index, or it has no rows, or all of them", OfClass<RocAuc>},
    {"average_precision_class_", "", 0, kClassMax,
     "average precision, the class of that index against the rest",
     "there is no class of that index", OfClass<AveragePrecision>},
};

std::optional<int32_t> NumberIn(std::string_view name, const Pattern& pattern) {
  if (!name.starts_with(pattern.before) || !name.ends_with(pattern.after)) return std::nullopt;
  if (name.size() <= pattern.before.size() + pattern.after.size()) return std::nullopt;
  const std::string_view digits = name.substr(
      pattern.before.size(), name.size() - pattern.before.size() - pattern.after.size());
  if (digits.size() > 4 || (digits.front() == '0' && digits.size() > 1)) return std::nullopt;
  int32_t number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = 10 * number + (digit - '0');
  }
  if (number < pattern.min || number > pattern.max) return std::nullopt;
  return number;
}

}  // namespace

std::optional<NumberedMetric> FindNumberedMetric(const std::string& name) {
  for (const Pattern& pattern : kPatterns) {
    const std::optional<int32_t> number = NumberIn(name, pattern);
    if (!number) continue;
    return NumberedMetric{
        {name, true, true, pattern.explanation, pattern.undefined_when}, *number, pattern.score};
  }
  return std::nullopt;
}

}  // namespace gridfold
