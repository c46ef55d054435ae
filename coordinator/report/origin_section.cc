#include "coordinator/report/origin_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "common/base/units.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"
#include "coordinator/report/study_spec.h"

namespace gridfold::report {
namespace {

constexpr size_t kReasonsMax = 40;
constexpr size_t kNumbersMax = 10;

using Facts = std::vector<std::pair<std::string, std::string>>;

// What is counted with the numbers of the trials where it happened.
using Group = std::pair<size_t, std::vector<int64_t>>;

std::string GroupTable(const std::map<std::pair<std::string, std::string>, Group>& groups,
                       const char* first, const char* unit) {
  std::vector<std::pair<std::pair<std::string, std::string>, Group>> order(groups.begin(),
                                                                           groups.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second.first > b.second.first; });
  std::string rows;
  for (size_t i = 0; i < std::min(order.size(), kReasonsMax); ++i) {
    const auto& [key, group] = order[i];
    std::string numbers;
    for (size_t k = 0; k < std::min(group.second.size(), kNumbersMax); ++k) {
      numbers += fmt::format("{}{}", k > 0 ? ", " : "", group.second[k]);
    }
    if (group.second.size() > kNumbersMax) numbers += ", …";
    rows += "<tr>" + Element("td", key.first, "text") +
            Element("td", fmt::format("{}", group.first)) + Element("td", key.second, "long") +
            Element("td", numbers, "text") + "</tr>\n";
  }
  std::string note;
  if (order.size() > kReasonsMax) {
    note = Element(
        "p", fmt::format("The {} most frequent of {} reasons.", kReasonsMax, order.size()), "soft");
  }
  return "<div class=\"scroll\"><table><thead><tr>" + Element("th", first, "text") +
         Element("th", unit) + Element("th", "reason", "text") + Element("th", "trials", "text") +
         "</tr></thead>\n<tbody>\n" + rows + "</tbody></table></div>\n" + note;
}

std::string TimeText(std::optional<int64_t> unix_ms) {
  return unix_ms ? FormatUnixMs(*unix_ms) + " UTC" : "";
}

std::string StateCounts(const StudySummary& study) {
  const std::pair<TrialState, int64_t> counts[] = {
      {TrialState::kWaiting, study.trials_waiting},
      {TrialState::kRunning, study.trials_running},
      {TrialState::kCompleted, study.trials_completed},
      {TrialState::kPruned, study.trials_pruned},
      {TrialState::kFailed, study.trials_failed},
      {TrialState::kInfeasible, study.trials_infeasible},
      {TrialState::kCancelled, study.trials_cancelled}};
  std::string text;
  for (const auto& [state, count] : counts) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, Name(state));
  }
  return text;
}

// Folds and seeds as the spec says them; empty when it cannot be read.
void AddSpecFacts(const StudySummary& study, Facts& facts) {
  const StatusOr<StudySpec> spec = SpecOf(study);
  if (!spec.ok()) return;
  const CrossValidation& cv = spec->cv;
  std::string folds = cv.holdout ? fmt::format("a hold-out of {} of the training rows", *cv.holdout)
                                 : fmt::format("{} folds", cv.folds);
  if (cv.repeats > 1) folds += fmt::format(", repeated {} times", cv.repeats);
  if (cv.stratified) folds += ", stratified";
  if (cv.shuffle) folds += ", shuffled";
  facts.emplace_back("validation", folds);
  facts.emplace_back("seeds", fmt::format("search {}, folds {}, data set {}", spec->search.seed,
                                          cv.seed, spec->dataset.seed));
}

struct AttemptCount {
  size_t jobs = 0, attempts = 0;
  std::map<std::string, size_t> ends;
  std::map<std::pair<std::string, std::string>, Group> failures;  // end, message
};

// A job's attempts stand at each of its trials and count once.
AttemptCount CountAttempts(const ReportInput& input) {
  AttemptCount count;
  std::set<int64_t> jobs;
  std::set<std::pair<int64_t, int64_t>> seen;
  for (const TrialDetail& detail : input.details) {
    for (const AttemptSummary& attempt : detail.attempts) {
      if (!seen.insert({attempt.job, attempt.attempt}).second) continue;
      jobs.insert(attempt.job);
      const std::string end(attempt.end ? Name(*attempt.end) : "running");
      ++count.ends[end];
      if (!attempt.end || *attempt.end == AttemptEnd::kOk) continue;
      Group& group = count.failures[{end, attempt.message}];
      ++group.first;
      group.second.push_back(detail.summary.number);
    }
  }
  count.jobs = jobs.size();
  count.attempts = seen.size();
  return count;
}

std::string AttemptText(const ReportInput& input, const AttemptCount& count) {
  if (count.attempts == 0) return "";
  std::string ends;
  for (const auto& [end, times] : count.ends) {
    ends += fmt::format("{}{} {}", ends.empty() ? "" : ", ", times, end);
  }
  std::string text = fmt::format("{}, {} ({})", Counted(count.jobs, "job"),
                                 Counted(count.attempts, "attempt"), ends);
  const size_t all = input.trials.size() + static_cast<size_t>(input.trials_left_out);
  if (input.details.size() < all) {
    text += fmt::format(", of {} of {} trials", input.details.size(), all);
  }
  return text;
}

Facts StudyFacts(const ReportInput& input) {
  const StudySummary& study = input.study;
  Facts facts = {
      {"study", study.name},
      {"state", std::string(Name(study.state)) + (study.reason.empty() ? "" : ": " + study.reason)},
      {"model", study.model},
      {"data set", study.dataset},
      {"search", fmt::format("{}, {} {}", study.algorithm, study.maximize ? "maximize" : "minimize",
                             study.metric)},
      {"splits", fmt::format("{}", study.splits)}};
  AddSpecFacts(study, facts);
  facts.emplace_back("trials", StateCounts(study));
  if (study.duplicates_merged > 0) {
    facts.emplace_back("duplicates merged", fmt::format("{}", study.duplicates_merged));
  }
  facts.emplace_back("created", TimeText(study.created_ms));
  facts.emplace_back("started", TimeText(study.started_ms));
  facts.emplace_back("finished", TimeText(study.finished_ms));
  if (study.started_ms && study.finished_ms) {
    facts.emplace_back(
        "lasted",
        FormatDuration(static_cast<double>(*study.finished_ms - *study.started_ms) / 1e3));
  }
  return facts;
}

std::string SpecHtml(const StudySummary& study) {
  if (study.spec_text.empty()) return "";
  std::string html = Element("h3", "Spec") + "\n<pre>" + EscapedLines(study.spec_text) + "</pre>\n";
  if (study.spec_overrides.empty()) return html;
  std::string entries;
  for (const std::string& entry : study.spec_overrides) entries += "--set " + entry + "\n";
  return html + Element("p", "Overridden on the command line:") + "\n<pre>" +
         EscapedLines(entries) + "</pre>\n";
}

// Of the trials that the report was given.
std::string FitTimeText(const ReportInput& input) {
  double seconds = 0;
  for (const TrialSummary& trial : input.trials) {
    const auto cells =
        static_cast<double>(std::count_if(trial.fold_scores.begin(), trial.fold_scores.end(),
                                          [](const auto& score) { return score.has_value(); }));
    if (trial.mean_fit_seconds && std::isfinite(*trial.mean_fit_seconds)) {
      seconds += *trial.mean_fit_seconds * cells;
    }
  }
  return seconds > 0 ? FormatDuration(seconds) + " for all folds of completed trials" : "";
}

}  // namespace

std::string FailureSection(const ReportInput& input) {
  std::map<std::pair<std::string, std::string>, Group> groups;
  for (const TrialSummary& trial : input.trials) {
    if (trial.state == TrialState::kCompleted || !IsFinal(trial.state)) continue;
    Group& group = groups[{std::string(Name(trial.state)), trial.reason}];
    ++group.first;
    group.second.push_back(trial.number);
  }
  return groups.empty() ? "" : GroupTable(groups, "state", "count");
}

std::string OriginSection(const ReportInput& input) {
  const AttemptCount count = CountAttempts(input);
  Facts facts = StudyFacts(input);
  facts.emplace_back("fitting took", FitTimeText(input));
  facts.emplace_back("work", AttemptText(input, count));
  facts.emplace_back("program", "gridfold " + input.version);
  std::string html = FactList(facts);
  if (!count.failures.empty()) {
    html += Element("h3", "Attempts that did not end well") + "\n" +
            GroupTable(count.failures, "end", "attempts");
  }
  html += SpecHtml(input.study);
  return html;
}

}  // namespace gridfold::report
