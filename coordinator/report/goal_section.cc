#include "coordinator/report/goal_section.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "common/spec/format.h"
#include "coordinator/rank/goals.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"
#include "coordinator/report/parameter_column.h"
#include "coordinator/report/scatter_chart.h"
#include "coordinator/report/study_spec.h"

namespace gridfold::report {
namespace {

constexpr size_t kDotsMax = 1500;
constexpr size_t kFrontRowsMax = 50;

std::string ConstraintTexts(const StudySpec& spec) {
  std::string text;
  for (const Constraint& constraint : spec.constraints) {
    text += (text.empty() ? "" : ", ") + TextOf(constraint);
  }
  return text;
}

std::string NumberOf(const TrialSummary& trial, const std::string& name) {
  const auto found = trial.goals.find(name);
  return found == trial.goals.end() ? "-" : NumberText(found->second);
}

struct GoalTrial {
  const TrialSummary* trial = nullptr;
  bool on_front = false;
};

Mark MarkOf(const GoalTrial& one, const std::string& name) {
  const TrialSummary& trial = *one.trial;
  const bool breaks = trial.violation > 0;
  return {.x = trial.goals.at(name),
          .y = *trial.mean_score,
          .colour = one.on_front ? "s1" : (breaks ? "mute" : "s0"),
          .sample = breaks ? Sample::kRing : Sample::kDot,
          .faint = !one.on_front,
          .tooltip =
              fmt::format("trial {}: {}, {} {} ({})", trial.number, FormatScore(trial.mean_score),
                          name, NumberOf(trial, name), FormatPoint(trial.parameters))};
}

std::string Chart(const ReportInput& input, const StudySpec& spec, const std::string& name,
                  const std::vector<GoalTrial>& trials) {
  ScatterChart chart;
  chart.text = {.title = fmt::format("{} against {}", input.study.metric, name),
                .x_title = name,
                .y_title = input.study.metric};
  const size_t stride = trials.size() / kDotsMax + 1;
  for (size_t i = 0; i < trials.size(); ++i) {
    const bool shown = trials[i].on_front || i % stride == 0;
    if (shown && trials[i].trial->goals.contains(name)) {
      chart.marks.push_back(MarkOf(trials[i], name));
    }
  }
  chart.legend = {{"trial", "s0", Sample::kDot}};
  if (!spec.constraints.empty()) {
    chart.legend.push_back({"breaks a constraint", "mute", Sample::kRing});
  }
  chart.legend.push_back({spec.more_goals.empty() ? "best" : "front", "s1", Sample::kDot});
  return Draw(chart);
}

std::string FrontTable(const StudySpec& spec, const std::vector<GoalTrial>& trials) {
  const std::vector<std::string> names = GoalNumbers(spec);
  std::string head = Element("th", "trial") + Element("th", spec.metric.name), rows;
  for (const std::string& name : names) head += Element("th", name);
  size_t count = 0;
  for (const GoalTrial& one : trials) {
    if (!one.on_front || ++count > kFrontRowsMax) continue;
    const TrialSummary& trial = *one.trial;
    rows += "<tr>" + Element("td", fmt::format("{}", trial.number)) +
            Element("td", FormatScore(trial.mean_score));
    for (const std::string& name : names) rows += Element("td", NumberOf(trial, name));
    rows += Element("td", FormatPoint(trial.parameters), "long") + "</tr>\n";
  }
  if (count == 0) return Element("p", "No trial meets the constraints.") + "\n";
  std::string title = spec.more_goals.empty() ? "Best" : "The front";
  if (count > kFrontRowsMax) title += fmt::format(" ({} of {})", kFrontRowsMax, count);
  return "<figure>" + Element("figcaption", title) + "<table><thead><tr>" + head +
         Element("th", "values", "text") + "</tr></thead>\n<tbody>\n" + rows +
         "</tbody></table></figure>\n";
}

std::string Introduction(const StudySpec& spec) {
  std::string text;
  if (!spec.more_goals.empty()) {
    text = "On the front no other trial is as good in every goal and better in one. ";
  }
  if (!spec.constraints.empty())
    text += "To be ranked a trial needs " + ConstraintTexts(spec) + ".";
  return Element("p", text) + "\n";
}

}  // namespace

std::string GoalSection(const ReportInput& input) {
  const StatusOr<StudySpec> spec = SpecOf(input.study);
  if (!spec.ok() || (spec->more_goals.empty() && spec->constraints.empty())) return "";
  const std::vector<bool> on_front = OnParetoFront(*spec, input.trials);
  std::vector<GoalTrial> trials;
  for (const ScoredTrial& scored : ScoredTrials(input.trials)) {
    trials.push_back(
        {scored.trial, on_front[static_cast<size_t>(scored.trial - input.trials.data())]});
  }
  if (trials.empty()) return "";
  std::string charts;
  for (const std::string& name : GoalNumbers(*spec)) charts += Chart(input, *spec, name, trials);
  return Introduction(*spec) + Charts(charts) + FrontTable(*spec, trials);
}

}  // namespace gridfold::report
