#include "coordinator/search/extending_grid_sampler.h"

#include <algorithm>
#include <limits>

#include "common/spec/format.h"

namespace gridfold {
namespace {

// Of the first `count` trials the one with the least loss, ties to the earlier; nullptr for none.
const PastTrial* Best(const TrialHistory& history, size_t count) {
  const PastTrial* best = nullptr;
  for (size_t i = 0; i < count; ++i) {
    const PastTrial& trial = history[i];
    if (trial.loss && (best == nullptr || *trial.loss < *best->loss)) best = &trial;
  }
  return best;
}

bool IsMemberPoint(const SubSpace& member, const Point& point) {
  const auto grid = Grid::Make(member, {});
  return grid.ok() && grid->Contains(point);
}

// Those of the steps' values that were tried.
std::string TriedValues(const std::string& name, const std::vector<AxisStep>& steps,
                        const TrialHistory& history) {
  std::string text;
  for (const AxisStep& step : steps) {
    const bool tried = std::any_of(history.begin(), history.end(), [&](const PastTrial& trial) {
      const auto value = trial.point.find(name);
      return value != trial.point.end() && value->second == step.next;
    });
    if (tried) text += (text.empty() ? "" : ", ") + FormatValue(step.next);
  }
  return text;
}

}  // namespace

ExtendingGridSampler::ExtendingGridSampler(GridSampler grid, SearchSpace space,
                                           std::vector<std::string> path_parameters,
                                           std::optional<int64_t> trials_max, std::string model,
                                           int64_t steps_max)
    : grid_(std::move(grid)),
      space_(std::move(space)),
      path_parameters_(std::move(path_parameters)),
      trials_max_(trials_max),
      model_(std::move(model)),
      steps_max_(steps_max) {}

StatusOr<ExtendingGridSampler> ExtendingGridSampler::Make(
    const SearchSpace& space, const std::vector<std::string>& path_parameters,
    std::optional<int64_t> trials_max, const std::string& model, int64_t steps_max) {
  GF_ASSIGN_OR_RETURN(GridSampler grid, GridSampler::Make(space, path_parameters, trials_max));
  return ExtendingGridSampler(std::move(grid), space, path_parameters, trials_max, model,
                              steps_max);
}

Proposal ExtendingGridSampler::Propose(int64_t cursor, int64_t first_trial, int64_t count,
                                       const SeenPoints& seen) const {
  return grid_.Propose(cursor, first_trial, count, seen);
}

double ExtendingGridSampler::TrialCount() const { return grid_.TrialCount(); }

bool ExtendingGridSampler::Extend(const Point& best, Growth& growth) const {
  const ModelSchema* model = FindModel(model_);
  size_t member = 0;
  while (!IsMemberPoint(growth.space.members[growth.newest[member]], best)) {
    if (++member == growth.newest.size()) return false;
  }
  SubSpace extended = growth.space.members[growth.newest[member]];
  bool has_grown = false;
  growth.bounds.clear();
  for (Parameter& parameter : extended.parameters) {
    const auto value = best.find(parameter.name);
    if (value == best.end()) continue;
    std::string bound;
    const ParameterSchema* schema = model == nullptr ? nullptr : model->Find(parameter.name);
    const auto step = StepBeyond(parameter, value->second, schema, &bound);
    if (!bound.empty()) growth.bounds.push_back(bound);
    if (!step) continue;
    std::vector<AxisStep>& steps = growth.steps[{member, parameter.name}];
    const auto same_way = [&](const AxisStep& one) { return one.upwards == step->upwards; };
    if (std::count_if(steps.begin(), steps.end(), same_way) >= steps_max_) {
      growth.bounds.push_back(fmt::format("{} was moved {} times", parameter.name, steps_max_));
      continue;
    }
    steps.push_back(*step);
    parameter = Continued(parameter, *step);
    has_grown = true;
  }
  if (!has_grown) return false;
  growth.newest[member] = growth.space.members.size();
  growth.space.members.push_back(std::move(extended));
  return true;
}

ExtendingGridSampler::Growth ExtendingGridSampler::Grow(const TrialHistory& history) const {
  Growth growth{space_, {}, {}, {}, false};
  for (size_t member = 0; member < space_.members.size(); ++member) {
    growth.newest.push_back(member);
  }
  size_t known = 0;  // trials of the space so far
  while (true) {
    std::vector<Grid> grids;
    for (const size_t member : growth.newest) {
      auto grid = Grid::Make(growth.space.members[member], {});
      if (grid.ok()) grids.push_back(*std::move(grid));
    }
    const auto is_known = [&](const PastTrial& trial) {
      return std::any_of(grids.begin(), grids.end(),
                         [&](const Grid& grid) { return grid.Contains(trial.point); });
    };
    const size_t before = known;
    while (known < history.size() && is_known(history[known])) ++known;
    growth.is_fresh = known == before;
    if (growth.is_fresh) return growth;
    const PastTrial* best = Best(history, known);
    if (best == nullptr || !Extend(best->point, growth)) return growth;
  }
}

Proposal ExtendingGridSampler::ProposeAfter(const TrialHistory& history, int64_t cursor,
                                            int64_t first_trial, int64_t count,
                                            const SeenPoints& seen) const {
  Proposal proposal = grid_.Propose(cursor, first_trial, count, seen);
  if (!proposal.points.empty() || proposal.next_cursor > cursor) {
    // Nothing follows but what the results say.
    proposal.exhausted = proposal.exhausted && trials_max_ &&
                         first_trial + static_cast<int64_t>(proposal.points.size()) >= *trials_max_;
    return proposal;
  }
  proposal.exhausted = trials_max_ && first_trial >= *trials_max_;
  const bool all_finished = std::all_of(history.rbegin(), history.rend(),
                                        [](const PastTrial& trial) { return trial.finished; });
  if (proposal.exhausted || !all_finished) return proposal;
  const Growth growth = Grow(history);
  const auto grown = GridSampler::Make(growth.space, path_parameters_, trials_max_);
  proposal.exhausted = !growth.is_fresh || !grown.ok();
  if (proposal.exhausted) return proposal;
  proposal = grown->Propose(cursor, first_trial, std::numeric_limits<int64_t>::max(), seen);
  proposal.duplicates = 0;  // the grid's own points, met again
  proposal.exhausted = proposal.points.empty();
  return proposal;
}

std::string ExtendingGridSampler::Remark(const TrialHistory& history) const {
  const Growth growth = Grow(history);
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  for (const auto& [name, steps] : growth.steps) {
    const std::string values = TriedValues(name.second, steps, history);
    if (!values.empty()) {
      add(fmt::format("{} was continued from {} to {}", name.second,
                      FormatValue(steps.front().edge), values));
    }
  }
  for (const std::string& bound : growth.bounds) add("not continued further: " + bound);
  return text;
}

}  // namespace gridfold
