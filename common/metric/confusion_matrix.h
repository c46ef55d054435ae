// How often rows of each class were predicted as each class. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gridfold {

class ConfusionMatrix {
 public:
  // counts [classes x classes], row = actual, column = predicted, row-major, none negative.
  ConfusionMatrix(std::vector<int64_t> counts, int32_t classes);
  // Of rows with these classes; both spans are equally long, all in [0, classes).
  static ConfusionMatrix Of(std::span<const int32_t> actual, std::span<const int32_t> predicted,
                            int32_t classes);

  int32_t classes() const { return classes_; }
  int64_t At(int32_t actual, int32_t predicted) const {
    return counts_[static_cast<size_t>(actual) * static_cast<size_t>(classes_) +
                   static_cast<size_t>(predicted)];
  }
  // All of them, as the constructor takes them.
  const std::vector<int64_t>& counts() const { return counts_; }

 private:
  std::vector<int64_t> counts_;
  int32_t classes_;
};

}  // namespace gridfold
