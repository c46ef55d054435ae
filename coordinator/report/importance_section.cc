#include "coordinator/report/importance_section.h"

#include <fmt/format.h>

#include "coordinator/rank/importance.h"
#include "coordinator/report/bar_chart.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"
#include "coordinator/report/study_spec.h"

namespace gridfold::report {
namespace {

std::string Chart(const ImportanceResult& result) {
  BarChart chart;
  chart.text = {.title = "Share of the variance of the score over the space",
                .x_title = "parameter",
                .y_title = "share"};
  BarSeries shares{.name = "share", .colour = "s0", .values = {}};
  for (const ParameterImportance& parameter : result.parameters) {
    chart.groups.push_back(parameter.name);
    shares.values.emplace_back(parameter.share);
  }
  chart.groups.push_back("several together");
  shares.values.emplace_back(result.together);
  chart.series = {shares};
  return Draw(chart);
}

std::string Note(const ImportanceResult& result) {
  std::string text = fmt::format(
      "Functional analysis of variance of a random forest, from {}: how much of the differences "
      "between the scores over the whole space each parameter explains alone.",
      Counted(result.trials, "trial"));
  if (!result.left_out.empty()) {
    text += fmt::format(" Left out, as not all of these trials have them: {}.",
                        fmt::join(result.left_out, ", "));
  }
  return Element("p", text, "soft") + "\n";
}

}  // namespace

std::string ImportanceSection(const ReportInput& input) {
  const StatusOr<StudySpec> spec = SpecOf(input.study);
  if (!spec.ok()) return "";
  const auto result = ImportanceOf(spec->space, input.study.parameter_names, input.trials);
  if (!result.ok() || result->parameters.size() < 2) return "";
  return Charts(Chart(*result)) + Note(*result);
}

}  // namespace gridfold::report
