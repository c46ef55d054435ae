// The tree-structured Parzen estimator as a sampler of a study.
#pragma once

#include <optional>

#include "coordinator/search/sampler.h"
#include "coordinator/search/tpe_proposer.h"

namespace gridfold {

// Trial n goes by the results of trials 0 .. n - 1 - ahead, waits until all of them are there, and
// takes the `ahead` trials before it as pending even when they are finished. So the trials are the
// same for any number of workers, in any order of results, after any restart; at most ahead + 1
// trials run at a time. Immutable, thread-safe.
class TpeSampler : public Sampler {
 public:
  // `trials_max`: `search.trials`; nullopt: as many as the space has points. ahead >= 0.
  TpeSampler(SearchSpace space, uint64_t seed, std::optional<int64_t> trials_max, int64_t ahead);

  // The points of the Halton sequence that the study begins with, as an estimate.
  Proposal Propose(int64_t cursor, int64_t first_trial, int64_t count,
                   const SeenPoints& seen) const override;
  bool Learns() const override { return true; }
  // One point at a time; the cursor is the number of trials.
  Proposal ProposeAfter(const TrialHistory& history, int64_t cursor, int64_t first_trial,
                        int64_t count, const SeenPoints& seen) const override;
  double TrialCount() const override;

 private:
  HaltonSampler estimate_;
  TpeProposer proposer_;
  int64_t ahead_ = 0;
};

}  // namespace gridfold
