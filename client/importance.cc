#include "client/importance.h"

#include <algorithm>
#include <vector>

#include "client/json.h"
#include "client/leaderboard.h"
#include "client/table.h"
#include "client/text.h"
#include "coordinator/rank/importance.h"
#include "coordinator/report/study_spec.h"

namespace gridfold {
namespace {

// The trials with the values of `metric` as their scores.
StatusOr<std::vector<TrialSummary>> WithScoresOf(std::vector<TrialSummary> trials,
                                                 const StudySummary& study,
                                                 const std::string& metric) {
  if (metric.empty() || metric == study.metric) return trials;
  const std::vector<std::string> known = GoalNames(trials);
  if (std::find(known.begin(), known.end(), metric) == known.end()) {
    return InvalidArgument("--metric: expected {}{}{}, found '{}'", study.metric,
                           known.empty() ? "" : ", ", fmt::join(known, ", "), SafeText(metric));
  }
  for (TrialSummary& trial : trials) {
    const auto value = trial.goals.find(metric);
    trial.mean_score =
        value == trial.goals.end() ? std::nullopt : std::optional<double>(value->second);
  }
  return trials;
}

void PrintTable(const ImportanceResult& result, const std::string& metric, Console& console) {
  TextTable table;
  table.AddColumn("parameter", TextTable::Align::kLeft);
  table.AddColumn("share", TextTable::Align::kRight);
  table.AddColumn("± over trees", TextTable::Align::kRight);
  for (const ParameterImportance& parameter : result.parameters) {
    table.AddRow({parameter.name, fmt::format("{:.3f}", parameter.share),
                  fmt::format("{:.3f}", parameter.deviation)});
  }
  table.AddRow({"(several together)", fmt::format("{:.3f}", result.together), ""});
  console.out << table.Text(console.colours)
              << fmt::format(
                     "share of the variance of {} over the space that each explains alone, from {} "
                     "trials (fANOVA)\n",
                     SafeText(metric), result.trials);
  if (result.left_out.empty()) return;
  console.out << fmt::format("left out, as not all of these trials have them: {}\n",
                             fmt::join(result.left_out, ", "));
}

Json ResultJson(const ImportanceResult& result, const std::string& metric) {
  Json json = {{"metric", metric},
               {"trials", result.trials},
               {"several_together", result.together},
               {"left_out", result.left_out},
               {"parameters", Json::array()}};
  for (const ParameterImportance& parameter : result.parameters) {
    json["parameters"].push_back(
        {{"name", parameter.name}, {"share", parameter.share}, {"deviation", parameter.deviation}});
  }
  return json;
}

}  // namespace

Status PrintImportance(StudyView& view, const std::string& name, const std::string& metric,
                       const std::string& format, Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(name));
  GF_ASSIGN_OR_RETURN(const StudySpec spec, report::SpecOf(study));
  GF_ASSIGN_OR_RETURN(std::vector<TrialSummary> trials,
                      view.ListTrials(name, {TrialOrder::kNumber, "state = COMPLETED", -1}));
  GF_ASSIGN_OR_RETURN(trials, WithScoresOf(std::move(trials), study, metric));
  GF_ASSIGN_OR_RETURN(const ImportanceResult result,
                      ImportanceOf(spec.space, study.parameter_names, trials));
  const std::string& shown = metric.empty() ? study.metric : metric;
  if (format == "json") {
    console.out << Dump(ResultJson(result, shown));
  } else if (format == "csv") {
    console.out << "parameter,share,deviation\n";
    for (const ParameterImportance& parameter : result.parameters) {
      console.out << fmt::format("{},{},{}\n", parameter.name, parameter.share,
                                 parameter.deviation);
    }
  } else {
    PrintTable(result, shown, console);
  }
  return absl::OkStatus();
}

}  // namespace gridfold
