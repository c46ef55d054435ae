#include "coordinator/report/verdict.h"

#include <fmt/format.h>

#include <cmath>

#include "common/base/units.h"
#include "common/spec/format.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"

namespace gridfold::report {
namespace {

constexpr int kFewFolds = 3;

std::string Paragraph(const std::string& text) { return Element("p", text) + "\n"; }

std::string Cards(const ReportInput& input) {
  const StudySummary& study = input.study;
  const TrialSummary& best = input.ranked[0];
  std::string cards = Card(
      FormatScore(best.mean_score) + (best.std_error ? " ± " + FormatScore(best.std_error) : ""),
      fmt::format("{}, mean of {}{}", study.metric,
                  Counted(static_cast<size_t>(std::max(study.splits, 0)), "fold"),
                  best.std_error ? " ± standard error" : ""));
  for (const RefitSummary& refit : study.refits) {
    if (refit.trial != best.number || !refit.test_score) continue;
    cards += Card(FormatScore(refit.test_score), study.metric + " of the refit, test rows");
  }
  cards += Card(fmt::format("{}", study.trials_completed), "completed trials");
  if (study.started_ms && study.finished_ms) {
    cards += Card(FormatDuration(static_cast<double>(*study.finished_ms - *study.started_ms) / 1e3),
                  "from first lease to end");
  }
  return "<div class=\"cards\">\n" + cards + "</div>\n";
}

std::string BestText(const ReportInput& input) {
  const TrialSummary& best = input.ranked[0];
  std::vector<std::pair<std::string, std::string>> facts = {
      {"best trial", fmt::format("{}", best.number)}};
  for (const auto& [name, value] : best.parameters) facts.emplace_back(name, FormatValue(value));
  return FactList(facts);
}

std::string RunnerUpText(const ReportInput& input, const Findings& findings) {
  if (input.ranked.size() < 2) return Paragraph("No other trial is completed.");
  const TrialSummary& best = input.ranked[0];
  const TrialSummary& second = input.ranked[1];
  if (!best.mean_score || !second.mean_score) return "";
  std::string text = fmt::format("The next best is trial {} with {}", second.number,
                                 FormatScore(second.mean_score));
  const double gap = std::fabs(*best.mean_score - *second.mean_score);
  text += gap == 0 ? ", the same score" : fmt::format(", {} behind", FormatScore(gap));
  if (findings.runner_up_p) text += fmt::format(" (p = {:.3g})", *findings.runner_up_p);
  return Paragraph(text + ".");
}

// "" when the whole ranking was compared.
std::string OfTheFirst(const ReportInput& input) {
  const auto compared = static_cast<int64_t>(input.ranked.size());
  if (compared >= input.study.trials_completed) return "";
  return fmt::format("Of the {} best, ", compared);
}

std::string AlikeNumbers(const ReportInput& input, const Findings& findings) {
  std::string numbers;
  size_t shown = 0;
  for (size_t i = 1; i < input.ranked.size() && shown < 12; ++i) {
    if (!findings.like_first[i]) continue;
    numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", input.ranked[i].number);
    ++shown;
  }
  if (findings.alike > shown) numbers += fmt::format(" and {} more", findings.alike - shown);
  return numbers;
}

std::string AlikeText(const ReportInput& input, const Findings& findings) {
  if (input.ranked.size() < 2) return "";
  if (input.study.splits < 2) {
    return Paragraph(
        "With one split there is no telling whether the difference is real; two or more folds are "
        "needed.");
  }
  if (findings.alike == 0) {
    return Paragraph(
        "Every other trial compared is distinguishable from it (corrected paired t-test over the "
        "folds, level 0.05).");
  }
  std::string text = Paragraph(fmt::format(
      "{}{} not distinguishable from it (corrected paired t-test over the folds, level 0.05): {}.",
      OfTheFirst(input),
      findings.alike == 1 ? "1 other trial is" : fmt::format("{} other trials are", findings.alike),
      AlikeNumbers(input, findings)));
  if (input.study.splits <= kFewFolds) {
    text += Element("p", "So few folds show only large differences.", "soft") + "\n";
  }
  if (findings.simplest) text += Paragraph(SimplestText(*findings.simplest));
  return text;
}

std::string EdgeText(const Findings& findings) {
  std::string text;
  for (const EdgeFinding& edge : findings.edges) {
    text += fmt::format("{}{} = {} is the {} value tried", text.empty() ? "" : "; ", edge.parameter,
                        edge.value, edge.is_greatest ? "greatest" : "least");
  }
  if (text.empty()) return "";
  return Element("p", "At an edge of the search: " + text + ". Better ones may lie beyond.",
                 "note") +
         "\n";
}

std::string RefitNotes(const StudySummary& study) {
  std::string text;
  for (const RefitSummary& refit : study.refits) {
    if (!refit.reason.empty()) {
      text += fmt::format("The refit of trial {} failed: {}. ", refit.trial, refit.reason);
      continue;
    }
    text += fmt::format("Trial {} was fitted again on all training rows in {}", refit.trial,
                        FormatDuration(refit.fit_seconds));
    if (refit.test_score) {
      text += fmt::format("; {} of the test rows {}", study.metric, FormatScore(refit.test_score));
    }
    if (refit.train_score)
      text += fmt::format(", of these rows {}", FormatScore(refit.train_score));
    text += ". ";
  }
  return text.empty() ? "" : Paragraph(text);
}

// What was recorded of the best trial's refit beside its score.
std::string RefitFacts(const ReportInput& input) {
  std::vector<std::pair<std::string, std::string>> facts;
  for (const RefitSummary& refit : input.study.refits) {
    if (refit.trial != input.ranked[0].number) continue;
    for (const auto& [name, value] : refit.metrics) {
      facts.emplace_back(name, fmt::format("{:.6g}", value));
    }
  }
  if (facts.empty()) return "";
  return Paragraph("Of its refit, metrics on the test rows:") + FactList(facts);
}

}  // namespace

std::string VerdictSection(const ReportInput& input, const Findings& findings) {
  if (input.ranked.empty()) {
    return Paragraph(
        fmt::format("No trial is completed{}.", IsFinal(input.study.state) ? "" : " yet"));
  }
  return Cards(input) + BestText(input) + RunnerUpText(input, findings) +
         AlikeText(input, findings) + EdgeText(findings) + RefitNotes(input.study) +
         RefitFacts(input);
}

}  // namespace gridfold::report
