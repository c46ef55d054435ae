// How good a split is, kept up to date while rows go from one side of it to the other. A score is
// larger the smaller the weighted sum of the two sides' impurities is.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "worker/model/tree/criterion.h"

namespace gridfold {

// Both classes below are used alike: StartNode(counts) once for a node, StartFeature() before
// each pass with all rows on the far side, Add(class) for each row that comes to the near side,
// Score() in between. A score does not depend on which side is called near, nor on the order of the
// rows.

// Every row counts 1. The sums are whole numbers, so one row costs two additions whatever the
// number of classes, and equal splits have equal scores.
//
// Gini: sum over the sides of (sum over classes of n_c^2) / n. Entropy: sum over the sides of (sum
// over classes of f(n_c)) - f(n), with f(n) = n log2 n in fixed point.
template <Criterion criterion>
class CountScore {
 public:
  // Up to `rows` rows of `classes` classes.
  CountScore(int64_t rows, size_t classes);
  void StartNode(std::span<const int32_t> counts);
  void StartFeature();

  void Add(int32_t c) {
    Sides& sides = sides_[static_cast<size_t>(c)];
    near_sum_ += Step(sides.near++);
    far_sum_ -= Step(--sides.far);
    ++near_;
  }

  double Score() const {
    const int64_t far = rows_ - near_;
    if constexpr (criterion == Criterion::kGini) {
      // One rounding alone, up to 200,000 rows: equal fractions are equal numbers.
      const auto n = static_cast<double>(near_), m = static_cast<double>(far);
      return (static_cast<double>(near_sum_) * m + static_cast<double>(far_sum_) * n) / (n * m);
    }
    return static_cast<double>(near_sum_ + far_sum_ - Term(near_) - Term(far));
  }

 private:
  struct Sides {
    int32_t near = 0, far = 0;
  };
  int64_t Term(int64_t n) const {
    return criterion == Criterion::kGini ? n * n : table_[static_cast<size_t>(n)];
  }
  // Term(n + 1) - Term(n).
  int64_t Step(int32_t n) const {
    if constexpr (criterion == Criterion::kGini) return 2 * int64_t{n} + 1;
    return table_[static_cast<size_t>(n) + 1] - table_[static_cast<size_t>(n)];
  }

  std::vector<int64_t> table_;  // entropy: f(0) to f(rows)
  std::vector<Sides> start_, sides_;
  int64_t rows_ = 0, start_sum_ = 0;
  int64_t near_ = 0, near_sum_ = 0, far_sum_ = 0;
};

// Each row counts its class's weight; the sums over the classes are made for each score.
class WeightedScore {
 public:
  WeightedScore(Criterion criterion, std::span<const double> weights);
  void StartNode(std::span<const int32_t> counts);
  void StartFeature();
  void Add(int32_t c) { ++near_[static_cast<size_t>(c)]; }
  double Score() const;

 private:
  double SideScore(double weight, double sum) const;
  // What a weight of one class adds to its side's sum.
  double Term(double weight) const;

  const Criterion criterion_;
  const std::vector<double> weights_;
  std::vector<int32_t> totals_, near_;
};

}  // namespace gridfold
