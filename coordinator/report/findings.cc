#include "coordinator/report/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/base/units.h"
#include "common/spec/format.h"
#include "coordinator/rank/compare.h"
#include "coordinator/report/parameter_column.h"

namespace gridfold::report {
namespace {

// What makes a model simple, the strongest first; the time of a fit is known of every trial.
constexpr const char* kFitSeconds = "fit_seconds";
constexpr const char* kMeasures[] = {"parameters", "support_vectors", "epochs", kFitSeconds};

std::optional<double> Measured(const ReportInput& input, const TrialSummary& trial,
                               const std::string& measure) {
  if (measure == kFitSeconds) return trial.mean_fit_seconds;
  const TrialDetail* detail = DetailOf(input, trial.number);
  return detail == nullptr ? std::nullopt : MeanFact(*detail, measure);
}

// The least of the alike by one measure; absent when one of them lacks it or all are equal to the
// first.
std::optional<Simplicity> SimplestBy(const ReportInput& input, const std::vector<bool>& alike,
                                     const std::string& measure) {
  std::optional<Simplicity> least;
  bool differ = false;
  for (size_t i = 0; i < input.ranked.size(); ++i) {
    if (!alike[i]) continue;
    const auto value = Measured(input, input.ranked[i], measure);
    if (!value || !std::isfinite(*value)) return std::nullopt;
    if (!least) least = {input.ranked[i].number, measure, *value, *value};
    differ = differ || *value != least->best_value;
    if (*value < least->value) {
      least->value = *value;
      least->trial = input.ranked[i].number;
    }
  }
  return differ ? least : std::nullopt;
}

// The first, and of those like it the ones within its standard error.
std::vector<bool> AsGood(const ReportInput& input, const std::vector<bool>& like_first) {
  std::vector<bool> as_good(input.ranked.size(), false);
  const TrialSummary& first = input.ranked[0];
  for (size_t i = 0; i < as_good.size(); ++i) {
    if (!like_first[i] || !first.mean_score || !input.ranked[i].mean_score) continue;
    const double gap = std::fabs(*first.mean_score - *input.ranked[i].mean_score);
    as_good[i] = i == 0 || gap <= first.std_error.value_or(0);
  }
  return as_good;
}

std::vector<EdgeFinding> FindEdges(const ReportInput& input) {
  std::vector<EdgeFinding> edges;
  const std::vector<ScoredTrial> scored = ScoredTrials(input.trials);
  for (const ParameterColumn& column : ParameterColumns(input.study, scored)) {
    const auto best = input.ranked[0].parameters.find(column.name);
    if (!column.is_number || column.names.size() < 3 || best == input.ranked[0].parameters.end())
      continue;
    double value = 0;
    if (!ToNumber(best->second, value)) continue;
    const bool least = value <= column.numbers.front(), greatest = value >= column.numbers.back();
    if (least || greatest) edges.push_back({column.name, FormatValue(best->second), greatest});
  }
  return edges;
}

}  // namespace

Findings FindOut(const ReportInput& input) {
  Findings findings;
  if (input.ranked.empty()) return findings;
  findings.like_first = NotDistinguishableFromFirst(input.ranked, input.validation_to_train_rows);
  findings.alike = static_cast<size_t>(
      std::count(findings.like_first.begin() + 1, findings.like_first.end(), true));
  if (input.ranked.size() > 1) {
    findings.runner_up_p =
        CompareTrials(input.ranked[0], input.ranked[1], input.validation_to_train_rows);
  }
  const std::vector<bool> as_good = AsGood(input, findings.like_first);
  for (const char* measure : kMeasures) {
    if (!findings.simplest) findings.simplest = SimplestBy(input, as_good, measure);
  }
  findings.edges = FindEdges(input);
  return findings;
}

std::string SimplestText(const Simplicity& simple) {
  const bool seconds = simple.measure == "fit_seconds";
  const auto number = [&](double value) {
    return seconds ? FormatDuration(value) : fmt::format("{:.4g}", value);
  };
  std::string what = seconds ? "a fold is fitted in {}" : "it has {} ";
  if (simple.measure == "parameters") what += "weights";
  if (simple.measure == "support_vectors") what += "support vectors";
  if (simple.measure == "epochs") what += "epochs";
  const std::string has = fmt::format(fmt::runtime(what), number(simple.value));
  if (simple.value == simple.best_value) {
    return fmt::format("No simpler trial is within one standard error of it: {}.", has);
  }
  return fmt::format(
      "The simplest within one standard error of it is trial {}: {} in place of {}. It may be the "
      "better choice.",
      simple.trial, has, number(simple.best_value));
}

const TrialDetail* DetailOf(const ReportInput& input, int64_t trial) {
  for (const TrialDetail& detail : input.details) {
    if (detail.summary.number == trial) return &detail;
  }
  return nullptr;
}

std::optional<double> MeanFact(const TrialDetail& detail, const std::string& name) {
  double sum = 0, count = 0;
  for (const CellResult& cell : detail.cells) {
    const auto found = cell.metrics.find(name);
    if (cell.fold < 0 || found == cell.metrics.end()) continue;
    sum += found->second;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

}  // namespace gridfold::report
