// A confusion matrix: rows are actual classes, columns predicted ones. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gridfold::report {

// `counts` [classes x classes], row = actual. Right answers and mistakes have colours of their own,
// each as strong as its share of the row. "" for no classes or counts of another size. The caption
// is plain text.
std::string DrawConfusion(const std::vector<int64_t>& counts,
                          const std::vector<std::string>& classes, const std::string& caption);

}  // namespace gridfold::report
