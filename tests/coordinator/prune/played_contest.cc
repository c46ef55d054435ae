#include "tests/coordinator/prune/played_contest.h"

#include <gtest/gtest.h>

namespace gridfold {
namespace {

// A fold of a trial that somebody works on.
struct Piece {
  int64_t trial = 0;
  int fold = 0;
  int64_t epochs = 0;
};

class Player {
 public:
  Player(const std::function<std::unique_ptr<Pruner>()>& make_pruner, bool asynchronous,
         const MadeTrials& made, int64_t all_epochs)
      : make_pruner_(make_pruner), asynchronous_(asynchronous), made_(made), all_(all_epochs) {
    Restart();
  }

  PlayedContest Play(Random random) {
    for (int step = 0; step < 100'000; ++step) {
      const bool can_enter = static_cast<int64_t>(played_.ends.size()) < made_.trials;
      if (!can_enter && open_.empty()) return played_;
      if (random.Below(20) == 0) Restart();
      if (can_enter && (open_.empty() || random.Below(3) == 0)) {
        played_.ends.push_back(End::kOpen);
        played_.stages.push_back(0);
        done_.emplace_back(static_cast<size_t>(made_.folds), int64_t{-1});
        Work(contest_->Enter());
      } else {
        const size_t place = random.Below(open_.size());
        const Piece piece = open_[place];
        open_.erase(open_.begin() + static_cast<ptrdiff_t>(place));
        Report(piece);
      }
      Judge();
    }
    ADD_FAILURE() << "the contest has no end";
    return played_;
  }

 private:
  // Memory is gone; what was reported, admitted and ended is known.
  void Restart() {
    contest_ = std::make_unique<Contest>(make_pruner_(), asynchronous_, true, made_.folds);
    for (size_t trial = 0; trial < played_.ends.size(); ++trial) {
      const auto number = static_cast<int64_t>(trial);
      contest_->Restore(played_.stages[trial]);
      for (const auto& piece : reported_) {
        if (piece.trial == number) Tell(piece);
      }
      if (played_.ends[trial] != End::kOpen) contest_->Close(number);
    }
  }

  void Work(const Contest::Admission& admission) {
    played_.stages[static_cast<size_t>(admission.trial)] = admission.stage;
    const int64_t wanted = admission.until.epochs == 0 ? all_ : admission.until.epochs;
    for (int fold = 0; fold < admission.until.folds; ++fold) {
      int64_t& done = done_[static_cast<size_t>(admission.trial)][static_cast<size_t>(fold)];
      if (done >= wanted) continue;
      if (done < 0) ++played_.fold_fits;
      played_.epochs += wanted - std::max<int64_t>(done, 0);
      done = wanted;
      open_.push_back({admission.trial, fold, admission.until.epochs});
    }
  }

  void Tell(const Piece& piece) {
    if (made_.fails(piece.trial, piece.fold)) {
      contest_->AddResult(piece.trial, piece.fold, std::nullopt, {});
    } else if (piece.epochs > 0) {
      contest_->AddInterim(piece.trial, piece.fold, piece.epochs,
                           made_.score(piece.trial, piece.fold, piece.epochs));
    } else {
      contest_->AddResult(piece.trial, piece.fold, made_.score(piece.trial, piece.fold, 0), {});
    }
  }

  void Report(const Piece& piece) {
    Tell(piece);
    reported_.push_back(piece);
    End& end = played_.ends[static_cast<size_t>(piece.trial)];
    int whole = 0;
    for (const Piece& one : reported_) {
      whole += one.trial == piece.trial && one.epochs == 0 && !made_.fails(one.trial, one.fold);
    }
    if (whole < made_.folds) return;
    end = End::kCompleted;
    contest_->Close(piece.trial);
  }

  void Judge() {
    const bool no_more = static_cast<int64_t>(played_.ends.size()) == made_.trials;
    const Contest::Verdicts verdicts = contest_->Decide(no_more);
    for (const Contest::Exit& exit : verdicts.out) {
      End& end = played_.ends[static_cast<size_t>(exit.trial)];
      EXPECT_EQ(end, End::kOpen) << "one verdict for each trial";
      EXPECT_EQ(exit.failed, exit.reason.empty());
      end = exit.failed ? End::kFailed : End::kPruned;
    }
    for (const Contest::Admission& admission : verdicts.admitted) Work(admission);
  }

  const std::function<std::unique_ptr<Pruner>()>& make_pruner_;
  const bool asynchronous_;
  const MadeTrials& made_;
  const int64_t all_;
  std::unique_ptr<Contest> contest_;
  PlayedContest played_;
  std::vector<std::vector<int64_t>> done_;  // [trial][fold]: epochs that were asked for
  std::vector<Piece> open_, reported_;
};

}  // namespace

PlayedContest PlayContest(const std::function<std::unique_ptr<Pruner>()>& make_pruner,
                          bool asynchronous, const MadeTrials& made, int64_t all_epochs,
                          Random random) {
  return Player(make_pruner, asynchronous, made, all_epochs).Play(random);
}

}  // namespace gridfold
