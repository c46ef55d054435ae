// One parameter as a coordinate that kernels can be laid over.
#pragma once

#include <cstdint>
#include <vector>

#include "common/spec/space.h"

namespace gridfold {

// Three kinds:
// - kChoice, for categories and bools: coordinate i is the i-th value, no order between them.
// - kSteps, for all that can be listed in order: coordinate i is the i-th smallest value, and owns
//   [i - 1/2, i + 1/2]. A list of numbers, a range with `count`, a linear one with `step` or of
//   whole numbers.
// - kLine, for the rest: the number, or on a logarithmic scale its logarithm (of max + min - x when
//   reversed). Whole numbers own half a unit on both sides, also of the ends. A step on a
//   logarithmic scale snaps.
// Immutable, thread-safe.
class SearchAxis {
 public:
  enum class Kind { kChoice, kSteps, kLine };

  explicit SearchAxis(const Parameter& parameter);

  // Whether there is but one value, so that nothing is searched.
  static bool IsFixed(const Parameter& parameter);

  Kind kind() const { return kind_; }
  // How many values; kChoice and kSteps only.
  int64_t size() const { return size_; }
  // The ends of what is covered; without meaning for kChoice.
  double low() const { return low_; }
  double high() const { return high_; }

  // The coordinate of a value of the parameter; of any other value that of one near it, or of the
  // first choice.
  double ToCoordinate(const Value& value) const;
  // The value nearest to a coordinate in [low, high].
  Value ToValue(double coordinate) const;
  // The coordinate of that value.
  double Snap(double coordinate) const { return ToCoordinate(ToValue(coordinate)); }

 private:
  double OnLine(double number) const;
  int64_t StepOf(double number) const;

  Parameter parameter_;
  Kind kind_ = Kind::kLine;
  int64_t size_ = 0;
  double low_ = 0, high_ = 0;
  std::vector<int64_t> order_;  // kSteps of a list: places in `values`, by increasing number
};

}  // namespace gridfold
