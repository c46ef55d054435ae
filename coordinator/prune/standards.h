// What trials are judged by beside the score: constraints, and further goals. Pure.
//
// A trial that breaks the constraints less is ahead of one that breaks them more (Deb 2000, "An
// efficient constraint handling method for genetic algorithms"); of two that break them alike it is
// beaten when the other is as good in every goal and better in one.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "common/spec/study.h"
#include "coordinator/prune/pruner.h"

namespace gridfold {

// A value type, immutable.
class Standards {
 public:
  Standards() = default;  // the score alone
  explicit Standards(const StudySpec& spec);

  // The numbers of each fold that Judge wants the means of.
  const std::vector<std::string>& names() const { return names_; }
  // Fills what a contender has beside its merits. `means`: by name; a missing one is no number.
  void Judge(double mean_score, const std::map<std::string, double>& means,
             Contender& contender) const;

 private:
  StudySpec spec_;  // goals and constraints alone
  std::vector<std::string> names_;
};

// Whether all of them are judged by their merits alone: Beats is then a comparison of means.
bool AreByMerit(std::span<const Contender> contenders);
bool Beats(const Contender& a, const Contender& b);
// Nearer to keeping the constraints, or as near and with a larger mean: a total order, as far as
// there are no ties.
bool IsAhead(const Contender& a, const Contender& b);
// How many of `others` beat the contender.
size_t BeatenBy(const Contender& contender, std::span<const Contender> others);

}  // namespace gridfold
