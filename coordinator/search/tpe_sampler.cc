#include "coordinator/search/tpe_sampler.h"

#include <algorithm>

#include "common/base/check.h"

namespace gridfold {

TpeSampler::TpeSampler(SearchSpace space, uint64_t seed, std::optional<int64_t> trials_max,
                       int64_t ahead, bool asynchronous)
    : estimate_(space, seed, trials_max),
      proposer_(std::move(space), seed),
      ahead_(ahead),
      asynchronous_(asynchronous) {
  GF_CHECK(ahead >= 0);
}

Proposal TpeSampler::Propose(int64_t cursor, int64_t first_trial, int64_t count,
                             const SeenPoints& seen) const {
  return estimate_.Propose(cursor, first_trial, count, seen);
}

bool TpeSampler::IsKnown(const TrialHistory& history, size_t index) const {
  if (asynchronous_) return history[index].finished;
  return static_cast<int64_t>(index) < static_cast<int64_t>(history.size()) - ahead_;
}

bool TpeSampler::MustWait(const TrialHistory& history) const {
  int64_t open = 0;  // trials whose results are missed
  for (size_t i = 0; i < history.size(); ++i) {
    if (!history[i].finished && (asynchronous_ || IsKnown(history, i))) ++open;
  }
  return open > (asynchronous_ ? ahead_ : 0);
}

Proposal TpeSampler::ProposeAfter(const TrialHistory& history, int64_t cursor,
                                  int64_t /*first_trial*/, int64_t /*count*/,
                                  const SeenPoints& /*seen*/) const {
  Proposal proposal;
  proposal.next_cursor = cursor;
  const auto number = static_cast<int64_t>(history.size());
  proposal.exhausted = static_cast<double>(number) >= TrialCount();
  if (proposal.exhausted || MustWait(history)) return proposal;
  std::vector<Observation> observations;
  std::vector<Point> pending;
  for (size_t i = 0; i < history.size(); ++i) {
    if (IsKnown(history, i)) {
      observations.push_back({history[i].point, history[i].loss});
    } else {
      pending.push_back(history[i].point);
    }
  }
  std::optional<Point> point = proposer_.Propose(observations, pending, number);
  proposal.exhausted = !point || static_cast<double>(number + 1) >= TrialCount();
  if (!point) return proposal;
  proposal.points.push_back(*std::move(point));
  proposal.next_cursor = number + 1;
  return proposal;
}

double TpeSampler::TrialCount() const { return estimate_.TrialCount(); }

std::string TpeSampler::Remark(const TrialHistory& /*history*/) const {
  return asynchronous_ ? "proposed asynchronously: another run may try other trials" : "";
}

}  // namespace gridfold
