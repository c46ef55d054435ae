#include "coordinator/search/random_sampler.h"

#include <algorithm>
#include <limits>

#include "common/base/random.h"
#include "coordinator/search/space_draw.h"

namespace gridfold {

RandomSampler::RandomSampler(SearchSpace space, uint64_t seed, std::optional<int64_t> trials_max)
    : space_(std::move(space)), seed_(seed) {
  const double limit =
      trials_max ? static_cast<double>(*trials_max) : std::numeric_limits<double>::infinity();
  trials_max_ = std::min(limit, SpaceSize(space_));
}

Point RandomSampler::Draw(int64_t trial, int64_t collision) const {
  const uint64_t seed =
      MixSeed(MixSeed(seed_, static_cast<uint64_t>(trial)), static_cast<uint64_t>(collision));
  return DrawPoint(space_, seed);
}

Proposal RandomSampler::Propose(int64_t cursor, int64_t first_trial, int64_t count,
                                const SeenPoints& seen) const {
  Proposal proposal;
  proposal.next_cursor = cursor;
  SeenPoints batch;
  int64_t collision = 0;
  while (static_cast<int64_t>(proposal.points.size()) < count && collision < kCollisionsMax &&
         static_cast<double>(proposal.next_cursor) < trials_max_) {
    Point point = Draw(first_trial + proposal.next_cursor - cursor, collision);
    const uint64_t name = Fingerprint(point);
    if (seen.contains(name) || !batch.insert(name).second) {
      ++collision;
      ++proposal.duplicates;
      continue;
    }
    collision = 0;
    ++proposal.next_cursor;
    proposal.points.push_back(std::move(point));
  }
  proposal.exhausted =
      collision == kCollisionsMax || static_cast<double>(proposal.next_cursor) >= trials_max_;
  return proposal;
}

double RandomSampler::TrialCount() const { return trials_max_; }

}  // namespace gridfold
