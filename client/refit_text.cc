#include "client/refit_text.h"

#include "client/table.h"
#include "client/text.h"
#include "common/base/units.h"
#include "common/metric/metric.h"

namespace gridfold {
namespace {

std::string NumberText(double value) { return fmt::format("{:.6g}", value); }

std::string HeadText(const StudySummary& study, const RefitSummary& refit) {
  if (!refit.reason.empty()) {
    return fmt::format("refit of trial {} failed: {}\n", refit.trial, SafeText(refit.reason));
  }
  std::string text = fmt::format("refit of trial {}:", refit.trial);
  if (refit.test_score) {
    // A number that the model gives of itself is of no rows.
    text += fmt::format(" {}{} {},", FindMetric(study.metric).ok() ? "test " : "",
                        SafeText(study.metric), FormatScore(refit.test_score));
  }
  if (refit.train_score) text += fmt::format(" train {},", FormatScore(refit.train_score));
  text += fmt::format(" fitted in {}", FormatDuration(refit.fit_seconds));
  // A program of the user's need not write a model.
  if (!refit.model_hash.empty()) {
    text += fmt::format(", model of {}", FormatBytes(static_cast<double>(refit.model_bytes)));
  }
  return text + "\n";
}

// Without the facts of the model: "  test f1_macro 0.98, log_loss 0.07".
std::string MetricsText(const RefitSummary& refit) {
  std::string text;
  for (const auto& [name, value] : refit.metrics) {
    if (!FindMetric(name).ok()) continue;
    text += fmt::format("{} {} {}", text.empty() ? "  test" : ",", name, NumberText(value));
  }
  return text.empty() ? "" : text + "\n";
}

}  // namespace

std::string RefitText(const StudySummary& study, const std::string& artifacts) {
  std::string text;
  for (const RefitSummary& refit : study.refits) {
    text += HeadText(study, refit) + MetricsText(refit);
    if (artifacts.empty() || refit.model_hash.empty()) continue;
    text += fmt::format("model: {}/{}\n", artifacts, refit.model_hash);
  }
  return text;
}

std::string RefitTable(const StudySummary& study, int64_t trial, bool colours) {
  std::string text;
  for (const RefitSummary& refit : study.refits) {
    if (refit.trial != trial) continue;
    text += "\n" + HeadText(study, refit);
    if (refit.metrics.empty()) continue;
    TextTable table;
    table.AddColumn("refit", TextTable::Align::kLeft);
    table.AddColumn("value", TextTable::Align::kRight);
    for (const auto& [name, value] : refit.metrics) table.AddRow({name, NumberText(value)});
    text += table.Text(colours);
  }
  return text;
}

}  // namespace gridfold
