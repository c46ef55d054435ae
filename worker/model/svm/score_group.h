// Sums of decision values for consecutive rows that are scored together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "worker/model/svm/score_pass.h"

namespace gridfold {

inline int64_t ScoreTiles(int64_t rows) { return (rows + kScoreRows - 1) / kScoreRows; }

// A tile of support vectors is made ready once for a whole group. The group's size changes speed
// alone: each row's sums are its own. Bounded to 64 MiB, or one tile. Not thread-safe.
class ScoreGroup {
 public:
  // For `rows_in_all` rows with `sums` sums each.
  ScoreGroup(int64_t rows_in_all, int64_t sums)
      : sums_count_(sums), padding_(static_cast<size_t>(kScoreRows), 0.0) {
    constexpr int64_t kTilesMax = 4, kBytesMax = int64_t{64} << 20;
    const int64_t tile_bytes = sums * kScoreRows * static_cast<int64_t>(sizeof(double));
    const int64_t fitting = kBytesMax / std::max<int64_t>(1, tile_bytes);
    tiles_max_ = std::max<int64_t>(1, std::min({kTilesMax, fitting, ScoreTiles(rows_in_all)}));
    sums_.resize(static_cast<size_t>(tiles_max_ * sums_count_ * kScoreRows));
  }

  int64_t rows_max() const { return tiles_max_ * kScoreRows; }
  // Empties the sums and takes the rows from `begin` on.
  void Start(int64_t begin, int64_t rows_in_all) {
    begin_ = begin;
    rows_ = std::min(rows_in_all - begin, tiles_max_ * kScoreRows);
    std::fill(sums_.begin(), sums_.end(), 0.0);
  }
  int64_t begin() const { return begin_; }
  int64_t rows() const { return rows_; }
  int64_t tiles() const { return ScoreTiles(rows_); }
  double At(int64_t row, int64_t sum) { return Sum(row / kScoreRows, sum)[row % kScoreRows]; }
  // Where the columns of AccumulateScores are summed in this tile; target -1 stands for a column
  // of padding.
  std::vector<double*> Targets(int64_t tile, std::span<const int64_t> targets) {
    std::vector<double*> sums;
    for (const int64_t target : targets) {
      sums.push_back(target < 0 ? padding_.data() : Sum(tile, target));
    }
    return sums;
  }

 private:
  double* Sum(int64_t tile, int64_t sum) {
    return sums_.data() + (tile * sums_count_ + sum) * kScoreRows;
  }

  int64_t sums_count_;
  int64_t tiles_max_ = 1;
  int64_t begin_ = 0, rows_ = 0;
  std::vector<double> sums_;     // [tile][sum][row]
  std::vector<double> padding_;  // sums of padding columns, never read
};

}  // namespace gridfold
