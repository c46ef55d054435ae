// The rows of a tree's open nodes: each node has a stretch of the row list and of every column.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "worker/model/tree/sorted_columns.h"
#include "worker/model/tree/split_search.h"

namespace gridfold {

// One node's stretches. Features in which all its rows are equal have no column.
struct NodeRows {
  int64_t begin = 0, end = 0;        // into the row list
  std::vector<ColumnRange> columns;  // by ascending feature
  int64_t Count() const { return end - begin; }
};

class RowPartition {
 public:
  // Of `rows` rows.
  RowPartition(int64_t rows, std::vector<SortedColumn> columns);

  // All rows, in the order in which they were given.
  NodeRows Root() const;
  const SortedColumn& column(int32_t feature) const {
    return columns_[static_cast<size_t>(feature)];
  }

  // Marks which rows of the node have at most `threshold` in one of its columns' features, and adds
  // their classes to left_counts [classes].
  void Mark(const NodeRows& node, const ColumnRange& range, double threshold,
            std::span<const int32_t> classes, std::span<int32_t> left_counts);

  // The marked rows of the node, and the others. The node's stretches are taken apart: it cannot be
  // used again, and a child that is not wanted (it will be a leaf) gets no columns.
  struct Children {
    NodeRows left, right;
  };
  Children Divide(const NodeRows& node, bool want_left, bool want_right);

 private:
  void DivideColumn(const ColumnRange& range, bool want_left, bool want_right, Children& children);
  void Keep(const ColumnRange& range, NodeRows& child) const;

  std::vector<SortedColumn> columns_;
  std::vector<int32_t> rows_;
  std::vector<uint8_t> goes_left_;  // [rows]
  std::vector<ColumnEntry> right_entries_;
};

}  // namespace gridfold
