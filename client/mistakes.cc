#include "client/mistakes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace gridfold {
namespace {

constexpr size_t kInsteadMax = 5;

Status AddFold(const DataSet& data, const Split& split, const CellResult& cell,
               std::vector<ClassMistakes>& classes) {
  if (cell.predictions.size() != split.validation.size()) {
    return DataLoss("fold {}: expected predictions of {} rows, found {}", cell.fold,
                    split.validation.size(), cell.predictions.size());
  }
  for (size_t i = 0; i < split.validation.size(); ++i) {
    const int32_t row = split.validation[i], predicted = cell.predictions[i];
    if (predicted < 0 || predicted >= data.class_count()) {
      return DataLoss("fold {}: expected classes below {}, found {}", cell.fold, data.class_count(),
                      predicted);
    }
    const int32_t actual = data.labels[static_cast<size_t>(row)];
    ClassMistakes& found = classes[static_cast<size_t>(actual)];
    ++found.validated;
    if (predicted != actual) found.mistakes.push_back({row, predicted});
  }
  return absl::OkStatus();
}

// By row, each once.
void SortByRow(std::vector<Mistake>& mistakes) {
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Mistake& a, const Mistake& b) { return a.row < b.row; });
  const auto same_row = [](const Mistake& a, const Mistake& b) { return a.row == b.row; };
  mistakes.erase(std::unique(mistakes.begin(), mistakes.end(), same_row), mistakes.end());
}

}  // namespace

StatusOr<std::vector<ClassMistakes>> FindMistakes(const DataSet& data,
                                                  const std::vector<Split>& splits,
                                                  std::span<const CellResult> cells) {
  std::vector<ClassMistakes> classes(data.classes.size());
  bool any = false;
  for (const CellResult& cell : cells) {
    if (cell.predictions.empty()) continue;
    if (cell.fold < 0 || static_cast<size_t>(cell.fold) >= splits.size()) {
      return DataLoss("expected folds below {}, found {}", splits.size(), cell.fold);
    }
    GF_RETURN_IF_ERROR(AddFold(data, splits[static_cast<size_t>(cell.fold)], cell, classes));
    any = true;
  }
  if (!any) return FailedPrecondition("expected a fold with stored predictions, found none");
  for (ClassMistakes& found : classes) SortByRow(found.mistakes);
  return classes;
}

std::string PredictedInstead(const std::vector<Mistake>& mistakes,
                             const std::vector<std::string>& classes) {
  std::map<int32_t, int64_t> counts;
  for (const Mistake& mistake : mistakes) ++counts[mistake.predicted];
  std::vector<std::pair<int32_t, int64_t>> order(counts.begin(), counts.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (size_t i = 0; i < std::min(order.size(), kInsteadMax); ++i) {
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ",
                        classes[static_cast<size_t>(order[i].first)], order[i].second);
  }
  return text;
}

}  // namespace gridfold
