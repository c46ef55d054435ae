// A searched parameter as a coordinate with a distribution: what variance is taken over. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/spec/space.h"

namespace gridfold {

// The part of an axis that a leaf of a tree covers.
struct AxisPart {
  double low = 0, high = 0;      // ordered axes: low <= coordinate < high
  std::vector<bool> categories;  // the others: which of them
};

class ParameterAxis {
 public:
  enum class Kind {
    kRange,      // numbers between two ends, uniform on the parameter's scale
    kPoints,     // a list of numbers, each as likely
    kCategories  // a list of values without order, each as likely
  };

  // Of the parameter of this name in all members of the space that have it: all their values
  // together; one range over all of theirs when one of them has a range that is no list.
  static ParameterAxis Of(const SearchSpace& space, const std::string& name);

  Kind kind() const { return kind_; }
  bool ordered() const { return kind_ != Kind::kCategories; }
  // Where a value lies: on the scale, or the index of a category. A value that the space does not
  // have (of another spec) is a category after the last, or where its number lies.
  double CoordinateOf(const Value& value) const;
  int64_t category_count() const { return static_cast<int64_t>(texts_.size()); }

  AxisPart Whole() const;
  // The share of the distribution in the part.
  double ShareOf(const AxisPart& part) const;

  // A piece of the axis on which nothing that was cut at `cuts` changes.
  struct Cell {
    double coordinate = 0;  // of a point in it
    double share = 0;
  };
  // Together they are the whole axis. `cuts`: where an ordered axis is cut, in any order.
  std::vector<Cell> CellsBetween(std::vector<double> cuts) const;
  static bool Covers(const AxisPart& part, bool ordered, double coordinate);

 private:
  Kind kind_ = Kind::kCategories;
  Scale scale_ = Scale::kLinear;
  double min_ = 0, max_ = 0;        // kRange, on the scale
  double ends_ = 0;                 // kReverseLog: min + max as written
  std::vector<double> points_;      // kPoints, ascending
  std::vector<std::string> texts_;  // kCategories: the values as JSON
};

}  // namespace gridfold
