// The points of a randomised Halton sequence: as random search, but without clumps and gaps.
#pragma once

#include <optional>

#include "coordinator/search/halton_sequence.h"
#include "coordinator/search/sampler.h"

namespace gridfold {

// Trial n is the n-th distinct point of the sequence, a function of (space, n, seed) alone. The
// cursor is the place in the sequence: a point that was met before is a duplicate and left out.
//
// Each parameter that is no constant has the coordinate of its place in its member; it takes the
// value at that quantile of its distribution, as in random search. An inactive parameter leaves its
// coordinate unused. A union spends the first coordinate on the choice of the member. Immutable,
// thread-safe.
class HaltonSampler : public Sampler {
 public:
  // `trials_max`: `search.trials`; nullopt: as many as the space has points.
  HaltonSampler(SearchSpace space, uint64_t seed, std::optional<int64_t> trials_max);

  // 1,000 duplicates in a row exhaust the sampler, as does the last point of a finite space.
  Proposal Propose(int64_t cursor, int64_t first_trial, int64_t count,
                   const SeenPoints& seen) const override;
  double TrialCount() const override;

  // The point at place `index` >= 0 of the sequence, duplicates in. The space has a member.
  Point At(int64_t index) const;

 private:
  SearchSpace space_;
  HaltonSequence sequence_;
  // Of each parameter of each member; not used for constants.
  std::vector<std::vector<size_t>> coordinates_;
  double trials_max_ = 0;  // infinity when nothing bounds them
};

}  // namespace gridfold
