#include "coordinator/rank/regression_tree.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gridfold {
namespace {

// A gain below this share of a node's sum of squares is rounding.
constexpr double kGainMin = 1e-12;

struct Split {
  size_t axis = 0;
  double gain = 0;         // by which the sum of squares falls
  double threshold = 0;    // ordered axes: left is below
  std::vector<bool> left;  // categories: those on the left
};

// Sum and number of values on one side.
struct Side {
  double sum = 0;
  double count = 0;
  void Add(double value, double times = 1) {
    sum += value;
    count += times;
  }
  // What the side takes off the sum of squares: count * mean^2.
  double Taken() const { return count == 0 ? 0 : sum * sum / count; }
};

class Grower {
 public:
  explicit Grower(const TreeSamples& samples) : samples_(samples) {}

  void Grow(std::vector<int32_t> chosen, std::vector<AxisPart> box) {
    Split split;
    if (!FindSplit(chosen, split)) {
      double sum = 0;
      for (const int32_t i : chosen) sum += ValueOf(i);
      leaves_.push_back({std::move(box), sum / static_cast<double>(chosen.size())});
      return;
    }
    std::vector<int32_t> left, right;
    for (const int32_t i : chosen) (IsLeft(split, i) ? left : right).push_back(i);
    std::vector<AxisPart> other = box;
    Cut(split, box[split.axis], other[split.axis]);
    Grow(std::move(left), std::move(box));
    Grow(std::move(right), std::move(other));
  }

  std::vector<TreeLeaf> TakeLeaves() { return std::move(leaves_); }

 private:
  double ValueOf(int32_t sample) const { return samples_.values[static_cast<size_t>(sample)]; }
  double CoordinateOf(int32_t sample, size_t axis) const {
    return samples_.points[static_cast<size_t>(sample)][axis];
  }

  bool IsLeft(const Split& split, int32_t sample) const {
    const double coordinate = CoordinateOf(sample, split.axis);
    if (samples_.axes[split.axis].ordered()) return coordinate < split.threshold;
    return split.left[static_cast<size_t>(coordinate)];
  }

  void Cut(const Split& split, AxisPart& left, AxisPart& right) const {
    if (samples_.axes[split.axis].ordered()) {
      left.high = right.low = split.threshold;
      return;
    }
    for (size_t c = 0; c < left.categories.size(); ++c) {
      const bool goes_left = split.left[c];
      left.categories[c] = left.categories[c] && goes_left;
      right.categories[c] = right.categories[c] && !goes_left;
    }
  }

  bool FindSplit(const std::vector<int32_t>& chosen, Split& best) const {
    Side all;
    double squares = 0;
    for (const int32_t i : chosen) {
      all.Add(ValueOf(i));
      squares += ValueOf(i) * ValueOf(i);
    }
    const double least = kGainMin * std::max(squares, 0.0);
    if (chosen.size() < 2 || squares - all.Taken() <= least) return false;
    best.gain = least;
    bool found = false;
    for (size_t axis = 0; axis < samples_.axes.size(); ++axis) {
      found |= samples_.axes[axis].ordered() ? SplitOrdered(chosen, all, axis, best)
                                             : SplitCategories(chosen, all, axis, best);
    }
    return found;
  }

  bool SplitOrdered(const std::vector<int32_t>& chosen, const Side& all, size_t axis,
                    Split& best) const {
    std::vector<std::pair<double, double>> sorted;
    for (const int32_t i : chosen) sorted.emplace_back(CoordinateOf(i, axis), ValueOf(i));
    std::sort(sorted.begin(), sorted.end());
    Side left;
    bool found = false;
    for (size_t i = 0; i + 1 < sorted.size(); ++i) {
      left.Add(sorted[i].second);
      if (sorted[i].first == sorted[i + 1].first) continue;
      const Side right{all.sum - left.sum, all.count - left.count};
      const double gain = left.Taken() + right.Taken() - all.Taken();
      if (!(gain > best.gain)) continue;
      const double middle = sorted[i].first + (sorted[i + 1].first - sorted[i].first) / 2;
      // Neighbouring numbers have no middle.
      best = {axis, gain, middle > sorted[i].first ? middle : sorted[i + 1].first, {}};
      found = true;
    }
    return found;
  }

  bool SplitCategories(const std::vector<int32_t>& chosen, const Side& all, size_t axis,
                       Split& best) const {
    // One more for values that the space does not have.
    std::vector<Side> sides(static_cast<size_t>(samples_.axes[axis].category_count()) + 1);
    for (const int32_t i : chosen) {
      sides[static_cast<size_t>(CoordinateOf(i, axis))].Add(ValueOf(i));
    }
    std::vector<size_t> order;
    for (size_t c = 0; c < sides.size(); ++c) {
      if (sides[c].count > 0) order.push_back(c);
    }
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return sides[a].sum / sides[a].count < sides[b].sum / sides[b].count;
    });
    Side left;
    bool found = false;
    std::vector<bool> goes_left(sides.size(), false);
    for (size_t i = 0; i + 1 < order.size(); ++i) {
      left.Add(sides[order[i]].sum, sides[order[i]].count);
      goes_left[order[i]] = true;
      const Side right{all.sum - left.sum, all.count - left.count};
      const double gain = left.Taken() + right.Taken() - all.Taken();
      if (!(gain > best.gain)) continue;
      best = {axis, gain, 0, goes_left};
      found = true;
    }
    return found;
  }

  const TreeSamples& samples_;
  std::vector<TreeLeaf> leaves_;
};

}  // namespace

std::vector<TreeLeaf> GrowRegressionTree(const TreeSamples& samples, std::vector<int32_t> chosen) {
  std::vector<AxisPart> whole;
  for (const ParameterAxis& axis : samples.axes) whole.push_back(axis.Whole());
  Grower grower(samples);
  grower.Grow(std::move(chosen), std::move(whole));
  return grower.TakeLeaves();
}

}  // namespace gridfold
