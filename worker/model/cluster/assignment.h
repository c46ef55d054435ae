// Which centre is nearest to each row, found again after every step of k-means.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/model/cluster/centred_rows.h"

namespace gridfold {

// The assignment of all rows in one search for `clusters` centres. A row keeps an upper bound of
// the distance from its own centre and a lower bound of that from every other one; while the
// bounds, moved by as much as the centres have moved, prove that its centre is still the nearest,
// no distance is computed (Elkan, Using the triangle inequality to accelerate k-means, 2003, lemma
// 2). Distances are single-precision products; the bounds leave room for their rounding.
class Assignment {
 public:
  // `rows` must outlive it. No row has a centre yet: labels are -1. `once`: centres will not move,
  // so there will be no use for bounds.
  Assignment(const CentredRows& rows, int64_t clusters, bool once = false);

  // [clusters x features], relative to the rows' mean.
  void SetCentres(std::span<const double> centres);

  const std::vector<int32_t>& labels() const { return labels_; }

 private:
  friend class AssignmentPass;
  // Moves the bounds of a tile's rows; `undecided`, of kClusterTile entries, takes those whose
  // centre they do not prove. Their number.
  int64_t Undecided(int64_t tile, int32_t* undecided);
  // From the products of the rows `places` of a tile.
  void TakeNearest(int64_t tile, std::span<const int32_t> places, const float* products);

  const CentredRows& rows_;
  const int64_t clusters_;
  const bool bounded_;
  Matrix centres_;              // [clusters x features]
  std::vector<float> squares_;  // [clusters]: their squared norms
  std::vector<float> moves_;    // [clusters]: how far each has gone since the last pass
  float largest_square_ = 0;
  bool fresh_ = true;  // there are no bounds
  std::vector<int32_t> labels_;
  std::vector<float> upper_;  // [rows]
  Matrix lower_;              // [clusters x rows]
};

// Assigns all rows in each of `assignments`, which share rows and number of clusters. Together,
// because one matrix product of a tile with the centres of all is faster than one with each. Cost:
// 2 rows features clusters multiplications for each assignment, less where bounds prove it. Results
// do not depend on the crew. Cancelled when `stop` turns true.
Status AssignRows(std::span<Assignment* const> assignments, PartRunner* crew,
                  const std::atomic<bool>* stop);

// The nearest centre of each row of a tile: of equals the first. products [clusters x count] as
// CentreProducts makes them; labels [count].
void NearestOfTile(const float* products, const float* squares, int64_t clusters, int64_t count,
                   int32_t* labels);

}  // namespace gridfold
