// From values to places along an axis, with ticks at round numbers. Pure.
#pragma once

#include <string>
#include <vector>

namespace gridfold::report {

struct Tick {
  double place = 0;  // in [0, 1] along the axis
  std::string label;
};

// An immutable value. Ticks are in increasing order and at most about eight, but for categories.
class AxisScale {
 public:
  // Of finite values low <= high, with a small margin beyond them; equal ones are spread. Ticks are
  // multiples of 1, 2 or 5 times a power of ten.
  // `whole`: none between whole numbers.
  static AxisScale Linear(double low, double high, bool whole = false);
  // From 0 to `high` without a margin at 0, for lengths of bars.
  static AxisScale FromZero(double high);
  // Of values 0 < low <= high. Ticks are powers of ten; below two decades also 2 and 5 times such.
  static AxisScale Log(double low, double high);
  // The i-th name in the middle of the i-th of equal bands.
  static AxisScale Categories(const std::vector<std::string>& names);
  // Log where the values are greater than 0 and `prefers_log`, or span two decades or more; else
  // linear. Values that are not finite are left out; none at all gives 0 to 1.
  static AxisScale Fitting(const std::vector<double>& values, bool prefers_log = false,
                           bool whole = false);

  // The same scale with a tick at each of `values`, which are within it, in place of its own.
  AxisScale WithTicksAt(const std::vector<double>& values) const;

  // In [0, 1]; values beyond the scale are at its ends. Categories take the index.
  double Place(double value) const;
  bool is_log() const { return is_log_; }
  const std::vector<Tick>& ticks() const { return ticks_; }

 private:
  double low_ = 0, high_ = 1;  // of log10(value) when is_log_
  bool is_log_ = false;
  std::vector<Tick> ticks_;
};

// The numbers of `values` that are finite.
std::vector<double> FiniteOf(const std::vector<double>& values);

}  // namespace gridfold::report
