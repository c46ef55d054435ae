#include "common/metric/classification_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/base/check.h"
#include "common/metric/agreement.h"
#include "common/metric/class_counts.h"

namespace gridfold {
namespace {

// One column for each code point, as Python counts.
size_t WidthOf(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

class Report {
 public:
  Report(size_t name_width, int digits) : name_width_(name_width), digits_(digits) {
    Name("");
    for (const char* title : {"precision", "recall", "f1-score", "support"}) Text(title);
    text_ += "\n\n";
  }

  void Row(std::string_view name, const ClassAverages& scores, int64_t support) {
    Name(name);
    for (const double score : {scores.precision, scores.recall, scores.f1}) Number(score);
    Text(fmt::format("{}", support));
    text_ += '\n';
  }

  void AccuracyRow(double accuracy, int64_t support) {
    Name("accuracy");
    Text("");
    Text("");
    Number(accuracy);
    Text(fmt::format("{}", support));
    text_ += '\n';
  }

  void EmptyLine() { text_ += '\n'; }
  const std::string& text() const { return text_; }

 private:
  void Name(std::string_view name) {
    text_.append(name_width_ - WidthOf(name), ' ');
    text_ += name;
    text_ += ' ';
  }
  void Text(std::string_view text) { text_ += fmt::format(" {:>9}", text); }
  void Number(double number) { Text(fmt::format("{:.{}f}", number, digits_)); }

  size_t name_width_;
  int digits_;
  std::string text_;
};

}  // namespace

std::string ClassificationReport(const ConfusionMatrix& confusion,
                                 const std::vector<std::string>& names, int digits) {
  GF_CHECK(names.size() == static_cast<size_t>(confusion.classes()) && digits >= 0);
  const std::vector<ClassCounts> classes = CountClasses(confusion);
  size_t width = std::max(std::string_view("weighted avg").size(), static_cast<size_t>(digits));
  int64_t rows = 0;
  for (size_t c = 0; c < classes.size(); ++c) {
    if (classes[c].Occurs()) width = std::max(width, WidthOf(names[c]));
    rows += classes[c].Support();
  }
  if (rows == 0) return "";
  Report report(width, digits);
  for (size_t c = 0; c < classes.size(); ++c) {
    const ClassCounts& one = classes[c];
    if (!one.Occurs()) continue;
    report.Row(names[c], {one.Precision(), one.Recall(), one.F1()}, one.Support());
  }
  report.EmptyLine();
  report.AccuracyRow(Accuracy(confusion), rows);
  report.Row("macro avg", Average(classes, Averaging::kMacro), rows);
  report.Row("weighted avg", Average(classes, Averaging::kWeighted), rows);
  return report.text();
}

}  // namespace gridfold
