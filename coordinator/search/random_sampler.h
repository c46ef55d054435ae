// Independent draws from the parameters' distributions.
#pragma once

#include <optional>

#include "coordinator/search/sampler.h"

namespace gridfold {

// The point of trial n is a function of (seed, n, how many draws of trial n met a point proposed
// before), so a study goes on after a restart as if nothing had happened. The cursor is the number
// of trials proposed so far. Each parameter draws from a stream of its own, named after it: another
// parameter added to the spec leaves its draws as they are. Immutable, thread-safe.
class RandomSampler : public Sampler {
 public:
  // `trials_max`: `search.trials`; nullopt: as many as the space has points.
  RandomSampler(SearchSpace space, uint64_t seed, std::optional<int64_t> trials_max);

  // A draw that is in `seen` or in this batch counts as a duplicate and is drawn anew; 1,000 in a
  // row exhaust the sampler, as does the last point of a finite space.
  Proposal Propose(int64_t cursor, int64_t first_trial, int64_t count,
                   const SeenPoints& seen) const override;
  double TrialCount() const override;

 private:
  Point Draw(int64_t trial, int64_t collision) const;

  SearchSpace space_;
  uint64_t seed_ = 0;
  double trials_max_ = 0;  // infinity when nothing bounds them
};

}  // namespace gridfold
