// Precision and recall of each class, from a confusion matrix. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/spec/results.h"

namespace gridfold::report {

struct ClassScore {
  std::optional<double> precision, recall, f1;  // absent where the denominator is 0
  int64_t rows = 0;                             // of this class
};

struct Confusion {
  size_t actual = 0, predicted = 0;
  int64_t count = 0;
};

// The sum of the cells' matrices [classes x classes], row = actual; empty when no cell has one of
// that size.
std::vector<int64_t> SumConfusion(std::span<const CellResult> cells, size_t classes);

// `counts` is [classes x classes].
std::vector<ClassScore> ScoreClasses(std::span<const int64_t> counts, size_t classes);

// The mistakes that were made most often, at most `limit`, the most frequent first; equal counts in
// the order of the matrix.
std::vector<Confusion> MostFrequentMistakes(std::span<const int64_t> counts, size_t classes,
                                            size_t limit);

// The study's class names; numbers when it does not say, empty without a confusion matrix.
std::vector<std::string> ClassNames(const StudySummary& study, std::span<const CellResult> cells);

}  // namespace gridfold::report
