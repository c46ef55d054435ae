#include "coordinator/search/tpe_proposer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/base/fingerprint.h"
#include "common/base/random.h"
#include "coordinator/search/space_draw.h"

namespace gridfold {
namespace {

constexpr int kCandidates = 24;
constexpr int64_t kTries = 10;
constexpr int64_t kGoodMax = 25;

bool IsScored(const Observation& observation) {
  return observation.loss && !std::isnan(*observation.loss);
}

int64_t ScoredCount(const std::vector<Observation>& history) {
  return std::count_if(history.begin(), history.end(), IsScored);
}

// Those of `points` in which the parameters are active, as coordinates.
std::vector<AxisPoint> Coordinates(const std::vector<const Point*>& points,
                                   const std::vector<std::string>& names,
                                   const std::vector<SearchAxis>& axes) {
  std::vector<AxisPoint> rows;
  for (const Point* point : points) {
    AxisPoint row;
    for (size_t i = 0; i < names.size(); ++i) {
      const auto value = point->find(names[i]);
      if (value != point->end()) row.push_back(axes[i].ToCoordinate(value->second));
    }
    if (row.size() == names.size()) rows.push_back(std::move(row));
  }
  return rows;
}

// The draw from `good` with the largest ratio of densities; of equal ones the first.
AxisPoint BestCandidate(const ParzenEstimator& good, const ParzenEstimator& bad, Random& random) {
  AxisPoint best;
  double best_ratio = -std::numeric_limits<double>::infinity();
  for (int i = 0; i < kCandidates; ++i) {
    AxisPoint candidate = good.Sample(random);
    const double ratio = good.LogDensity(candidate) - bad.LogDensity(candidate);
    if (i > 0 && !(ratio > best_ratio)) continue;
    best_ratio = ratio;
    best = std::move(candidate);
  }
  return best;
}

Parameter MemberChoice(size_t members) {
  Parameter choice;
  for (size_t i = 0; i < members; ++i) choice.values.emplace_back(static_cast<int64_t>(i));
  return choice;
}

// Whether the point has the active parameters of the member and no others.
bool HasParametersOf(const SubSpace& member, const Point& point) {
  size_t active = 0;
  for (const Parameter& parameter : member.parameters) {
    if (!SubSpace::IsActive(parameter, point)) continue;
    const auto value = point.find(parameter.name);
    if (value == point.end()) return false;
    if (parameter.IsFinite() && !parameter.GridContains(value->second)) return false;
    ++active;
  }
  return active == point.size();
}

}  // namespace

TpeProposer::TpeProposer(SearchSpace space, uint64_t seed)
    : space_(std::move(space)),
      seed_(MixSeed(seed, Fingerprint64("tpe"))),
      startup_(space_, seed, std::nullopt) {
  for (const SubSpace& member : space_.members) groups_.push_back(MakeGroups(member));
  if (space_.members.size() > 1) member_axis_.emplace_back(MemberChoice(space_.members.size()));
}

std::vector<TpeProposer::Group> TpeProposer::MakeGroups(const SubSpace& member) {
  std::vector<Group> groups;
  for (const Parameter& parameter : member.parameters) {
    if (SearchAxis::IsFixed(parameter)) continue;
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& one) {
      return member.Find(one.names[0])->when == parameter.when;
    });
    if (group == groups.end()) group = groups.emplace(groups.end());
    group->names.push_back(parameter.name);
    group->axes.emplace_back(parameter);
  }
  return groups;
}

TpeProposer::Split TpeProposer::SplitPoints(const std::vector<Observation>& history,
                                            const std::vector<Point>& pending) {
  std::vector<size_t> ranked;
  for (size_t i = 0; i < history.size(); ++i) {
    if (IsScored(history[i])) ranked.push_back(i);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [&](size_t a, size_t b) { return *history[a].loss < *history[b].loss; });
  const int64_t tenth = (static_cast<int64_t>(ranked.size()) + 9) / 10;
  std::vector<bool> is_good(history.size());
  for (int64_t i = 0; i < std::min(tenth, kGoodMax); ++i) {
    is_good[ranked[static_cast<size_t>(i)]] = true;
  }
  Split split;
  for (size_t i = 0; i < history.size(); ++i) {
    (is_good[i] ? split.good : split.bad).push_back(&history[i].point);
  }
  for (const Point& point : pending) split.bad.push_back(&point);
  return split;
}

size_t TpeProposer::MemberOf(const Point& point) const {
  for (size_t i = 0; i < space_.members.size(); ++i) {
    if (HasParametersOf(space_.members[i], point)) return i;
  }
  return 0;
}

size_t TpeProposer::ProposeMember(const Split& split, Random& random) const {
  if (member_axis_.empty()) return 0;
  const auto members = [&](const std::vector<const Point*>& points) {
    std::vector<AxisPoint> rows;
    for (const Point* point : points) rows.push_back({static_cast<double>(MemberOf(*point))});
    return rows;
  };
  const ParzenEstimator good(member_axis_, members(split.good));
  const ParzenEstimator bad(member_axis_, members(split.bad));
  return static_cast<size_t>(BestCandidate(good, bad, random)[0]);
}

Point TpeProposer::ProposePoint(const Split& all, Random& random) const {
  const size_t chosen = ProposeMember(all, random);
  const SubSpace& member = space_.members[chosen];
  const auto elsewhere = [&](const Point* point) { return MemberOf(*point) != chosen; };
  Split split = all;
  if (!member_axis_.empty()) {
    std::erase_if(split.good, elsewhere);
    std::erase_if(split.bad, elsewhere);
  }
  Point point;
  for (const Parameter& parameter : member.parameters) {
    if (point.contains(parameter.name) || !SubSpace::IsActive(parameter, point)) continue;
    if (SearchAxis::IsFixed(parameter)) {
      point[parameter.name] = parameter.Quantile(0);
      continue;
    }
    const auto group =
        std::find_if(groups_[chosen].begin(), groups_[chosen].end(),
                     [&](const Group& one) { return one.names[0] == parameter.name; });
    ProposeGroup(*group, split, random, point);
  }
  return point;
}

void TpeProposer::ProposeGroup(const Group& group, const Split& split, Random& random,
                               Point& point) {
  const ParzenEstimator good(group.axes, Coordinates(split.good, group.names, group.axes));
  const ParzenEstimator bad(group.axes, Coordinates(split.bad, group.names, group.axes),
                            ParzenEstimator::Prior::kHigh);
  const AxisPoint best = BestCandidate(good, bad, random);
  for (size_t i = 0; i < best.size(); ++i) {
    point[group.names[i]] = group.axes[i].ToValue(best[i]);
  }
}

std::optional<Point> TpeProposer::Draw(const std::vector<Observation>& history, const Split& split,
                                       int64_t number, int64_t collision) const {
  const uint64_t seed =
      MixSeed(MixSeed(seed_, static_cast<uint64_t>(number)), static_cast<uint64_t>(collision));
  if (collision >= kTries + kCollisionsMax) return std::nullopt;
  if (collision >= kTries) return DrawPoint(space_, seed);
  if (ScoredCount(history) >= kStartupTrials) {
    Random random(seed);
    return ProposePoint(split, random);
  }
  return collision == 0 ? startup_.At(number) : DrawPoint(space_, seed);
}

std::optional<Point> TpeProposer::Propose(const std::vector<Observation>& history,
                                          const std::vector<Point>& pending, int64_t number) const {
  SeenPoints seen;
  for (const Observation& observation : history) seen.insert(Fingerprint(observation.point));
  for (const Point& point : pending) seen.insert(Fingerprint(point));
  const Split split = SplitPoints(history, pending);
  for (int64_t collision = 0;; ++collision) {
    std::optional<Point> point = Draw(history, split, number, collision);
    if (!point || !seen.contains(Fingerprint(*point))) return point;
  }
}

}  // namespace gridfold
