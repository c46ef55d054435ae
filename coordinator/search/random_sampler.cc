#include "coordinator/search/random_sampler.h"

#include <algorithm>
#include <limits>

#include "common/base/check.h"
#include "common/base/fingerprint.h"
#include "common/base/random.h"
#include "coordinator/search/grid.h"

namespace gridfold {
namespace {

constexpr int64_t kCollisionsMax = 1'000;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The number of points of one member (those of several may overlap); infinity when a parameter is
// continuous.
double MemberSize(SubSpace space) {
  for (Parameter& parameter : space.parameters) {
    if (!parameter.IsFinite()) return kInfinity;
    // A plain range of whole numbers is finite; a grid wants to be told so.
    const bool plain = parameter.values.empty() && !parameter.step && !parameter.count;
    if (plain) parameter.step = 1;
  }
  const auto grid = Grid::Make(space, {});
  // A grid too large to be counted is not going to be exhausted.
  return grid.ok() ? static_cast<double>(grid->size()) : kInfinity;
}

double SpaceSize(const SearchSpace& space) {
  double size = 0;
  for (const SubSpace& member : space.members) size += MemberSize(member);
  return size;
}

}  // namespace

RandomSampler::RandomSampler(SearchSpace space, uint64_t seed, std::optional<int64_t> trials_max)
    : space_(std::move(space)), seed_(seed) {
  const double limit = trials_max ? static_cast<double>(*trials_max) : kInfinity;
  trials_max_ = std::min(limit, SpaceSize(space_));
}

Point RandomSampler::Draw(int64_t trial, int64_t collision) const {
  const uint64_t seed =
      MixSeed(MixSeed(seed_, static_cast<uint64_t>(trial)), static_cast<uint64_t>(collision));
  const size_t member = static_cast<size_t>(Random(seed).Below(space_.members.size()));
  Point point;
  for (const Parameter& parameter : space_.members[member].parameters) {
    if (!SubSpace::IsActive(parameter, point)) continue;
    Random random(MixSeed(seed, Fingerprint64(parameter.name)));
    point[parameter.name] = parameter.Quantile(random.Uniform());
  }
  return point;
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
