// Every point of a grid, or of a union of grids, once, coarse to fine.
#pragma once

#include <optional>
#include <vector>

#include "coordinator/search/grid.h"
#include "coordinator/search/sampler.h"

namespace gridfold {

// Walks the members one after the other; the cursor is the place in their concatenation. A point
// that an earlier member contains is a duplicate, found by arithmetic: memory does not grow with
// the number of points, and `seen` is not needed. `first_trial` counts the trials so far, for the
// limit.
//
// A call ends with a whole group, or, in groups of more than kGroupPointsMax points, with a
// multiple of that number: the planner cuts them there. Immutable, thread-safe.
class GridSampler : public Sampler {
 public:
  // The errors of Grid::Make, with the number of the member when there are several. `trials_max`:
  // `search.trials`.
  static StatusOr<GridSampler> Make(const SearchSpace& space,
                                    const std::vector<std::string>& path_parameters,
                                    std::optional<int64_t> trials_max);

  Proposal Propose(int64_t cursor, int64_t first_trial, int64_t count,
                   const SeenPoints& seen) const override;
  double TrialCount() const override;

 private:
  // A place in one member.
  struct Place {
    size_t member = 0;
    GridIndex index = 0;
  };

  explicit GridSampler(std::optional<int64_t> trials_max) : trials_max_(trials_max) {}
  Place Find(int64_t cursor) const;
  bool IsInEarlierMember(size_t member, const Point& point) const;
  // Whether the point at `place` belongs to the same group as the one before it.
  bool ContinuesGroup(const Place& place) const;

  std::vector<Grid> members_;
  std::optional<int64_t> trials_max_;
  GridIndex size_ = 0;  // of all members
};

}  // namespace gridfold
