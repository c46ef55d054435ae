// Racing of folds (Maron and Moore 1994, Hoeffding races; Birattari et al. 2002, F-Race): a trial
// that cannot catch up with the leader gets no more folds.
#pragma once

#include "coordinator/prune/pruner.h"

namespace gridfold {

// A stage is one fold more. The leader has the largest mean merit on the folds so far, among the
// contenders and earlier trials, ties to the earlier. Another trial is out when a one-sided test on
// the same folds says at `level` that it is not better than the leader by more than the margin,
// `margin` standard errors of the leader's score on all folds.
//
// The test is paired. Where the score is the share of rows predicted right and predictions are
// known, over rows: the difference of two trials on a row is -1, 0 or 1 and not 0 only where their
// predictions differ, so its variance is at most the share of such rows less the squared mean; that
// takes no labels, is never too small, and tells trials apart after one fold (McNemar's test, its
// disagreements counted generously). Otherwise, from two folds on, over folds: Student's t with
// folds - 1 degrees and the variance of Nadeau and Bengio (2003, eq. 11).
//
// The level is that of one look; a trial is looked at once after each fold.
class RacePruner : public Pruner {
 public:
  struct Settings {
    double level = 0.05;  // in (0, 0.5)
    double margin = 1;    // >= 0, in standard errors
    int64_t cohort = 1;   // trials
    int folds = 1;
    int first_folds = 1;         // of the first stage
    double fold_ratio = 0.25;    // a fold's validation rows / its training rows
    bool share_of_rows = false;  // the score is the share of rows right, or wrong
  };
  explicit RacePruner(const Settings& settings) : settings_(settings) {}

  Cohort CohortAt(int64_t index) const override;
  std::vector<bool> GoOn(const Cohort& cohort, size_t stage, std::span<const Contender> contenders,
                         std::span<const Contender> earlier) const override;
  bool WantsPredictions() const override { return settings_.share_of_rows; }

 private:
  bool IsHopeless(const Contender& trial, const Contender& leader) const;
  bool IsHopelessByRows(const Contender& trial, const Contender& leader, double lead) const;
  bool IsHopelessByFolds(const Contender& trial, const Contender& leader, double lead) const;

  Settings settings_;
};

}  // namespace gridfold
