// How the trials of a study compete: who works on which stage, who is out. Pure, and plain memory:
// whoever feeds it the same trials and results gets the same verdicts.
//
// In step (the default), a cohort's trials are judged together, when all of them are at the end of
// a stage or finished, and only after all trials of earlier cohorts are final. So verdicts depend
// on results alone, and not on the order in which they come. Asynchronously, whoever is at the end
// of a stage is compared with all that came there so far, and may be admitted later than its
// equals; those who never are, are out when nothing else is to be done (Li et al. 2020, ASHA,
// algorithm 2).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/prune/pruner.h"
#include "coordinator/prune/standards.h"

namespace gridfold {

class Contest {
 public:
  // A trial that is to work until the end of `stage`, the number of `until` in its cohort.
  struct Admission {
    int64_t trial = 0;
    size_t stage = 0;
    Stage until;
  };
  struct Exit {
    int64_t trial = 0;
    bool failed = false;  // a fold of it failed; otherwise it was judged not worth more
    std::string reason;   // unless it failed
  };
  struct Verdicts {
    std::vector<Admission> admitted;  // by trial
    std::vector<Exit> out;            // by trial
    bool empty() const { return admitted.empty() && out.empty(); }
  };

  // `maximize`: whether a larger score is better. `folds`: of the study.
  Contest(std::unique_ptr<Pruner> pruner, bool asynchronous, bool maximize, int folds,
          Standards standards = Standards());

  // The next trial, in the order of numbers; it works on its first stage. Returns that admission.
  Admission Enter();
  // A trial that is known to be admitted to `stage`: instead of Enter, after a restart.
  void Restore(size_t stage);

  // A number after so many epochs of a training that goes on; before its score. Counts when it is
  // one of Standards::names.
  void AddNumber(int64_t trial, int fold, int64_t epochs, const std::string& name, double value);
  // A score after so many epochs of a training that goes on.
  void AddInterim(int64_t trial, int fold, int64_t epochs, double score);
  // What a fold ended with; nullopt: it failed. `predictions` may be empty; `numbers`: those of
  // Standards::names, perhaps among others.
  void AddResult(int64_t trial, int fold, std::optional<double> score,
                 std::vector<int32_t> predictions,
                 const std::map<std::string, double>& numbers = {});
  // The trial is final, in whatever way; it is judged no more.
  void Close(int64_t trial);

  // What follows from the results so far; each verdict is given once. Whoever is out counts as
  // closed. `no_more`: no trial will enter any more.
  Verdicts Decide(bool no_more);

  // Whether the fold has the result that the trial's stage asks for.
  bool HasScore(int64_t trial, int fold) const;
  // Until where the trial is to work now.
  Stage UntilOf(int64_t trial) const;
  bool WantsPredictions() const { return pruner_->WantsPredictions(); }
  const Standards& standards() const { return standards_; }

 private:
  struct FoldResult {
    bool is_final = false, failed = false;
    double merit = 0;                   // when final and not failed
    std::map<int64_t, double> interim;  // epochs -> merit
    // Epochs -> numbers by name; 0: the final ones.
    std::map<int64_t, std::map<std::string, double>> numbers;
    std::vector<int32_t> predictions;
  };
  struct Entry {
    size_t cohort = 0, stage = 0;
    bool closed = false;
    std::vector<FoldResult> folds;
  };
  struct LiveCohort {
    Cohort plan;
    int64_t first = 0;  // its first trial
  };

  Entry& At(int64_t trial) { return entries_.at(static_cast<size_t>(trial)); }
  const Entry& At(int64_t trial) const { return entries_.at(static_cast<size_t>(trial)); }
  const Stage& StageAt(const Entry& entry, size_t stage) const;
  int64_t EndOf(size_t cohort) const;
  bool HasFailed(const Entry& entry) const;
  // The merit of a fold at the end of a stage: the interim one, or the final one of a training that
  // ended before.
  std::optional<double> MeritAt(const FoldResult& fold, const Stage& stage) const;
  // All folds of the stage have a result.
  bool IsThrough(const Entry& entry, size_t stage) const;
  // The means of the standards' numbers over the folds of the stage.
  std::map<std::string, double> NumbersAt(int64_t trial, const Stage& stage) const;
  std::optional<Contender> ContenderAt(int64_t trial, const Stage& stage) const;
  std::vector<Contender> Contenders(int64_t first, int64_t end, const Stage& stage) const;
  bool IsWaitingAt(const Entry& entry, size_t stage) const;

  // In step: of the first cohort that is open; false when nothing follows.
  bool DecideCohort(bool no_more, Verdicts& verdicts);
  bool DecideStage(size_t stage, Verdicts& verdicts);
  void DecideAsynchronously(bool no_more, Verdicts& verdicts);
  bool ExpelFailed(int64_t first, int64_t end, Verdicts& verdicts);
  // The trials before `end` that those after it are compared with.
  std::vector<Contender> Earlier(int64_t end, const Stage& stage) const;
  // The one ahead of all others; `contenders` or `earlier` has one.
  static const Contender& LeaderOf(const std::vector<Contender>& contenders,
                                   const std::vector<Contender>& earlier);
  // Of the trials before `end` only the best one's predictions are kept.
  void KeepChampion(int64_t first, int64_t end);
  void Admit(int64_t trial, Verdicts& verdicts);
  void Expel(const Contender& contender, const Contender& leader, Verdicts& verdicts);

  std::unique_ptr<Pruner> pruner_;
  const bool asynchronous_, maximize_;
  const int folds_;
  const Standards standards_;
  std::vector<Entry> entries_;  // by trial
  std::vector<LiveCohort> cohorts_;
  size_t open_cohort_ = 0;           // all before it are final
  std::optional<int64_t> champion_;  // the best of those with all folds, where predictions are kept
};

}  // namespace gridfold
