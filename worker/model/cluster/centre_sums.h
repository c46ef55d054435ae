// The sums of the rows of each cluster, which follow the rows that change their cluster.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/model/cluster/centred_rows.h"

namespace gridfold {

class CentreSums {
 public:
  // No row belongs to a cluster yet. `rows` must outlive it.
  CentreSums(const CentredRows& rows, int64_t clusters);

  // The mean of each cluster [clusters x features]. Clusters without rows take the rows that lie
  // farthest from their centre in `centres`, those of `labels`, the farthest first, which leave the
  // clusters that they were in (scikit-learn's relocation); where every row lies on its centre,
  // they keep theirs.
  std::vector<double> Means(std::span<const double> centres, std::span<const int32_t> labels) const;

 private:
  friend Status UpdateSums(std::span<CentreSums* const> all,
                           std::span<const std::vector<int32_t>* const> labels, PartRunner* crew,
                           std::vector<bool>& changed);
  // Notes which rows have another label than before, and counts them.
  void FindChanges(std::span<const int32_t> labels);
  // Of the features [first, last).
  void AddChanges(int64_t first, int64_t last);
  void FillEmpty(std::span<const double> centres, std::span<const int32_t> labels,
                 std::vector<double>& sums, std::vector<int64_t>& counts) const;

  struct Change {
    int64_t row;
    int32_t from, to;
  };
  const CentredRows& rows_;
  const int64_t clusters_;
  std::vector<int32_t> labels_;
  std::vector<Change> changes_;
  std::vector<int64_t> counts_;  // [clusters]
  std::vector<double> sums_;     // [clusters x features]
};

// Takes the new labels into each of `all`. changed[i]: whether any label of the i-th differs from
// what it was. In row order for every feature, whatever the crew.
Status UpdateSums(std::span<CentreSums* const> all,
                  std::span<const std::vector<int32_t>* const> labels, PartRunner* crew,
                  std::vector<bool>& changed);

}  // namespace gridfold
