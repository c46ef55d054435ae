#include "coordinator/search/grid_sampler.h"

#include <algorithm>
#include <limits>

#include "common/base/check.h"
#include "coordinator/search/path_parameters.h"

namespace gridfold {

StatusOr<GridSampler> GridSampler::Make(const SearchSpace& space,
                                        const std::vector<std::string>& path_parameters,
                                        std::optional<int64_t> trials_max) {
  GridSampler sampler(trials_max);
  for (const SubSpace& member : space.members) {
    auto grid = Grid::Make(member, path_parameters);
    if (!grid.ok() && space.members.size() > 1) {
      return Annotate(grid.status(),
                      fmt::format("member {} of parameters", sampler.members_.size() + 1));
    }
    GF_RETURN_IF_ERROR(grid.status());
    sampler.size_ = SaturatingSum(sampler.size_, grid->size());
    sampler.members_.push_back(*std::move(grid));
  }
  return sampler;
}

GridSampler::Place GridSampler::Find(int64_t cursor) const {
  GF_CHECK(cursor >= 0);
  Place place{0, static_cast<GridIndex>(cursor)};
  while (place.index >= members_[place.member].size()) {
    place.index -= members_[place.member++].size();
  }
  return place;
}

bool GridSampler::IsInEarlierMember(size_t member, const Point& point) const {
  return std::any_of(members_.begin(), members_.begin() + static_cast<ptrdiff_t>(member),
                     [&](const Grid& earlier) { return earlier.Contains(point); });
}

bool GridSampler::ContinuesGroup(const Place& place) const {
  const GridIndex start = members_[place.member].GroupStart(place.index);
  return (place.index - start) % kGroupPointsMax != 0;
}

Proposal GridSampler::Propose(int64_t cursor, int64_t first_trial, int64_t count,
                              const SeenPoints& /*seen*/) const {
  Proposal proposal;
  proposal.next_cursor = cursor;
  const int64_t wanted = std::max<int64_t>(count, 0);
  for (;; ++proposal.next_cursor) {
    const auto proposed = static_cast<int64_t>(proposal.points.size());
    // The last cursor stands for the end of grids that no one ever reaches the end of.
    proposal.exhausted = (trials_max_ && first_trial + proposed >= *trials_max_) ||
                         static_cast<GridIndex>(proposal.next_cursor) >= size_ ||
                         proposal.next_cursor == std::numeric_limits<int64_t>::max();
    if (proposal.exhausted) break;
    const Place place = Find(proposal.next_cursor);
    if (proposed >= wanted && !ContinuesGroup(place)) break;
    Point point = members_[place.member].At(place.index);
    if (IsInEarlierMember(place.member, point)) {
      ++proposal.duplicates;
    } else {
      proposal.points.push_back(std::move(point));
    }
  }
  return proposal;
}

double GridSampler::TrialCount() const {
  const auto size = static_cast<double>(size_);
  return trials_max_ ? std::min(size, static_cast<double>(*trials_max_)) : size;
}

}  // namespace gridfold
