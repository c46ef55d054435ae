// The tree-structured Parzen estimator as a sampler of a study.
#pragma once

#include <optional>

#include "coordinator/search/sampler.h"
#include "coordinator/search/tpe_proposer.h"

namespace gridfold {

// Trial n goes by the results of trials 0 .. n - 1 - ahead, waits until all of them are there, and
// takes the `ahead` trials before it as pending even when they are finished. So the trials are the
// same for any number of workers, in any order of results, after any restart; at most ahead + 1
// trials run at a time.
//
// Asynchronously a trial goes by all results that there are, and takes the others as pending; it
// waits only while more than `ahead` are. Then the trials depend on the order of results.
// Immutable, thread-safe.
class TpeSampler : public Sampler {
 public:
  // `trials_max`: `search.trials`; nullopt: as many as the space has points. ahead >= 0.
  TpeSampler(SearchSpace space, uint64_t seed, std::optional<int64_t> trials_max, int64_t ahead,
             bool asynchronous = false);

  // The points of the Halton sequence that the study begins with, as an estimate.
  Proposal Propose(int64_t cursor, int64_t first_trial, int64_t count,
                   const SeenPoints& seen) const override;
  bool Learns() const override { return true; }
  // One point at a time; the cursor is the number of trials.
  Proposal ProposeAfter(const TrialHistory& history, int64_t cursor, int64_t first_trial,
                        int64_t count, const SeenPoints& seen) const override;
  double TrialCount() const override;
  std::string Remark(const TrialHistory& history) const override;

 private:
  // Whether the trial at place `index` of the history counts as finished for the one after it.
  bool IsKnown(const TrialHistory& history, size_t index) const;
  bool MustWait(const TrialHistory& history) const;

  HaltonSampler estimate_;
  TpeProposer proposer_;
  int64_t ahead_ = 0;
  bool asynchronous_ = false;
};

}  // namespace gridfold
