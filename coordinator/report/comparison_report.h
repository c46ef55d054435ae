// Some models side by side: their scores, and precision and recall class by class. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/spec/results.h"

namespace gridfold::report {

// More have no colours of their own.
inline constexpr size_t kComparedMax = 4;

struct ComparedModel {
  StudySummary study;
  TrialDetail trial;
  double validation_to_train_rows = 0;  // coordinator/rank/compare.h
};

// A complete page, as StudyReport's. Of 2 to kComparedMax models, from one study or several.
// Whether the others differ from the first is tested only for trials of its own study, which share
// its folds. Class charts hold the models whose classes have the first one's names.
std::string ComparisonReport(const std::vector<ComparedModel>& models, const std::string& version,
                             int64_t written_ms);

}  // namespace gridfold::report
