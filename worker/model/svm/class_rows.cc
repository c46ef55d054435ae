#include "worker/model/svm/class_rows.h"

#include <algorithm>
#include <numeric>

namespace gridfold {

StatusOr<ClassRows> SortByClass(std::span<const int32_t> y) {
  ClassRows rows;
  rows.source.resize(y.size());
  std::iota(rows.source.begin(), rows.source.end(), int64_t{0});
  const auto label = [&](int64_t row) { return y[static_cast<size_t>(row)]; };
  std::stable_sort(rows.source.begin(), rows.source.end(),
                   [&](int64_t a, int64_t b) { return label(a) < label(b); });
  for (int64_t position = 0; position < rows.Rows(); ++position) {
    const int32_t found = label(rows.source[static_cast<size_t>(position)]);
    if (rows.classes.empty() || rows.classes.back() != found) {
      rows.classes.push_back(found);
      rows.start.push_back(position);
    }
  }
  rows.start.push_back(rows.Rows());
  if (rows.Classes() < 2) {
    return InvalidArgument("svm: expected at least two classes among the training rows, found {}",
                           rows.Classes());
  }
  return rows;
}

}  // namespace gridfold
