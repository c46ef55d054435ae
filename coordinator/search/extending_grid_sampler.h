// A grid that goes on beyond its edge while its best point lies there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/search/axis_extension.h"
#include "coordinator/search/grid_sampler.h"

namespace gridfold {

// First the grid itself. When all its trials are finished, every parameter of the best one (ties:
// the earlier) that lies on an end of its values gets the next value beyond (axis_extension.h), and
// the points that this adds to the grid follow; so on until the best one lies within, a value
// cannot be, the end was moved `steps_max` times, or `trials_max` is reached. Which points follow
// is a function of the space and the results, so any number of workers and any crash give the same.
// In a union the member of the best point goes on. Immutable, thread-safe.
class ExtendingGridSampler : public Sampler {
 public:
  // The errors of GridSampler::Make. `model`: whose bounds hold.
  static StatusOr<ExtendingGridSampler> Make(const SearchSpace& space,
                                             const std::vector<std::string>& path_parameters,
                                             std::optional<int64_t> trials_max,
                                             const std::string& model, int64_t steps_max);

  // The points of the grid itself.
  Proposal Propose(int64_t cursor, int64_t first_trial, int64_t count,
                   const SeenPoints& seen) const override;
  bool Learns() const override { return true; }
  // The points of one extension come all at once.
  Proposal ProposeAfter(const TrialHistory& history, int64_t cursor, int64_t first_trial,
                        int64_t count, const SeenPoints& seen) const override;
  // Of the grid itself.
  double TrialCount() const override;
  // "C was continued to 100, 1000; ...".
  std::string Remark(const TrialHistory& history) const override;

 private:
  // The space after some extensions, each of which is a member behind those before it.
  struct Growth {
    SearchSpace space;
    std::vector<size_t> newest;  // place of each original member's newest version
    std::map<std::pair<size_t, std::string>, std::vector<AxisStep>> steps;  // member, parameter
    std::vector<std::string> bounds;                                        // that were met
    bool is_fresh = false;  // no trial of the last extension is there yet
  };

  ExtendingGridSampler(GridSampler grid, SearchSpace space,
                       std::vector<std::string> path_parameters, std::optional<int64_t> trials_max,
                       std::string model, int64_t steps_max);
  // The extensions that the finished trials of `history` lead to.
  Growth Grow(const TrialHistory& history) const;
  // Whether there was something to continue from `best`.
  bool Extend(const Point& best, Growth& growth) const;

  GridSampler grid_;
  SearchSpace space_;
  std::vector<std::string> path_parameters_;
  std::optional<int64_t> trials_max_;
  std::string model_;
  int64_t steps_max_ = 0;
};

}  // namespace gridfold
