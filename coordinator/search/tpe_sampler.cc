#include "coordinator/search/tpe_sampler.h"

#include <algorithm>

#include "common/base/check.h"

namespace gridfold {

TpeSampler::TpeSampler(SearchSpace space, uint64_t seed, std::optional<int64_t> trials_max,
                       int64_t ahead)
    : estimate_(space, seed, trials_max), proposer_(std::move(space), seed), ahead_(ahead) {
  GF_CHECK(ahead >= 0);
}

Proposal TpeSampler::Propose(int64_t cursor, int64_t first_trial, int64_t count,
                             const SeenPoints& seen) const {
  return estimate_.Propose(cursor, first_trial, count, seen);
}

Proposal TpeSampler::ProposeAfter(const TrialHistory& history, int64_t cursor,
                                  int64_t /*first_trial*/, int64_t /*count*/,
                                  const SeenPoints& /*seen*/) const {
  Proposal proposal;
  proposal.next_cursor = cursor;
  const auto number = static_cast<int64_t>(history.size());
  const auto known = history.begin() + std::max<int64_t>(number - ahead_, 0);
  proposal.exhausted = static_cast<double>(number) >= TrialCount();
  const auto finished = [](const PastTrial& trial) { return trial.finished; };
  if (proposal.exhausted || !std::all_of(history.begin(), known, finished)) return proposal;
  std::vector<Observation> observations;
  for (auto trial = history.begin(); trial != known; ++trial) {
    observations.push_back({trial->point, trial->loss});
  }
  std::vector<Point> pending;
  for (auto trial = known; trial != history.end(); ++trial) pending.push_back(trial->point);
  std::optional<Point> point = proposer_.Propose(observations, pending, number);
  proposal.exhausted = !point || static_cast<double>(number + 1) >= TrialCount();
  if (!point) return proposal;
  proposal.points.push_back(*std::move(point));
  proposal.next_cursor = number + 1;
  return proposal;
}

double TpeSampler::TrialCount() const { return estimate_.TrialCount(); }

}  // namespace gridfold
