#include "coordinator/report/study_report.h"

#include <fmt/format.h>

#include "common/base/units.h"
#include "coordinator/report/class_section.h"
#include "coordinator/report/cost_section.h"
#include "coordinator/report/curve_section.h"
#include "coordinator/report/findings.h"
#include "coordinator/report/fold_section.h"
#include "coordinator/report/goal_section.h"
#include "coordinator/report/importance_section.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/origin_section.h"
#include "coordinator/report/page.h"
#include "coordinator/report/parameter_section.h"
#include "coordinator/report/progress_section.h"
#include "coordinator/report/trial_table.h"
#include "coordinator/report/verdict.h"

namespace gridfold::report {
namespace {

std::string Subtitle(const StudySummary& study) {
  return fmt::format("{} on {}: {} search, {} {}, {}; {}", study.model, study.dataset,
                     study.algorithm, study.maximize ? "maximize" : "minimize", study.metric,
                     Counted(static_cast<size_t>(std::max(study.splits, 0)), "fold"),
                     Name(study.state));
}

}  // namespace

std::string StudyReport(const ReportInput& input) {
  const Findings findings = FindOut(input);
  Page page(input.study.name, Subtitle(input.study));
  page.AddSection("result", "Result", VerdictSection(input, findings));
  page.AddSection("trials", "Trials", TrialTableSection(input, findings));
  page.AddSection("goals", "Goals", GoalSection(input));
  page.AddSection("importance", "Which parameters matter", ImportanceSection(input));
  page.AddSection("parameters", "Parameters", ParameterSection(input));
  page.AddSection("folds", "Folds and overfitting", FoldSection(input));
  page.AddSection("curves", "Learning curves", CurveSection(input));
  page.AddSection("classes", "Classes", ClassSection(input));
  page.AddSection("cost", "Cost", CostSection(input));
  page.AddSection("progress", "Progress", ProgressSection(input));
  page.AddSection("failures", "Trials without a score", FailureSection(input));
  page.AddSection("origin", "How it was made", OriginSection(input));
  return page.Finish(fmt::format("Written by gridfold {} on {} UTC.", input.version,
                                 FormatUnixMs(input.written_ms)));
}

}  // namespace gridfold::report
