#include "coordinator/report/class_section.h"

#include <fmt/format.h>

#include "common/spec/format.h"
#include "coordinator/report/bar_chart.h"
#include "coordinator/report/class_scores.h"
#include "coordinator/report/confusion_chart.h"
#include "coordinator/report/findings.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page.h"

namespace gridfold::report {
namespace {

constexpr size_t kMatrixMax = 40;  // classes
constexpr size_t kMistakesMax = 5;

std::string MistakesText(const std::vector<int64_t>& counts,
                         const std::vector<std::string>& classes) {
  std::string text;
  for (const Confusion& mistake : MostFrequentMistakes(counts, classes.size(), kMistakesMax)) {
    text += fmt::format("{}{} taken for {} ({})", text.empty() ? "" : ", ", classes[mistake.actual],
                        classes[mistake.predicted], mistake.count);
  }
  return Element("p", text.empty() ? "No row was misclassified."
                                   : "Most frequent mistakes: " + text + ".") +
         "\n";
}

std::string ClassBars(const std::vector<ClassScore>& scores,
                      const std::vector<std::string>& classes) {
  BarSeries precision{"precision", "s0", {}}, recall{"recall", "s1", {}};
  for (const ClassScore& score : scores) {
    precision.values.push_back(score.precision);
    recall.values.push_back(score.recall);
  }
  BarChart chart;
  chart.text = {.title = "Precision and recall of each class", .x_title = "class", .y_title = ""};
  chart.groups = classes;
  chart.series = {precision, recall};
  return Draw(chart);
}

std::string ClassTable(const std::vector<ClassScore>& scores,
                       const std::vector<std::string>& classes) {
  const auto cell = [](const std::optional<double>& value) {
    if (!value) return std::string("<td>-</td>");
    return fmt::format("<td data-v=\"{}\">{}</td>", ExactText(*value), FormatScore(value));
  };
  std::string rows;
  for (size_t c = 0; c < classes.size(); ++c) {
    rows += "<tr>" + Element("td", Shortened(classes[c], 40), "text") + cell(scores[c].precision) +
            cell(scores[c].recall) + cell(scores[c].f1) +
            Element("td", fmt::format("{}", scores[c].rows)) + "</tr>\n";
  }
  return "<div class=\"scroll tall\"><table class=\"sortable\">\n<thead><tr>" +
         Element("th", "class", "text") + Element("th", "precision") + Element("th", "recall") +
         Element("th", "F1") + Element("th", "rows") + "</tr></thead>\n<tbody>\n" + rows +
         "</tbody></table></div>\n";
}

}  // namespace

std::string ClassSection(const ReportInput& input) {
  if (input.ranked.empty()) return "";
  const TrialDetail* detail = DetailOf(input, input.ranked[0].number);
  if (detail == nullptr) return "";
  const std::vector<std::string> classes = ClassNames(input.study, detail->cells);
  const std::vector<int64_t> counts = SumConfusion(detail->cells, classes.size());
  if (counts.empty()) return "";
  const std::vector<ClassScore> scores = ScoreClasses(counts, classes.size());
  std::string figures;
  if (classes.size() <= kMatrixMax) {
    figures = DrawConfusion(
                  counts, classes,
                  fmt::format("Confusion matrix of trial {}, all folds", input.ranked[0].number)) +
              ClassBars(scores, classes);
  }
  return MistakesText(counts, classes) + Charts(figures + ClassTable(scores, classes));
}

}  // namespace gridfold::report
