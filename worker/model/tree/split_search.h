// The best split of a node: every feature, every threshold.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "common/base/random.h"
#include "worker/model/tree/sorted_columns.h"

namespace gridfold {

// Values closer than this count as one, as in scikit-learn: no threshold lies between them.
inline constexpr float kValueGap = 1e-7f;

// A node's part of one feature's list.
struct ColumnRange {
  int32_t feature = 0;
  int64_t begin = 0, end = 0;  // into SortedColumn::entries
};

struct SplitChoice {
  int32_t feature = -1;  // -1: none, all rows of the node are alike
  double threshold = 0;
  double score = -std::numeric_limits<double>::infinity();
};

// A node's order of its features: of equally good splits that of the feature with the lowest rank
// counts. A node's number follows from its place in the tree alone, so the order is the same for
// every fold and depth, and no feature is preferred throughout a tree.
class FeatureOrder {
 public:
  static FeatureOrder OfRoot() { return FeatureOrder(0); }
  FeatureOrder OfChild(bool left) const { return FeatureOrder(MixSeed(number_, left ? 1 : 2)); }
  uint64_t Rank(int64_t feature) const { return MixSeed(number_, static_cast<uint64_t>(feature)); }

 private:
  explicit FeatureOrder(uint64_t number) : number_(number) {}
  uint64_t number_;
};

// Searches the features of one node. `Score` is one of split_score.h, with the node begun.
// Thresholds lie in the middle between neighbouring values of the node's rows. Of splits with the
// same score the first in the node's order of features counts, then the lowest threshold, as in
// scikit-learn, which draws such an order for each node.
template <typename Score>
class SplitSearch {
 public:
  // `rows` of the node; each side of a split gets `leaf_min` >= 1 of them at least.
  SplitSearch(Score& score, std::span<const int32_t> classes, int64_t rows, int64_t leaf_min,
              FeatureOrder order)
      : score_(score), classes_(classes.data()), rows_(rows), leaf_min_(leaf_min), order_(order) {}

  // Features may come in any order.
  void Try(const SortedColumn& column, const ColumnRange& range) {
    const ColumnEntry* begin = column.entries.data() + range.begin;
    const ColumnEntry* end = column.entries.data() + range.end;
    const ColumnEntry* middle = begin;  // the first above the common value
    if (begin != end && begin->value < column.common) {
      middle = LowerBound(begin, end, column.common);
    }
    // Without rows of the common value, Up sees the place between the two parts and Down does not.
    const bool has_common = end - begin < rows_;
    Place best;
    if (middle != begin) {
      best = Up(begin, middle, has_common || middle == end ? column.common : middle->value);
    }
    if (middle != end) {
      const Place down = Down(middle, end, has_common ? column.common : middle->value);
      if (down.score > best.score) best = down;
    }
    if (best.score > choice_.score || (best.score == choice_.score && IsBefore(range.feature))) {
      const double low = best.low, high = best.high;
      choice_ = {range.feature, low / 2 + high / 2, best.score};
    }
  }

  const SplitChoice& choice() const { return choice_; }

 private:
  // Between two neighbouring values.
  struct Place {
    double score = -std::numeric_limits<double>::infinity();
    float low = 0, high = 0;
  };

  bool IsBefore(int32_t feature) const {
    return choice_.feature >= 0 && order_.Rank(feature) < order_.Rank(choice_.feature);
  }

  static const ColumnEntry* LowerBound(const ColumnEntry* begin, const ColumnEntry* end,
                                       float value) {
    while (begin != end) {
      const ColumnEntry* half = begin + (end - begin) / 2;
      if (half->value < value) {
        begin = half + 1;
      } else {
        end = half;
      }
    }
    return begin;
  }

  bool IsLargeEnough(int64_t near) const { return near >= leaf_min_ && rows_ - near >= leaf_min_; }

  // Rows come to the left side, lowest values first; `next` is the value above the last.
  Place Up(const ColumnEntry* begin, const ColumnEntry* end, float next) {
    Place best;
    score_.StartFeature();
    for (const ColumnEntry* entry = begin; entry != end; ++entry) {
      score_.Add(classes_[entry->row]);
      const float above = entry + 1 == end ? next : entry[1].value;
      if (above <= entry->value + kValueGap || !IsLargeEnough(entry - begin + 1)) continue;
      const double score = score_.Score();
      if (score > best.score) best = {score, entry->value, above};
    }
    return best;
  }

  // Rows come to the right side, highest values first; `next` is the value below the last. Of
  // equals the later, lower threshold counts.
  Place Down(const ColumnEntry* begin, const ColumnEntry* end, float next) {
    Place best;
    score_.StartFeature();
    for (const ColumnEntry* entry = end; entry-- != begin;) {
      score_.Add(classes_[entry->row]);
      const float below = entry == begin ? next : entry[-1].value;
      if (entry->value <= below + kValueGap || !IsLargeEnough(end - entry)) continue;
      const double score = score_.Score();
      if (score >= best.score) best = {score, below, entry->value};
    }
    return best;
  }

  Score& score_;
  const int32_t* const classes_;
  const int64_t rows_, leaf_min_;
  const FeatureOrder order_;
  SplitChoice choice_;
};

}  // namespace gridfold
