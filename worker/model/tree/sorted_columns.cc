#include "worker/model/tree/sorted_columns.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <span>

namespace gridfold {
namespace {

constexpr int64_t kColumnsPerBlock = 16;  // a cache line of a row
constexpr int64_t kSampledRows = 64;
// A key is sorted 11 bits at a time; shorter lists than this by comparison, where it is faster.
constexpr int kDigitBits = 11;
constexpr size_t kDigits = 3;
constexpr size_t kBuckets = size_t{1} << kDigitBits;
constexpr size_t kRadixMin = 1024;

// Unsigned numbers in the order of the floats.
uint32_t KeyOf(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  return bits ^ ((bits >> 31) != 0 ? 0xffffffffu : 0x80000000u);
}

float ValueOf(uint32_t key) {
  return std::bit_cast<float>(key ^ ((key >> 31) != 0 ? 0x80000000u : 0xffffffffu));
}

// Sorts values with their rows, which are ascending at the beginning.
class KeySorter {
 public:
  std::vector<uint64_t>& items() { return items_; }  // key << 32 | row

  void Sort() {
    if (items_.size() < kRadixMin) {
      std::sort(items_.begin(), items_.end());
      return;
    }
    CountDigits();
    other_.resize(items_.size());
    for (size_t digit = 0; digit < kDigits; ++digit) {
      if (IsSingleBucket(digit)) continue;
      Distribute(digit);
      items_.swap(other_);
    }
  }

 private:
  static size_t DigitOf(uint64_t item, size_t digit) {
    return (item >> (32 + digit * kDigitBits)) & (kBuckets - 1);
  }

  void CountDigits() {
    for (auto& counts : starts_) counts.fill(0);
    for (const uint64_t item : items_) {
      for (size_t digit = 0; digit < kDigits; ++digit) ++starts_[digit][DigitOf(item, digit)];
    }
  }

  bool IsSingleBucket(size_t digit) const {
    return starts_[digit][DigitOf(items_.front(), digit)] == items_.size();
  }

  void Distribute(size_t digit) {
    size_t start = 0;
    for (size_t& count : starts_[digit]) {
      const size_t next = start + count;
      count = start;
      start = next;
    }
    for (const uint64_t item : items_) other_[starts_[digit][DigitOf(item, digit)]++] = item;
  }

  std::vector<uint64_t> items_, other_;
  std::array<std::array<size_t, kBuckets>, kDigits> starts_;
};

float MostCommon(std::span<const float> values) {
  const auto rows = static_cast<int64_t>(values.size());
  const int64_t count = std::min(rows, kSampledRows);
  std::array<float, kSampledRows> sample;
  for (int64_t i = 0; i < count; ++i) {
    sample[static_cast<size_t>(i)] = values[static_cast<size_t>(i * rows / count)];
  }
  std::sort(sample.begin(), sample.begin() + count);
  float common = sample[0];
  int64_t longest = 0, first = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (sample[static_cast<size_t>(i)] != sample[static_cast<size_t>(first)]) first = i;
    if (i - first + 1 <= longest) continue;
    longest = i - first + 1;
    common = sample[static_cast<size_t>(i)];
  }
  return common;
}

SortedColumn SortColumn(std::span<const float> values, KeySorter& sorter) {
  SortedColumn column;
  column.common = MostCommon(values);
  std::vector<uint64_t>& items = sorter.items();
  items.clear();
  for (size_t row = 0; row < values.size(); ++row) {
    if (values[row] == column.common) continue;
    items.push_back(static_cast<uint64_t>(KeyOf(values[row])) << 32 | row);
  }
  sorter.Sort();
  column.entries.reserve(items.size());
  for (const uint64_t item : items) {
    column.entries.push_back(
        {ValueOf(static_cast<uint32_t>(item >> 32)), static_cast<int32_t>(item & 0xffffffffu)});
  }
  return column;
}

}  // namespace

StatusOr<std::vector<SortedColumn>> SortColumns(ConstMatrix x, const std::atomic<bool>* stop) {
  std::vector<SortedColumn> columns(static_cast<size_t>(x.cols));
  std::vector<float> block(static_cast<size_t>(kColumnsPerBlock * x.rows));
  KeySorter sorter;
  for (int64_t begin = 0; begin < x.cols; begin += kColumnsPerBlock) {
    const int64_t end = std::min(begin + kColumnsPerBlock, x.cols);
    for (int64_t r = 0; r < x.rows; ++r) {
      for (int64_t k = begin; k < end; ++k) {
        const float value = x.row(r)[k];
        if (!std::isfinite(value)) {
          return InvalidArgument("row {}, feature {}: expected a finite number, found {}", r, k,
                                 value);
        }
        block[static_cast<size_t>((k - begin) * x.rows + r)] = value + 0.0f;  // -0 becomes 0
      }
    }
    for (int64_t k = begin; k < end; ++k) {
      if (stop != nullptr && *stop) return Cancelled("sorting of columns: stopped");
      const auto values = std::span(block).subspan(static_cast<size_t>((k - begin) * x.rows),
                                                   static_cast<size_t>(x.rows));
      columns[static_cast<size_t>(k)] = SortColumn(values, sorter);
    }
  }
  return columns;
}

}  // namespace gridfold
