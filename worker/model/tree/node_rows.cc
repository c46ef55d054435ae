#include "worker/model/tree/node_rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gridfold {

RowPartition::RowPartition(int64_t rows, std::vector<SortedColumn> columns)
    : columns_(std::move(columns)),
      rows_(static_cast<size_t>(rows)),
      goes_left_(static_cast<size_t>(rows)) {
  std::iota(rows_.begin(), rows_.end(), 0);
  size_t longest = 0;
  for (const SortedColumn& column : columns_) longest = std::max(longest, column.entries.size());
  right_entries_.resize(longest);
}

NodeRows RowPartition::Root() const {
  NodeRows root;
  root.end = static_cast<int64_t>(rows_.size());
  for (size_t k = 0; k < columns_.size(); ++k) {
    Keep({static_cast<int32_t>(k), 0, static_cast<int64_t>(columns_[k].entries.size())}, root);
  }
  return root;
}

void RowPartition::Keep(const ColumnRange& range, NodeRows& child) const {
  if (range.begin == range.end) return;
  const ColumnEntry* entries = column(range.feature).entries.data();
  const bool all_listed = range.end - range.begin == child.Count();
  if (all_listed && entries[range.begin].value == entries[range.end - 1].value) return;
  child.columns.push_back(range);
}

void RowPartition::Mark(const NodeRows& node, const ColumnRange& range, double threshold,
                        std::span<const int32_t> classes, std::span<int32_t> left_counts) {
  const SortedColumn& values = column(range.feature);
  const bool common_goes_left = static_cast<double>(values.common) <= threshold;
  for (int64_t i = node.begin; i < node.end; ++i) {
    goes_left_[static_cast<size_t>(rows_[static_cast<size_t>(i)])] = common_goes_left;
  }
  for (int64_t i = range.begin; i < range.end; ++i) {
    const ColumnEntry& entry = values.entries[static_cast<size_t>(i)];
    goes_left_[static_cast<size_t>(entry.row)] = static_cast<double>(entry.value) <= threshold;
  }
  for (int64_t i = node.begin; i < node.end; ++i) {
    const auto row = static_cast<size_t>(rows_[static_cast<size_t>(i)]);
    left_counts[static_cast<size_t>(classes[row])] += goes_left_[row];
  }
}

RowPartition::Children RowPartition::Divide(const NodeRows& node, bool want_left, bool want_right) {
  const auto first = rows_.begin() + node.begin, last = rows_.begin() + node.end;
  const auto middle = std::stable_partition(
      first, last, [&](int32_t row) { return goes_left_[static_cast<size_t>(row)] != 0; });
  Children children;
  children.left.begin = node.begin;
  children.left.end = children.right.begin = middle - rows_.begin();
  children.right.end = node.end;
  if (!want_left && !want_right) return children;
  for (const ColumnRange& range : node.columns) {
    DivideColumn(range, want_left, want_right, children);
  }
  return children;
}

// Without branches: every entry is written to both sides, and one side moves on. A side that is not
// wanted is overwritten.
void RowPartition::DivideColumn(const ColumnRange& range, bool want_left, bool want_right,
                                Children& children) {
  ColumnEntry* entries = columns_[static_cast<size_t>(range.feature)].entries.data();
  ColumnEntry* left = entries + range.begin;
  ColumnEntry* right = right_entries_.data();
  const uint8_t* goes_left = goes_left_.data();
  for (int64_t i = range.begin; i < range.end; ++i) {
    const ColumnEntry entry = entries[i];
    const uint8_t is_left = goes_left[entry.row];
    *left = entry;
    *right = entry;
    left += is_left;
    right += 1 - is_left;
  }
  const int64_t middle = left - entries;
  if (want_left) Keep({range.feature, range.begin, middle}, children.left);
  if (!want_right) return;
  std::copy(right_entries_.data(), right, entries + middle);
  Keep({range.feature, middle, range.end}, children.right);
}

}  // namespace gridfold
