// Where to look next, given what was found: the tree-structured Parzen estimator (Bergstra et al.
// 2011, Algorithms for Hyper-Parameter Optimization, section 4).
#pragma once

#include <optional>
#include <vector>

#include "coordinator/search/halton_sampler.h"
#include "coordinator/search/parzen_estimator.h"
#include "coordinator/search/sampler.h"

namespace gridfold {

// A finished trial.
struct Observation {
  Point point;
  std::optional<double> loss;  // less is better; none when it failed
};

// A proposal is a function of (space, seed, history, pending, number): whoever passes the same
// history in trial order gets the same trials, however many workers there are.
//
// 1. The n scored trials are ranked, ties by their order. The best min(ceil(n / 10), 25) are good;
//    the others, the failed and the pending ones are bad. So pending points repel (the constant
//    liar of Ginsbourger et al. 2010, with the worst loss).
// 2. One Parzen estimator is laid over the good points and one over the bad ones. 24 candidates are
//    drawn from the first; the one whose ratio of densities, good to bad, is largest is proposed.
//    The prior of the second is high (parzen_estimator.h).
// 3. Parameters with the same conditions form a group with estimators of its own, over the points
//    in which it is active: the tree of the name. Groups are decided in the order of the space,
//    parents first; in a union the member comes before them, as a choice.
// These are the settings of Optuna 3.1's TPESampler(multivariate=True, group=True,
// constant_liar=True); what differs is that failed trials are left out there, that points may come
// twice there, and what parzen_estimator.h says.
//
// While fewer than kStartupTrials are scored, proposals are the points of a Halton sequence.
// Immutable, thread-safe. Time grows with the length of the history: 24 times both estimators.
class TpeProposer {
 public:
  static constexpr int64_t kStartupTrials = 10;

  // `space` has a member.
  TpeProposer(SearchSpace space, uint64_t seed);

  // The point of trial `number` >= 0: complete, and neither in `history` nor in `pending`. A draw
  // that is in them is made anew, ten times, then by random draws; nullopt when 1,000 of those met
  // known points as well. A NaN as loss counts as failed.
  std::optional<Point> Propose(const std::vector<Observation>& history,
                               const std::vector<Point>& pending, int64_t number) const;

 private:
  // The parameters of one member with the same conditions.
  struct Group {
    std::vector<std::string> names;  // in the member's order
    std::vector<SearchAxis> axes;
  };
  // The points that estimators are laid over, oldest first.
  struct Split {
    std::vector<const Point*> good, bad;
  };

  static std::vector<Group> MakeGroups(const SubSpace& member);
  static Split SplitPoints(const std::vector<Observation>& history,
                           const std::vector<Point>& pending);
  size_t MemberOf(const Point& point) const;
  size_t ProposeMember(const Split& split, Random& random) const;
  std::optional<Point> Draw(const std::vector<Observation>& history, const Split& split,
                            int64_t number, int64_t collision) const;
  Point ProposePoint(const Split& all, Random& random) const;
  static void ProposeGroup(const Group& group, const Split& split, Random& random, Point& point);

  SearchSpace space_;
  uint64_t seed_ = 0;
  HaltonSampler startup_;
  std::vector<std::vector<Group>> groups_;  // of each member
  std::vector<SearchAxis> member_axis_;     // the choice of the member; empty when there is one
};

}  // namespace gridfold
