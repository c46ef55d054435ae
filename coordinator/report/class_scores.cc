#include "coordinator/report/class_scores.h"

#include <algorithm>

#include "common/base/check.h"

namespace gridfold::report {
namespace {

std::optional<double> Share(int64_t part, int64_t whole) {
  if (whole <= 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::vector<int64_t> SumConfusion(std::span<const CellResult> cells, size_t classes) {
  std::vector<int64_t> sum;
  for (const CellResult& cell : cells) {
    if (classes == 0 || cell.confusion.size() != classes * classes) continue;
    sum.resize(cell.confusion.size());
    for (size_t i = 0; i < sum.size(); ++i) sum[i] += cell.confusion[i];
  }
  return sum;
}

std::vector<ClassScore> ScoreClasses(std::span<const int64_t> counts, size_t classes) {
  GF_CHECK(counts.size() == classes * classes);
  std::vector<ClassScore> scores(classes);
  for (size_t c = 0; c < classes; ++c) {
    int64_t predicted = 0;
    for (size_t other = 0; other < classes; ++other) {
      scores[c].rows += counts[c * classes + other];
      predicted += counts[other * classes + c];
    }
    const int64_t right = counts[c * classes + c];
    scores[c].precision = Share(right, predicted);
    scores[c].recall = Share(right, scores[c].rows);
    scores[c].f1 = Share(2 * right, predicted + scores[c].rows);
  }
  return scores;
}

std::vector<Confusion> MostFrequentMistakes(std::span<const int64_t> counts, size_t classes,
                                            size_t limit) {
  GF_CHECK(counts.size() == classes * classes);
  std::vector<Confusion> mistakes;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (i / classes != i % classes && counts[i] > 0) {
      mistakes.push_back({i / classes, i % classes, counts[i]});
    }
  }
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Confusion& a, const Confusion& b) { return a.count > b.count; });
  if (mistakes.size() > limit) mistakes.resize(limit);
  return mistakes;
}

std::vector<std::string> ClassNames(const StudySummary& study, std::span<const CellResult> cells) {
  std::vector<std::string> names = study.class_names;
  if (!names.empty()) return names;
  for (const CellResult& cell : cells) {
    while (names.size() * names.size() < cell.confusion.size()) {
      names.push_back(std::to_string(names.size()));
    }
  }
  return names;
}

}  // namespace gridfold::report
