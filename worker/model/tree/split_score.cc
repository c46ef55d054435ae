#include "worker/model/tree/split_score.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace gridfold {
namespace {

double NLogN(double n) { return n > 0 ? n * std::log2(n) : 0; }

// n log2 n for 0..rows, as whole multiples of the power of two that keeps the largest below 2^61.
std::vector<int64_t> EntropyTable(int64_t rows) {
  const auto largest = static_cast<uint64_t>(NLogN(static_cast<double>(rows))) + 1;
  const int shift = 61 - static_cast<int>(std::bit_width(largest));
  std::vector<int64_t> table;
  for (int64_t n = 0; n <= rows; ++n) {
    table.push_back(std::llround(std::ldexp(NLogN(static_cast<double>(n)), shift)));
  }
  return table;
}

}  // namespace

template <Criterion criterion>
CountScore<criterion>::CountScore(int64_t rows, size_t classes) : start_(classes), sides_(classes) {
  if (criterion == Criterion::kEntropy) table_ = EntropyTable(rows);
}

template <Criterion criterion>
void CountScore<criterion>::StartNode(std::span<const int32_t> counts) {
  rows_ = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  start_sum_ = 0;
  for (size_t c = 0; c < counts.size(); ++c) {
    start_[c] = {0, counts[c]};
    start_sum_ += Term(counts[c]);
  }
}

template <Criterion criterion>
void CountScore<criterion>::StartFeature() {
  std::copy(start_.begin(), start_.end(), sides_.begin());
  near_ = near_sum_ = 0;
  far_sum_ = start_sum_;
}

template class CountScore<Criterion::kGini>;
template class CountScore<Criterion::kEntropy>;

WeightedScore::WeightedScore(Criterion criterion, std::span<const double> weights)
    : criterion_(criterion), weights_(weights.begin(), weights.end()), near_(weights.size()) {}

void WeightedScore::StartNode(std::span<const int32_t> counts) {
  totals_.assign(counts.begin(), counts.end());
}

void WeightedScore::StartFeature() { std::fill(near_.begin(), near_.end(), 0); }

double WeightedScore::Term(double weight) const {
  return criterion_ == Criterion::kGini ? weight * weight : NLogN(weight);
}

double WeightedScore::SideScore(double weight, double sum) const {
  return criterion_ == Criterion::kGini ? sum / weight : sum - NLogN(weight);
}

double WeightedScore::Score() const {
  double near = 0, far = 0, near_sum = 0, far_sum = 0;
  for (size_t c = 0; c < weights_.size(); ++c) {
    const double in = near_[c] * weights_[c], out = (totals_[c] - near_[c]) * weights_[c];
    near += in;
    far += out;
    near_sum += Term(in);
    far_sum += Term(out);
  }
  return SideScore(near, near_sum) + SideScore(far, far_sum);
}

}  // namespace gridfold
