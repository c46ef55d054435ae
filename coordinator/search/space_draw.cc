#include "coordinator/search/space_draw.h"

#include <limits>

#include "common/base/fingerprint.h"
#include "common/base/random.h"
#include "coordinator/search/grid.h"

namespace gridfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

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

}  // namespace

Point PointOf(const SubSpace& member, const std::function<double(size_t place)>& quantile) {
  Point point;
  for (size_t place = 0; place < member.parameters.size(); ++place) {
    const Parameter& parameter = member.parameters[place];
    if (!SubSpace::IsActive(parameter, point)) continue;
    point[parameter.name] = parameter.Quantile(parameter.constant ? 0 : quantile(place));
  }
  return point;
}

Point DrawPoint(const SearchSpace& space, uint64_t seed) {
  const size_t chosen = static_cast<size_t>(Random(seed).Below(space.members.size()));
  const SubSpace& member = space.members[chosen];
  return PointOf(member, [&](size_t place) {
    return Random(MixSeed(seed, Fingerprint64(member.parameters[place].name))).Uniform();
  });
}

double SpaceSize(const SearchSpace& space) {
  double size = 0;
  for (const SubSpace& member : space.members) size += MemberSize(member);
  return size;
}

}  // namespace gridfold
