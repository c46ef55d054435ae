#include "coordinator/search/halton_sampler.h"

#include <algorithm>
#include <limits>

#include "common/base/fingerprint.h"
#include "common/base/random.h"
#include "coordinator/search/space_draw.h"

namespace gridfold {
namespace {

std::vector<std::vector<size_t>> Coordinates(const SearchSpace& space) {
  const size_t first = space.members.size() > 1 ? 1 : 0;
  std::vector<std::vector<size_t>> coordinates;
  for (const SubSpace& member : space.members) {
    size_t next = first;
    std::vector<size_t>& row = coordinates.emplace_back();
    for (const Parameter& parameter : member.parameters) {
      row.push_back(next);
      if (!parameter.constant) ++next;
    }
  }
  return coordinates;
}

// How many coordinates the largest member asks for.
size_t Dimensions(const SearchSpace& space) {
  size_t dimensions = 0;
  for (const std::vector<size_t>& row : Coordinates(space)) {
    if (!row.empty()) dimensions = std::max(dimensions, row.back() + 1);
  }
  return std::max<size_t>(dimensions, 1);
}

}  // namespace

HaltonSampler::HaltonSampler(SearchSpace space, uint64_t seed, std::optional<int64_t> trials_max)
    : space_(std::move(space)),
      sequence_(Dimensions(space_), MixSeed(seed, Fingerprint64("halton"))),
      coordinates_(Coordinates(space_)) {
  const double limit =
      trials_max ? static_cast<double>(*trials_max) : std::numeric_limits<double>::infinity();
  trials_max_ = std::min(limit, SpaceSize(space_));
}

Point HaltonSampler::At(int64_t index) const {
  size_t chosen = 0;
  if (const size_t members = space_.members.size(); members > 1) {
    const double share = sequence_.At(index, 0) * static_cast<double>(members);
    chosen = std::min(static_cast<size_t>(share), members - 1);
  }
  return PointOf(space_.members[chosen],
                 [&](size_t place) { return sequence_.At(index, coordinates_[chosen][place]); });
}

Proposal HaltonSampler::Propose(int64_t cursor, int64_t first_trial, int64_t count,
                                const SeenPoints& seen) const {
  Proposal proposal;
  proposal.next_cursor = cursor;
  SeenPoints batch;
  int64_t collisions = 0;
  const auto proposed = [&] { return static_cast<int64_t>(proposal.points.size()); };
  const auto at_end = [&] {
    return collisions == kCollisionsMax ||
           static_cast<double>(first_trial + proposed()) >= trials_max_;
  };
  while (proposed() < count && !at_end()) {
    Point point = At(proposal.next_cursor++);
    const uint64_t name = Fingerprint(point);
    if (seen.contains(name) || !batch.insert(name).second) {
      ++collisions;
      ++proposal.duplicates;
      continue;
    }
    collisions = 0;
    proposal.points.push_back(std::move(point));
  }
  proposal.exhausted = at_end();
  return proposal;
}

double HaltonSampler::TrialCount() const { return trials_max_; }

}  // namespace gridfold
