#include "coordinator/report/parameter_column.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "common/base/check.h"
#include "common/spec/format.h"
#include "coordinator/report/study_spec.h"

namespace gridfold::report {
namespace {

// Names of the parameters that the spec searches on a log scale; `per:` makes filters_1 of filters.
std::set<std::string> LogParameters(const StudySummary& study) {
  std::set<std::string> names;
  const StatusOr<StudySpec> spec = SpecOf(study);
  if (!spec.ok()) return names;
  for (const SubSpace& member : spec->space.members) {
    for (const Parameter& parameter : member.parameters) {
      if (parameter.scale == Scale::kLog) names.insert(parameter.name);
    }
  }
  return names;
}

const Value* Find(const ScoredTrial& scored, const std::string& name) {
  const auto found = scored.trial->parameters.find(name);
  return found == scored.trial->parameters.end() ? nullptr : &found->second;
}

std::optional<double> NumberOf(const Value& value) {
  double number = 0;
  if (!ToNumber(value, number) || !std::isfinite(number)) return std::nullopt;
  return number;
}

void FillNumbers(ParameterColumn& column, std::span<const ScoredTrial> trials) {
  std::map<double, size_t> places;
  for (const ScoredTrial& scored : trials) {
    if (const Value* value = Find(scored, column.name)) places[*NumberOf(*value)] = 0;
  }
  for (auto& [number, place] : places) {
    place = column.numbers.size();
    column.numbers.push_back(number);
    column.names.push_back(FormatValue(Value(number)));
  }
  for (size_t i = 0; i < trials.size(); ++i) {
    if (const Value* value = Find(trials[i], column.name)) {
      column.values[i] = places.at(*NumberOf(*value));
    }
  }
}

void FillNames(ParameterColumn& column, std::span<const ScoredTrial> trials) {
  std::map<std::string, size_t> places;
  for (size_t i = 0; i < trials.size(); ++i) {
    const Value* value = Find(trials[i], column.name);
    if (value == nullptr) continue;
    const std::string name = FormatValue(*value);
    const auto [place, is_new] = places.emplace(name, column.names.size());
    if (is_new) column.names.push_back(name);
    column.values[i] = place->second;
  }
}

}  // namespace

std::vector<ScoredTrial> ScoredTrials(std::span<const TrialSummary> trials) {
  std::vector<ScoredTrial> scored;
  for (const TrialSummary& trial : trials) {
    if (trial.state != TrialState::kCompleted || !trial.mean_score) continue;
    if (std::isfinite(*trial.mean_score)) scored.push_back({&trial, *trial.mean_score});
  }
  return scored;
}

std::vector<ParameterColumn> ParameterColumns(const StudySummary& study,
                                              std::span<const ScoredTrial> trials) {
  const std::set<std::string> log_names = LogParameters(study);
  std::vector<ParameterColumn> columns;
  for (const std::string& name : study.parameter_names) {
    ParameterColumn column;
    column.name = name;
    column.prefers_log = log_names.contains(name);
    column.values.resize(trials.size());
    column.is_number = std::all_of(trials.begin(), trials.end(), [&](const ScoredTrial& scored) {
      const Value* value = Find(scored, name);
      return value == nullptr || NumberOf(*value);
    });
    column.is_number ? FillNumbers(column, trials) : FillNames(column, trials);
    if (column.names.size() >= 2) columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<double> ScoresAt(const ParameterColumn& column, size_t index,
                             std::span<const ScoredTrial> trials) {
  std::vector<double> scores;
  for (size_t i = 0; i < trials.size(); ++i) {
    if (column.values[i] == index) scores.push_back(trials[i].score);
  }
  return scores;
}

double BestOf(std::span<const double> scores, bool maximize) {
  GF_CHECK(!scores.empty());
  return maximize ? *std::max_element(scores.begin(), scores.end())
                  : *std::min_element(scores.begin(), scores.end());
}

}  // namespace gridfold::report
